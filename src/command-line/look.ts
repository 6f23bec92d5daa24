/** Commands that read the environment. */
import { examples, program } from './program.ts';

program.commandsGroup('Look at the environment:');

const follow = ['-f, --follow', 'continue until Ctrl-C'] as const;
const since = ['--since <time>', 'start time: 5m, 2h, 1d or an ISO date'] as const;

export const lookingCommands = {
  verify: program
    .command('verify')
    .description('prove that the running instances are one cluster')
    .option('--no-probe', 'read the logs only, without a login to Keycloak')
    .addHelpText('after', examples('kc-eb verify', 'kc-eb verify --no-probe --json')),

  status: program
    .command('status')
    .description('print the environment, its instances and their cluster views')
    .option('-w, --watch', 'show every change until q or Ctrl-C')
    .addHelpText('after', examples('kc-eb status', 'kc-eb status --watch --local')),

  logs: program
    .command('logs')
    .description('print the logs of all instances, merged in time order')
    .option(...follow)
    .option(...since)
    .option('--filter <pattern>', 'a CloudWatch Logs filter pattern')
    .option('--instance <id...>', 'only these instances')
    .option('--service <name...>', 'only these logs: keycloak, nginx, cluster, eb-engine.log, …')
    .addHelpText(
      'after',
      examples('kc-eb logs --since 15m --service keycloak', 'kc-eb logs --follow --filter ERROR'),
    ),

  events: program
    .command('events')
    .description('print the events of the environment')
    .option(...follow)
    .option(...since)
    .addHelpText('after', examples('kc-eb events --since 2h', 'kc-eb events --follow')),

  open: program
    .command('open')
    .description('open Keycloak in the browser')
    .option('--console', 'open the admin console')
    .addHelpText('after', examples('kc-eb open', 'kc-eb open --console --local')),

  adminPassword: program
    .command('admin-password')
    .description("print the admin's password after a confirmation")
    .option('--yes', 'skip the confirmation')
    .addHelpText('after', examples('kc-eb admin-password', 'kc-eb admin-password --yes --local')),
};
