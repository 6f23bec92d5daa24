import type { ConfigurationOptionSetting } from '@aws-sdk/client-elastic-beanstalk';
import type { RunningInstance } from './running-instances.ts';
import type { OwnSetting } from './settings-record.ts';

export interface EnvironmentFacts {
  id: string;
  /** Launching, Updating, Ready, Terminating, … */
  status: string;
  versionLabel: string | undefined;
  /** Host name of the environment's balancer. */
  cname: string | undefined;
  /** Read of an environment that is Ready, as are the two below; of others empty. */
  settings: ConfigurationOptionSetting[];
  /** What kc-eb has set, by its own record; an option may be there with more than one value. */
  ownSettings: OwnSetting[];
  instances: readonly RunningInstance[];
}
