/** Commands that change the environment. */
import { examples, program } from './program.ts';

program.commandsGroup('Change the environment:');

const timeout = ['--timeout <minutes>', 'maximum time to wait (default: deployment.timeoutMinutes)'] as const;
const noVerify = ['--no-verify', 'skip cluster verification'] as const;

export const changingCommands = {
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
    .option('--redeploy', 'deploy to all instances also when nothing changed: they read the secrets again')
    .addHelpText('after', examples('kc-eb deploy', 'kc-eb deploy --local', 'kc-eb deploy --no-wait --json')),

  rollback: program
    .command('rollback')
    .description('restore the application version and the settings that were verified last')
    .option('--to <version>', 'the label of another verified application version')
    .option('--dry-run', 'print what rollback would do')
    .option('--force', 'allow another Keycloak release, whose database tables may differ')
    .option('--yes', 'confirm a rollback that interrupts the service')
    .option(...noVerify)
    .option(...timeout)
    .addHelpText(
      'after',
      examples('kc-eb rollback --dry-run', 'kc-eb rollback --to 26.7.3-0123456789ab --yes'),
    ),

  terminate: program
    .command('terminate')
    .description('terminate the environment after a confirmation')
    .option('--yes', 'skip the confirmation')
    .option('--delete-logs', 'also delete its log groups')
    .addHelpText('after', examples('kc-eb terminate', 'kc-eb terminate --yes --delete-logs')),
};
