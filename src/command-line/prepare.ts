/** Commands before the first deployment, and those that change kc-eb.yaml. */
import { examples, program } from './program.ts';

program.commandsGroup('Prepare:');

export const preparingCommands = {
  init: program
    .command('init')
    .description('write a commented kc-eb.yaml and the folders for themes and providers')
    .option('--application <name>', 'the Beanstalk application')
    .option('--environment <name>', 'the Beanstalk environment')
    .option('--region <region>', 'the AWS region (default: AWS_REGION or that of the profile)')
    .option('--keycloak <version>', 'the Keycloak release, e.g. 26.7.3')
    .option('--database <vendor>', 'the database vendor, e.g. postgres')
    .option('--hostname <url>', 'the public URL of Keycloak')
    .option('--vpc <id>', 'the VPC; set its subnets in kc-eb.yaml (default: the default VPC)')
    .option('--certificate <arn>', 'the certificate for HTTPS')
    .option('--add <name>', 'add an environment to kc-eb.yaml; -e NAME chooses it')
    .option('--force', 'replace kc-eb.yaml; the present one is kept as kc-eb.yaml.bak')
    .addHelpText(
      'after',
      examples(
        'kc-eb init',
        'kc-eb init --application keycloak --environment keycloak-prod --region eu-central-1',
        'kc-eb init --add stage',
      ),
    ),

  bootstrap: program
    .command('bootstrap')
    .description('create the database, its secrets and the roles in AWS, as a CloudFormation stack')
    .option('--dry-run', 'print the template and the monthly cost')
    .option('--certificate [domain]', 'also a certificate of ACM (default: the host of keycloak.hostname)')
    .option('--delete', 'delete the stack after a confirmation; a snapshot of the database stays')
    .option('--yes', 'skip the confirmation of changes and of --delete')
    .option('--timeout <minutes>', 'maximum time to wait', '60')
    .addHelpText(
      'after',
      examples('kc-eb bootstrap --dry-run', 'kc-eb bootstrap --certificate', 'kc-eb bootstrap --delete'),
    ),

  render: program
    .command('render')
    .description('write the build context and the source bundle to a folder')
    .option('--out <folder>', 'a folder, whose files are kept (default: .kc-eb/render, emptied first)')
    .option('--image <uri>', 'the image in docker-compose.yml')
    .addHelpText('after', examples('kc-eb render', 'kc-eb render --out build/keycloak')),

  plan: program
    .command('plan')
    .description('print what deploy would do')
    .addHelpText('after', examples('kc-eb plan', 'kc-eb plan --local', 'kc-eb plan --json > plan.json')),

  doctor: program
    .command('doctor')
    .description('find what would make a deployment fail')
    .addHelpText('after', examples('kc-eb doctor', 'kc-eb doctor --json')),

  upgrade: program
    .command('upgrade')
    .description('set a newer Keycloak release in kc-eb.yaml and list what it changes')
    .requiredOption('--to <version>', 'the Keycloak release, e.g. 26.7.3')
    .option('--dry-run', 'list the changes only')
    .addHelpText('after', examples('kc-eb upgrade --to 26.7.3 --dry-run', 'kc-eb upgrade --to 26.7.3')),
};
