/** The command line: every command, its flags and its help. cli.ts adds the code that each command runs. */
import { Command } from '@commander-js/extra-typings';
import { version } from './package.ts';

export const program = new Command('kc-eb')
  .description('Deploys a clustered Keycloak on AWS Elastic Beanstalk and proves that it clustered.')
  .version(version)
  .option('-c, --config <file>', 'the project file', 'kc-eb.yaml')
  .option('--local', 'use Local Beanstalk (kc-eb local start) instead of AWS')
  .option('--json', 'print JSON')
  .option('--verbose', 'print the output of subprocesses and the stacks of errors');

// runCommandLine reports the errors; what remains is the help of a command line without a command.
program
  .configureOutput({
    outputError: () => undefined,
    writeErr(text) {
      if (program.opts().json !== true) process.stderr.write(text);
    },
  })
  .exitOverride();

const timeout = ['--timeout <minutes>', 'maximum time to wait (default: deployment.timeoutMinutes)'] as const;
const noVerify = ['--no-verify', 'skip cluster verification'] as const;
const follow = ['-f, --follow', 'continue until Ctrl-C'] as const;
const since = ['--since <time>', 'start time: 5m, 2h, 1d or an ISO date'] as const;

export const commands = {
  init: program
    .command('init')
    .description('write a commented kc-eb.yaml and the folders for themes and providers')
    .option('--application <name>', 'the Beanstalk application')
    .option('--environment <name>', 'the Beanstalk environment')
    .option('--region <region>', 'the AWS region')
    .option('--keycloak <version>', 'the Keycloak release, e.g. 26.7.3')
    .option('--database <vendor>', 'the database vendor, e.g. postgres')
    .option('--hostname <url>', 'the public URL of Keycloak')
    .option('--force', 'overwrite existing files'),

  render: program
    .command('render')
    .description('write the build context and the source bundle to a folder')
    .option('--out <folder>', 'a folder, whose files are kept (default: .kc-eb/render, emptied first)')
    .option('--image <uri>', 'the image in docker-compose.yml'),

  plan: program.command('plan').description('print what deploy would do'),

  deploy: program
    .command('deploy')
    .description('build and push the image, create or update the environment, verify the cluster')
    .option('--dry-run', 'the same as plan')
    .option(...noVerify)
    .option('--wait', 'wait for a running operation and follow the deployment to its end (default)')
    .option('--no-wait', 'end when Beanstalk has accepted the change')
    .option(...timeout)
    .option('--yes', 'confirm an update that interrupts the service')
    .option('--keep', 'do not roll back a failed update')
    .option('--redeploy', 'deploy to all instances also when nothing changed: they read the secrets again'),

  upgrade: program
    .command('upgrade')
    .description('set a newer Keycloak release in kc-eb.yaml and list what it changes')
    .requiredOption('--to <version>', 'the Keycloak release, e.g. 26.7.3')
    .option('--dry-run', 'list the changes only'),

  rollback: program
    .command('rollback')
    .description('restore the application version and the settings that were verified last')
    .option('--to <version>', 'the label of another verified application version')
    .option('--dry-run', 'print what rollback would do')
    .option('--force', 'allow another Keycloak release, whose database tables may differ')
    .option('--yes', 'confirm a rollback that interrupts the service')
    .option(...noVerify)
    .option(...timeout),

  verify: program
    .command('verify')
    .description('prove that the running instances are one cluster')
    .option('--no-probe', 'read the logs only, without a login to Keycloak'),

  doctor: program.command('doctor').description('find what would make a deployment fail'),

  logs: program
    .command('logs')
    .description('print the logs of all instances, merged in time order')
    .option(...follow)
    .option(...since)
    .option('--filter <pattern>', 'a CloudWatch Logs filter pattern')
    .option('--instance <id...>', 'only these instances')
    .option('--service <name...>', 'only these logs: keycloak, nginx, cluster, eb-engine.log, …'),

  status: program
    .command('status')
    .description('print the environment, its instances and their cluster views')
    .option('-w, --watch', 'show every change until q or Ctrl-C'),

  events: program
    .command('events')
    .description('print the events of the environment')
    .option(...follow)
    .option(...since),

  open: program
    .command('open')
    .description('open Keycloak in the browser')
    .option('--console', 'open the admin console'),

  adminPassword: program
    .command('admin-password')
    .description("print the admin's password after a confirmation")
    .option('--yes', 'skip the confirmation'),

  terminate: program
    .command('terminate')
    .description('terminate the environment after a confirmation')
    .option('--yes', 'skip the confirmation')
    .option('--delete-logs', 'also delete its log groups'),
};

const local = program.command('local').description('Local Beanstalk: the same commands without AWS');

export const localCommands = {
  start: local
    .command('start')
    .description('start the local server and its database')
    .option('--port <number>', 'the port of the API')
    .option('--database <vendor>', 'postgres, mariadb or mysql')
    .option('--pace <number>', "the divisor of the platform's waiting times (default: 10)")
    .option(
      '--instance-disk <size>',
      'the disk of each instance, e.g. 4g, in memory (default: as on this machine)',
    )
    .option('--strict <switches...>', 'stricter behaviour, by the names in its README')
    .option('--reporting-only', 'instances only report and run nothing; no container engine is needed'),

  stop: local.command('stop').description('stop the local server; state and data stay'),

  status: local.command('status').description('print what runs'),

  reset: local
    .command('reset')
    .description('stop the local server and delete its state, data and containers')
    .option('--yes', 'skip the confirmation'),

  demo: local
    .command('demo')
    .description('create a temporary project, verify its cluster, then delete it')
    .option('--keycloak <version>', 'the Keycloak release')
    .option('--database <vendor>', 'postgres, mariadb or mysql')
    .option('--bridge', "show the failure that kc-eb prevents: Docker's bridge network")
    .option('--keep', 'keep it running'),
};

/** Flags of every command. */
export type GlobalFlags = ReturnType<typeof program.opts>;

type FlagsOf<Commands extends Record<string, { opts(): unknown }>> = {
  [Name in keyof Commands]: ReturnType<Commands[Name]['opts']>;
};

/** The own flags of each command. */
export type Flags = FlagsOf<typeof commands>;
export type LocalFlags = FlagsOf<typeof localCommands>;
