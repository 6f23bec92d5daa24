/** The program without its commands: the flags of every command, and the parts that each help has. */
import { Command, Option } from '@commander-js/extra-typings';
import { version } from '../package.ts';
import { largest } from '../base/extremes.ts';

export const program = new Command('kc-eb')
  .description('Deploys a clustered Keycloak on AWS Elastic Beanstalk and proves that it clustered.')
  .version(version)
  .option('-c, --config <file>', 'the project file', 'kc-eb.yaml')
  .addOption(
    new Option('-e, --env <name>', 'an environment of environments: in the project file').env(
      'KC_EB_ENVIRONMENT',
    ),
  )
  .option('--local', 'use Local Beanstalk (kc-eb local start) instead of AWS')
  .option('--json', 'print JSON')
  .option('--verbose', 'print the output of subprocesses and the stacks of errors')
  .addHelpText('after', examples('kc-eb init', 'kc-eb deploy', 'kc-eb status --watch'))
  .addHelpText('afterAll', variables())
  // An empty variable names nothing. commander stores '' for it, also where a parser returns undefined.
  .hook('preAction', () => {
    if (program.opts().env === '') program.setOptionValue('env', undefined);
  });

// Commands inherit these settings. runCommandLine reports the errors; what remains is the help of a command line without
// a command.
program
  .configureHelp({ showGlobalOptions: true })
  .configureOutput({
    outputError: () => undefined,
    writeErr(text) {
      if (program.opts().json !== true) process.stderr.write(text);
    },
  })
  .exitOverride();

/** The end of a command's help: command lines as a user types them. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}`;
}

/** Environment variables that commands read. */
function variables(): string {
  const rows = {
    KC_EB_ENVIRONMENT: 'the environment, in place of -e',
    'AWS_PROFILE, AWS_ACCESS_KEY_ID, …': 'the credentials, as for the AWS CLI',
    KC_EB_ENGINE: 'the container engine: docker, podman or a path',
    NO_COLOR: 'no colours',
    CI: 'lines in place of spinners and screens',
  };
  const width = largest(Object.keys(rows).map(({ length }) => length));
  const lines = Object.entries(rows).map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`);
  return `\nEnvironment variables:\n${lines.join('\n')}`;
}
