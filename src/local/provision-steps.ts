/** The steps that prepare container instances: engine, network, images, database. */
import type { Config } from '../config/schema.ts';
import type { Reporter } from '../ports.ts';
import { outputOf, type Step } from '../deploy/pipeline.ts';
import type { ChosenDatabase } from './choose-database.ts';
import { recipeOf } from './base-recipe.ts';
import { byTag } from '../config/proxy-image.ts';
import { baseImage } from '../render/image.ts';
import { startDatabase } from '../local-beanstalk/machine/database.ts';
import { dockerCommand } from '../local-beanstalk/base/docker.ts';
import { provideEngine } from '../local-beanstalk/machine/engine-setup.ts';
import { provideImage } from '../local-beanstalk/images/provide-image.ts';
import { databaseRecipes, instanceRecipe, type Recipe } from '../local-beanstalk/images/recipes.ts';
import { provideNetwork } from '../local-beanstalk/base/network.ts';
import { readSecret } from '../local-beanstalk/identity/project-secrets.ts';
import type { LocalNetwork, LocalSettings } from '../local-beanstalk/base/state.ts';

export interface ProvisionOptions {
  project: string;
  database: ChosenDatabase;
  /** Folder of the project's secrets. */
  secretsFolder: string;
  /** Names the Keycloak whose image is provided. */
  config: Config | undefined;
  /** Size of each instance's disk. */
  instanceDisk: string | undefined;
}

export interface Provision {
  steps: readonly Step[];
  /** The results of the steps; call it after them. */
  result(): NonNullable<LocalSettings['containers']>;
}

export function provisionSteps(options: ProvisionOptions, reporter: Reporter): Provision {
  const { project, database: chosen, secretsFolder, config } = options;
  const { vendor } = chosen;
  const docker = dockerCommand();
  const images = new Map<string, string>();
  let network: LocalNetwork | undefined;
  let address: { host: string; port: number } | undefined;
  const imageOf = (recipe: Recipe): string => required(images.get(recipe.name));
  const recipes = [
    databaseRecipes[vendor],
    instanceRecipe,
    ...(config === undefined
      ? []
      : [recipeOf(byTag(config.network.proxyImage)), recipeOf(baseImage(config))]),
  ];

  const engine: Step = {
    name: 'engine',
    title: 'Container engine',
    after: [],
    async run() {
      const found = await provideEngine(outputOf({ reporter }, 'engine'));
      return { outcome: found.already ? 'already' : 'done', detail: found.description };
    },
  };
  const networkStep: Step = {
    name: 'network',
    title: 'Network',
    after: ['engine'],
    async run() {
      const provided = await provideNetwork(docker, project);
      network = provided.network;
      return { outcome: provided.already ? 'already' : 'done', detail: network.subnet };
    },
  };
  const imageSteps = recipes.map((recipe) =>
    imageStep(recipe, reporter, {
      after: ['engine'],
      found: (reference) => images.set(recipe.name, reference),
    }),
  );
  const database: Step = {
    name: 'database',
    title: `Database ${vendor}`,
    after: ['network', stepName(databaseRecipes[vendor])],
    async run() {
      const password = await readSecret(secretsFolder, 'database-password');
      const spec = { vendor, project, network: required(network), secretsFolder, password };
      const started = await startDatabase(docker, { ...spec, image: imageOf(databaseRecipes[vendor]) });
      address = { host: started.host, port: started.port };
      return { outcome: started.already ? 'already' : 'done', detail: `${started.host}:${started.port}` };
    },
  };
  return {
    steps: [engine, networkStep, ...imageSteps, database],
    result: () => ({
      network: required(network),
      instanceImage: imageOf(instanceRecipe),
      preload: [],
      ...(options.instanceDisk !== undefined && { instanceDisk: options.instanceDisk }),
      database: { ...chosen, ...required(address) },
    }),
  };
}

function imageStep(
  recipe: Recipe,
  reporter: Reporter,
  { after, found }: { after: readonly string[]; found: (reference: string) => void },
): Step {
  const name = stepName(recipe);
  return {
    name,
    title: `Image of ${recipe.name}`,
    after,
    async run() {
      const { reference, origin } = await provideImage(dockerCommand(), recipe, outputOf({ reporter }, name));
      found(reference);
      return { outcome: origin === 'present' ? 'already' : 'done', detail: `${reference}, ${origin}` };
    },
  };
}

function stepName(recipe: Recipe): string {
  return `image-${recipe.name}`;
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('read before its step ended');
  return value;
}
