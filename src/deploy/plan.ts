/**
 * Decides what a deploy does: (config, facts) → plan. Pure; `kc-eb plan` prints the very object that
 * `kc-eb deploy` carries out.
 */
import { planUpdate, type UpdatePlan } from './update-plan.ts';
import type { Config } from '../config/schema.ts';
import { contentHash } from '../base/content-hash.ts';
import { UserError } from '../base/user-error.ts';
import type { Facts } from '../environment/facts.ts';
import { type EnvironmentGoal, type EnvironmentPlan, planEnvironment } from './environment-plan.ts';
import { baseImage, optionSettings, renderBundle, renderImage, warnings } from '../render/index.ts';

/** Only amd64 is built: it is what Beanstalk's default instance types run. */
const imagePlatform = 'linux/amd64';

export interface DeployPlan {
  target: { account: string; region: string; application: string; environment: string; local: boolean };
  repository: { action: 'create' | 'none'; name: string };
  image: {
    action: 'build' | 'none';
    /** registry/repository:tag */
    uri: string;
    registry: string;
    tag: string;
    from: string;
    platform: string;
    /** Build context: texts by path, and user files (path in the context → path in the project). */
    texts: ReadonlyMap<string, string>;
    copies: ReadonlyMap<string, string>;
  };
  /** `retain`: it is there, and keeps what is written for another time. */
  logGroups: { action: 'create' | 'retain' | 'none'; name: string; retentionDays: number }[];
  version: {
    /** `wait`: an earlier run made it and Beanstalk has not processed it yet. `upload`: it is there without its bundle. */
    action: 'create' | 'upload' | 'wait' | 'none';
    label: string;
    /** Key of the source bundle in the bucket that CreateStorageLocation names. */
    key: string;
    texts: ReadonlyMap<string, string>;
    copies: ReadonlyMap<string, string>;
  };
  environment: EnvironmentPlan;
  /** How it goes to instances that run another version. */
  update: UpdatePlan;
  warnings: string[];
}

/** True when the plan would change nothing in AWS. */
export function isEmpty(plan: DeployPlan): boolean {
  return [plan.repository, plan.image, ...plan.logGroups, plan.version, plan.environment].every(
    (part) => part.action === 'none',
  );
}

/** Throws UserError 'deployment' when the version is there and cannot be used. */
export function makePlan(
  config: Config,
  facts: Facts,
  templates: ReadonlyMap<string, string>,
  target: { local: boolean },
): DeployPlan {
  const image = planImage(config, facts, templates);
  const version = planVersion(config, facts, templates, image.uri);
  return {
    target: {
      account: facts.account,
      region: config.region,
      application: config.application,
      environment: config.environment,
      local: target.local,
    },
    repository: { action: facts.repositoryExists ? 'none' : 'create', name: repositoryName(config) },
    image,
    logGroups: planLogGroups(config, facts),
    version,
    environment: planEnvironment(environmentGoal(config, facts), version.label, facts.environment),
    update: planUpdate(config, version.label, facts.environment),
    warnings: warnings(config, [...facts.imageFiles.keys()]),
  };
}

/** One repository an application; environments of it share images by content. */
export function repositoryName({ application }: Config): string {
  // Trimmed, since ECR takes no hyphen at either end. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
  const name = application
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${name}/keycloak`;
}

/** Groups the containers' awslogs driver writes to; they must exist before the containers start. */
export function logGroupNames(config: Config): string[] {
  return ['keycloak', 'nginx'].map((service) => `/aws/elasticbeanstalk/${config.environment}/${service}`);
}

/** All that a version consists of, apart from kc-eb.yaml. */
type Content = Pick<Facts, 'registry' | 'imageFiles' | 'overrideFiles'>;

/** Key of a version's source bundle in the bucket that CreateStorageLocation names. */
export function bundleKey(application: string, label: string): string {
  return `kc-eb/${application}/${label}.zip`;
}

/** The label of the version that kc-eb.yaml asks for. */
export function wantedLabel(
  config: Config,
  content: Content,
  templates: ReadonlyMap<string, string>,
): string {
  return renderVersion(config, content, templates, renderedImage(config, content, templates).uri).label;
}

function planImage(
  config: Config,
  facts: Facts,
  templates: ReadonlyMap<string, string>,
): DeployPlan['image'] {
  const image = renderedImage(config, facts, templates);
  return { action: facts.imageTags.has(image.tag) ? 'none' : 'build', ...image };
}

function renderedImage(
  config: Config,
  { registry, imageFiles }: Content,
  templates: ReadonlyMap<string, string>,
): Omit<DeployPlan['image'], 'action'> {
  const texts = renderImage(config, templates, [...imageFiles.keys()]);
  const from = baseImage(config);
  const tag = `${config.keycloak.version.name}-${contentHash(texts, contentHash(imageFiles), from, imagePlatform)}`;
  return {
    uri: `${registry}/${repositoryName(config)}:${tag}`,
    registry,
    tag,
    from,
    platform: imagePlatform,
    texts,
    copies: new Map([...imageFiles.keys()].map((path) => [path, path])),
  };
}

const overridesFolder = 'overrides/';

function planVersion(
  config: Config,
  facts: Facts,
  templates: ReadonlyMap<string, string>,
  imageUri: string,
): DeployPlan['version'] {
  const version = renderVersion(config, facts, templates, imageUri);
  const { label } = version;
  const status = facts.versions.get(label);
  if (status === 'Failed') {
    throw new UserError(
      'deployment',
      `Application version ${label} failed to process, and Beanstalk cannot use it.`,
      {
        hint: `Delete it (aws elasticbeanstalk delete-application-version --application-name ${config.application} --version-label ${label}) and run kc-eb deploy again.`,
      },
    );
  }
  if (status === undefined) return { action: 'create', ...version };
  // The label is the content's hash: what is uploaded again is what was deleted.
  if (!facts.bundles.has(label)) return { action: 'upload', ...version };
  return { action: status === 'Processed' ? 'none' : 'wait', ...version };
}

function renderVersion(
  config: Config,
  { imageFiles, overrideFiles }: Content,
  templates: ReadonlyMap<string, string>,
  imageUri: string,
): Omit<DeployPlan['version'], 'action'> {
  const copies = new Map([...overrideFiles.keys()].map((path) => [path.slice(overridesFolder.length), path]));
  const rendered = renderBundle(config, templates, { imageUri, userFiles: [...imageFiles.keys()] });
  const texts = new Map([...rendered].filter(([path]) => !copies.has(path)));
  const label = `${config.keycloak.version.name}-${contentHash(texts, contentHash(overrideFiles))}`;
  return { label, key: bundleKey(config.application, label), texts, copies };
}

function planLogGroups(config: Config, { logGroups }: Facts): DeployPlan['logGroups'] {
  const { retentionDays } = config.logs;
  return logGroupNames(config).map((name) => ({
    action: !logGroups.has(name) ? 'create' : logGroups.get(name) === retentionDays ? 'none' : 'retain',
    name,
    retentionDays,
  }));
}

function environmentGoal(config: Config, { solutionStack }: Facts): EnvironmentGoal {
  return {
    solutionStack,
    settings: optionSettings(config),
    minInstances: config.instances.min,
    timeoutMinutes: config.deployment.timeoutMinutes,
  };
}
