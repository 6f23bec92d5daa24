import type { ConfigurationOptionSetting } from '@aws-sdk/client-elastic-beanstalk';

/** What is there before a deploy; src/deploy/read-facts.ts reads it and changes nothing. */
export interface Facts {
  account: string;
  /** Host of the ECR registry, e.g. 123456789012.dkr.ecr.us-east-1.amazonaws.com. */
  registry: string;
  repositoryExists: boolean;
  imageTags: ReadonlySet<string>;
  /** Label → status (Unprocessed, Building, Processing, Processed, Failed). */
  versions: ReadonlyMap<string, string>;
  /** Labels whose source bundle is in the bucket; only that of the wanted version is looked for. */
  bundles: ReadonlySet<string>;
  /** Name → days that events are kept; undefined: for ever. */
  logGroups: ReadonlyMap<string, number | undefined>;
  solutionStack: string;
  environment: EnvironmentFacts | undefined;
  /** Files of the folders in core/user-files.ts with their SHA-256: they go into the image. */
  imageFiles: ReadonlyMap<string, string>;
  /** Files of overrides/ with their SHA-256: they go into the bundle, over the rendered ones. */
  overrideFiles: ReadonlyMap<string, string>;
}

export interface EnvironmentFacts {
  id: string;
  /** Launching, Updating, Ready, Terminating, … */
  status: string;
  versionLabel: string | undefined;
  /** This and what instances report is read of an environment that is Ready; of others it is empty. */
  settings: ConfigurationOptionSetting[];
  /** What kc-eb has set, by its own record; an option may be there with more than one value. */
  ownSettings: ConfigurationOptionSetting[];
  /** Running instance's id → label of the version that it has finished to deploy. */
  instanceVersions: ReadonlyMap<string, string | undefined>;
}
