/** The command tree: declares flags and dispatches to src/commands, each imported when it is asked for. */
import { Command } from 'commander';
import { inProject, isJson, outsideProject, runCommandLine } from './run-command.ts';
import { version } from './version.ts';

const program = new Command('kc-eb')
  .description('Puts a clustered Keycloak on AWS Elastic Beanstalk, and proves that it clustered.')
  .version(version)
  .option('-c, --config <file>', 'the project file', 'kc-eb.yaml')
  .option('--local', 'use Local Beanstalk (kc-eb local start) in place of AWS')
  .option('--json', 'machine-readable output')
  .option('--verbose', 'show the output of subprocesses, and the stacks of errors')
  // Its errors come to runCommandLine, which shows them as all others; what is left is help where a command is missing.
  .configureOutput({
    outputError: () => undefined,
    writeErr(text) {
      if (!isJson(program)) process.stderr.write(text);
    },
  })
  .exitOverride();

const command = (name: string, description: string): Command =>
  program.command(name).description(description);

command('init', 'write a commented kc-eb.yaml and the folders for themes and providers')
  .option('--application <name>')
  .option('--environment <name>')
  .option('--region <region>')
  .option('--keycloak <version>')
  .option('--database <vendor>')
  .option('--hostname <url>')
  .option('--force', 'overwrite files that are there')
  .action(outsideProject(() => import('./commands/init.ts')));

command('render', 'write the build context and the source bundle to a folder, to look at')
  .option('--out <folder>', 'where to; files that are there stay (default: .kc-eb/render, emptied first)')
  .option('--image <uri>', 'the image that docker-compose.yml names')
  .action(inProject(() => import('./commands/render.ts')));

command('plan', 'show what deploy would do').action(inProject(() => import('./commands/plan.ts')));

command('deploy', 'build, push, upload, create or update the environment, verify the cluster')
  .option('--dry-run', 'the same as plan')
  .option('--no-verify', 'end when Beanstalk says so; the cluster is not proven')
  .option('--wait', 'wait for what runs already, and follow the deployment to its end (the default)')
  .option('--no-wait', 'end when Beanstalk has accepted the change')
  .option('--timeout <minutes>', 'how long to wait, in place of deployment.timeoutMinutes')
  .option('--yes', 'do not ask before an update that interrupts the service')
  .option('--keep', 'leave an update that fails as it is, to look at it')
  .action(inProject(() => import('./commands/deploy.ts')));

command('upgrade', 'move kc-eb.yaml to a newer Keycloak, and say what that changes')
  .requiredOption('--to <version>', 'the release, e.g. 26.7.3')
  .option('--dry-run', 'say it, and leave kc-eb.yaml as it is')
  .action(inProject(() => import('./commands/upgrade.ts')));

command('rollback', 'bring version and settings back to those that were verified last')
  .option('--to <version>', 'the label of another verified version')
  .option('--dry-run', 'show what it would do')
  .option('--force', 'also to another Keycloak release, whose database tables may differ')
  .option('--yes', 'do not ask before a rollback that interrupts the service')
  .option('--no-verify', 'end when Beanstalk says so; the cluster is not proven')
  .option('--timeout <minutes>', 'how long to wait, in place of deployment.timeoutMinutes')
  .action(inProject(() => import('./commands/rollback.ts')));

command('verify', 'prove that the running instances are one cluster')
  .option('--no-probe', 'read the logs only; log nobody in')
  .action(inProject(() => import('./commands/verify.ts')));

command('doctor', 'say what would make a deploy fail, before it is tried').action(
  inProject(() => import('./commands/doctor.ts')),
);

command('logs', 'show the logs of all instances, merged in time order')
  .option('-f, --follow', 'go on until Ctrl-C')
  .option('--since <time>', 'how far back: 5m, 2h, 1d or an ISO date')
  .option('--filter <pattern>', 'a CloudWatch Logs filter pattern')
  .option('--instance <id...>', 'only these instances')
  .option('--service <name...>', 'only these: keycloak, nginx, eb-engine.log, …')
  .action(inProject(() => import('./commands/logs.ts')));

command('status', 'show the environment, its instances and their cluster views').action(
  inProject(() => import('./commands/status.ts')),
);

command('events', 'show the events of the environment')
  .option('-f, --follow', 'go on until Ctrl-C')
  .option('--since <time>', 'how far back: 5m, 2h, 1d or an ISO date')
  .action(inProject(() => import('./commands/events.ts')));

command('terminate', 'terminate the environment; asks for its name')
  .option('--yes', 'do not ask')
  .option('--delete-logs', 'delete its log groups, too')
  .action(inProject(() => import('./commands/terminate.ts')));

const local = command('local', 'Local Beanstalk: the same commands without AWS');

local
  .command('start')
  .description('start the local server, its database and what they need')
  .option('--port <number>', 'of the API')
  .option('--database <vendor>', 'postgres, mariadb or mysql')
  .option('--pace <number>', "divides the platform's waits")
  .option(
    '--instance-disk <size>',
    'of each instance, e.g. 4g, held in memory; default: as large as this machine',
  )
  .option('--reporting-only', 'no container engine: instances run nothing and only report')
  .action(outsideProject(() => import('./commands/local/start.ts')));

local
  .command('stop')
  .description('stop it; state and data stay')
  .action(outsideProject(() => import('./commands/local/stop.ts')));

local
  .command('status')
  .description('show what runs')
  .action(outsideProject(() => import('./commands/local/status.ts')));

local
  .command('reset')
  .description('stop it and remove state, data and containers')
  .option('--yes', 'do not ask')
  .action(outsideProject(() => import('./commands/local/reset.ts')));

local
  .command('demo')
  .description('a project of its own, from nothing to a verified cluster, then cleaned up')
  .option('--keycloak <version>')
  .option('--database <vendor>')
  .option('--bridge', "show the failure that kc-eb exists for: Docker's bridge network")
  .option('--keep', 'leave it running')
  .action(outsideProject(() => import('./commands/local/demo.ts')));

await runCommandLine(program);
