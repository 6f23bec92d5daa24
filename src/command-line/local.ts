/** Commands of Local Beanstalk. */
import { examples, program } from './program.ts';

program.commandsGroup('Try it on this machine:');

const local = program
  .command('local')
  .description('Local Beanstalk: the same commands without AWS')
  .addHelpText('after', examples('kc-eb local start', 'kc-eb deploy --local'));

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
    .option('--reporting-only', 'instances only report and run nothing; no container engine is needed')
    .addHelpText(
      'after',
      examples(
        'kc-eb local start',
        'kc-eb local start --database mariadb --pace 1',
        'kc-eb local start --reporting-only',
      ),
    ),

  stop: local
    .command('stop')
    .description('stop the local server; state and data stay')
    .addHelpText('after', examples('kc-eb local stop')),

  status: local
    .command('status')
    .description('print what runs')
    .addHelpText('after', examples('kc-eb local status', 'kc-eb local status --json')),

  reset: local
    .command('reset')
    .description('stop the local server and delete its state, data and containers')
    .option('--yes', 'skip the confirmation')
    .addHelpText('after', examples('kc-eb local reset --yes')),

  demo: local
    .command('demo')
    .description('create a temporary project, verify its cluster, then delete it')
    .option('--keycloak <version>', 'the Keycloak release')
    .option('--database <vendor>', 'postgres, mariadb or mysql')
    .option('--bridge', "show the failure that kc-eb prevents: Docker's bridge network")
    .option('--keep', 'keep it running')
    .addHelpText('after', examples('kc-eb local demo', 'kc-eb local demo --bridge --keep')),
};
