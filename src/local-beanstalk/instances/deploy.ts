/**
 * A deployment on one instance in the platform's order.
 * https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/platforms-linux-extend.workflow.html
 */
import type { Deployment } from '../base/ports.ts';
import { readBundle, type SourceBundle } from './bundle.ts';
import { composeDown, composeUp } from './compose.ts';
import { type Extensions, parseExtensions } from './ebextensions.ts';
import {
  runPhase,
  runCommands,
  runHooks,
  type Work,
  writeDotEnv,
  writeEnvironment,
  writeFiles,
} from './phases.ts';
import type { IngressRule } from './security-group.ts';

const staging = '/var/app/staging';
const current = '/var/app/current';
const download = '/opt/elasticbeanstalk/deployment/app_source_bundle';

export interface DeployOptions {
  work: Work;
  deployment: Deployment;
  /** True for the one instance that runs leader_only commands. */
  leader: boolean;
  /** The local API; hooks get it as AWS_ENDPOINT_URL, the one difference to AWS. */
  endpoint: string;
  /** Applies the security groups of the bundle. */
  setIngress(rules: readonly IngressRule[]): Promise<void>;
}

/** Rejects with DeploymentFailure. */
export async function deployToInstance(options: DeployOptions): Promise<void> {
  const { work, deployment } = options;
  const bundle = await readBundle(deployment.bundle);
  // Hooks get the environment properties; PORT comes from the platform.
  await writeEnvironment(work, {
    PORT: '8000',
    ...deployment.environment,
    AWS_ENDPOINT_URL: options.endpoint,
  });
  await (deployment.kind === 'restart' ? restart : deployBundle)(options, bundle);
  work.log('eb-engine.log', '[INFO] Instance deployment completed successfully.');
}

/**
 * A configuration deployment stages the bundle too. It runs confighooks in the same steps, and no commands.
 * https://github.com/aws/elastic-beanstalk-roadmap/issues/88 and /288
 */
async function deployBundle(options: DeployOptions, bundle: SourceBundle): Promise<void> {
  const { work, deployment, leader } = options;
  const isApplication = deployment.kind === 'application';
  const hooks = isApplication ? 'hooks' : 'confighooks';
  const { log } = work;
  log('eb-engine.log', `[INFO] Extracting ${deployment.versionLabel} to ${staging}`);
  await work.shell.copyIn(deployment.bundle, download);
  const extract = `rm -rf ${staging} && mkdir -p ${staging} && unzip -q ${download} -d ${staging}`;
  await runPhase(work, 'Download and extract', ['sh', '-c', extract]);

  const extensions = parseExtensions(bundle.extensions);
  if (isApplication) {
    warnUnsupported(extensions, work);
    await options.setIngress(extensions.ingress);
    await writeFiles(work, extensions.files);
    await runCommands(work, 'commands', extensions.commands, { cwd: '/', leader });
  }
  await runHooks(work, bundle.paths, hooks, 'prebuild', staging);
  await provideDotEnv(options, bundle, staging);
  if (isApplication) {
    const where = { cwd: staging, leader };
    await runCommands(work, 'container_commands', extensions.containerCommands, where);
  }
  await runHooks(work, bundle.paths, hooks, 'predeploy', staging);

  log('eb-engine.log', `[INFO] Replacing ${current}`);
  const running = await work.shell.exec(['test', '-f', `${current}/docker-compose.yml`]);
  if (running.exitCode === 0) await composeDown(work, current);
  await runPhase(work, 'Flip', ['sh', '-c', `rm -rf ${current} && mv ${staging} ${current}`]);
  await composeUp(work, current);
  await runHooks(work, bundle.paths, hooks, 'postdeploy', current);
}

/** RestartAppServer: the present folder with a new .env. */
async function restart(options: DeployOptions, bundle: SourceBundle): Promise<void> {
  await provideDotEnv(options, bundle, current);
  await composeDown(options.work, current);
  await composeUp(options.work, current);
}

/** Beanstalk writes no .env when the bundle has one. */
async function provideDotEnv(options: DeployOptions, bundle: SourceBundle, cwd: string): Promise<void> {
  if (bundle.paths.includes('.env')) return;
  await writeDotEnv(options.work, cwd, options.deployment.environment);
}

function warnUnsupported({ unsupported }: Extensions, { log }: Work): void {
  for (const what of unsupported) {
    log('eb-engine.log', `[WARN] Local Beanstalk does not support ${what}.`);
  }
}
