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
  /** Read when the environment is Ready, as are the two below; otherwise empty. */
  settings: ConfigurationOptionSetting[];
  /** Settings by kc-eb, from its own record; an option may have more than one value. */
  ownSettings: OwnSetting[];
  instances: readonly RunningInstance[];
}
