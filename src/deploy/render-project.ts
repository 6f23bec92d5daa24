/** Renders the project: everything that kc-eb.yaml, the user's files and the templates determine. */
import type { ConfigurationOptionSetting } from '@aws-sdk/client-elastic-beanstalk';
import { contentHash } from '../base/content-hash.ts';
import { loggedServices, logGroupOf } from '../base/log-group-names.ts';
import { imagePlatform } from '../config/architecture.ts';
import type { Config } from '../config/schema.ts';
import type { UserFiles } from '../project/read-user-files.ts';
import { type BundleFacts, renderBundle } from '../render/bundle.ts';
import { baseImage, contentOf, type ImageContext, renderImage } from '../render/image.ts';
import { optionSettings } from '../render/option-settings.ts';

const overridesFolder = 'overrides/';

export interface RenderedImage extends ImageContext {
  /** registry/repository:tag */
  uri: string;
  registry: string;
  /** Keycloak's version and a hash of the content. */
  tag: string;
  from: string;
  platform: string;
}

export interface RenderedVersion {
  /** Keycloak's version and a hash of the content. */
  label: string;
  /** Key of the source bundle in the bucket that CreateStorageLocation names. */
  key: string;
  texts: ReadonlyMap<string, string>;
  copies: ReadonlyMap<string, string>;
}

export interface RenderedProject {
  repository: string;
  image: RenderedImage;
  /** nginx, in the same repository. */
  proxy: RenderedImage;
  version: RenderedVersion;
  settings: ConfigurationOptionSetting[];
}

/** `registry`: host of the ECR registry, e.g. 123456789012.dkr.ecr.us-east-1.amazonaws.com. */
export function renderProject(
  config: Config,
  { registry, imageFiles, overrideFiles, composeOverride }: UserFiles & { registry: string },
  templates: ReadonlyMap<string, string>,
): RenderedProject {
  const release = config.keycloak.version.name;
  const userFiles = [...imageFiles.keys()];
  const repository = repositoryName(config);
  const from = baseImage(config);
  const platform = imagePlatform(config);
  const context = renderImage(config, templates, userFiles);
  const tag = `${release}-${contentHash(contentOf(context), contentHash(imageFiles), from, platform)}`;
  const uri = `${registry}/${repository}:${tag}`;
  const copies = new Map([...overrideFiles.keys()].map((path) => [path.slice(overridesFolder.length), path]));
  const proxy = renderProxy(config, registry);
  const facts = { imageUri: uri, proxyUri: proxy.uri, userFiles, overrideFiles, composeOverride };
  const { label, texts } = renderLabelled(config, facts, templates);
  return {
    repository,
    image: { uri, registry, tag, from, platform, ...context },
    proxy,
    version: { label, key: bundleKey(config.application, label), texts, copies },
    settings: optionSettings(config),
  };
}

/** A copy of nginx by its digest. All instances pull the same one, also without a way to public registries. */
export function renderProxy(config: Config, registry: string): RenderedImage {
  const from = config.network.proxyImage;
  const platform = imagePlatform(config);
  const texts = new Map([['Dockerfile', `FROM ${from}\n`]]);
  const tag = `nginx-${contentHash(texts, platform)}`;
  const uri = `${registry}/${repositoryName(config)}:${tag}`;
  return { uri, registry, tag, from, platform, texts, archives: new Map() };
}

/**
 * Renders the source bundle, less the files that overrides replace. The label is a hash of the bundle that has an empty
 * label: the bundle holds its own label.
 */
export function renderLabelled(
  config: Config,
  facts: Omit<BundleFacts, 'label'> & Pick<UserFiles, 'overrideFiles'>,
  templates: ReadonlyMap<string, string>,
): { label: string; texts: ReadonlyMap<string, string> } {
  const { overrideFiles, ...others } = facts;
  const render = (label: string): ReadonlyMap<string, string> => {
    const texts = renderBundle(config, templates, { ...others, label });
    return new Map([...texts].filter(([path]) => !overrideFiles.has(`${overridesFolder}${path}`)));
  };
  const hash = contentHash(render(''), contentHash(overrideFiles));
  const label = `${config.keycloak.version.name}-${hash}`;
  return { label, texts: render(label) };
}

/** One repository an application; its environments share images by content. */
export function repositoryName({ application }: Config): string {
  // Trimmed: ECR rejects a hyphen at either end. https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
  const name = application
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  return `${name}/keycloak`;
}

/** Key of a version's source bundle in the bucket that CreateStorageLocation names. */
export function bundleKey(application: string, label: string): string {
  return `kc-eb/${application}/${label}.zip`;
}

/** Groups that the containers' awslogs driver writes to; they must exist before the containers start. */
export function logGroupNames(config: Config): string[] {
  return loggedServices.map((service) => logGroupOf(config.environment, service));
}
