/** The commands of the transcript, in their order. */

export interface Step {
  argv: readonly string[];
  about: string;
  /** A second command that runs while the first one does. */
  meanwhile?: readonly string[];
}

const rolling = JSON.stringify({
  OptionSettings: {
    'aws:elasticbeanstalk:command': { DeploymentPolicy: 'Rolling', BatchSizeType: 'Fixed', BatchSize: '1' },
  },
});

export const steps: readonly Step[] = [
  {
    argv: ['init', 'id', '--platform', 'Docker running on 64bit Amazon Linux 2023', '--region', 'us-east-1'],
    about: 'creates the application and .elasticbeanstalk/config.yml',
  },
  {
    argv: ['create', 'id-prod', '--elb-type', 'application', '--scale', '2', '--tags', 'team=id'],
    about: 'creates the roles in IAM, uploads the project, and follows the launch',
  },
  { argv: ['status', '--verbose'], about: 'shows the environment and the health of its targets' },
  { argv: ['tags', '--list'], about: "shows AWS's tags and the environment's own ones" },
  { argv: ['tags', '--add', 'stage=dev', '--delete', 'team'], about: 'changes tags' },
  { argv: ['setenv', 'GREETING=hello'], about: 'changes environment properties' },
  { argv: ['printenv'], about: 'shows environment properties' },
  { argv: ['scale', '3'], about: 'changes MinSize and MaxSize' },
  { argv: ['config', '--update', rolling], about: 'changes any option setting' },
  { argv: ['config', 'save', '--cfg', 'saved'], about: 'saves the configuration in S3 and downloads it' },
  { argv: ['config', 'put', 'saved'], about: 'uploads the file and validates it' },
  { argv: ['config', 'get', 'saved'], about: 'downloads it' },
  { argv: ['config', 'list'], about: 'lists the saved configurations' },
  { argv: ['config', 'id-prod', '--cfg', 'saved'], about: 'applies a saved configuration' },
  {
    argv: ['deploy'],
    meanwhile: ['abort', 'id-prod'],
    about: 'ends after `eb abort` in another terminal; the instances have the version before',
  },
  { argv: ['deploy'], about: 'deploys after that' },
  { argv: ['health'], about: 'shows the health of each instance; reporting-only instances have no requests' },
  { argv: ['events'], about: 'shows the newest events' },
  { argv: ['use', 'id-prod'], about: 'selects the default environment' },
  { argv: ['logs'], about: 'shows the last lines of each instance' },
  { argv: ['logs', '--all'], about: 'downloads all logs of each instance' },
  { argv: ['logs', '--cloudwatch-logs', 'enable'], about: 'streams logs to CloudWatch Logs' },
  {
    argv: ['logs', '--log-group', '/aws/elasticbeanstalk/id-prod/var/log/eb-engine.log'],
    about: 'shows a log group of CloudWatch Logs',
  },
  {
    argv: ['create', 'id-two', '--cfg', 'saved'],
    about: 'creates an environment from a saved configuration',
  },
  { argv: ['swap', 'id-prod', '--destination_name', 'id-two'], about: 'exchanges the CNAMEs' },
  { argv: ['clone', 'id-prod', '--clone_name', 'id-three', '--exact'], about: 'copies an environment' },
  { argv: ['list', '--verbose'], about: 'lists environments and their instances' },
  { argv: ['config', 'delete', 'saved'], about: 'deletes the saved configuration and the file' },
  { argv: ['upgrade', 'id-prod', '--force'], about: 'finds the newest platform version' },
  { argv: ['platform', 'list'], about: 'lists Docker on Amazon Linux 2023' },
  { argv: ['terminate', 'id-two', '--force'], about: 'terminates an environment' },
];

/** Commands that do not work, with the reason. */
export const refused: readonly (readonly [command: string, reason: string])[] = [
  ['`eb logs --analyze`', 'sends logs to Amazon Bedrock'],
  ['`eb ssh`, `eb create --keyname`', 'call EC2'],
  ['`eb create --sample`', 'a version without docker-compose.yml; AWS has a sample application'],
  ['`eb create --tier worker`', 'worker environments are not supported'],
  ['`eb create --database`', 'databases of Beanstalk are not supported'],
  ['`eb create` with `view` at its prompt', 'GetPolicy: the text of managed policies is not here'],
  ['`eb create --shared-lb`', 'shared load balancers are not supported'],
  ['`eb create --modules`', 'ComposeEnvironments is not supported'],
  ['`eb appversion lifecycle`', 'UpdateApplicationResourceLifecycle is not supported'],
  ['`eb platform create`, `delete`, `init`', 'custom platforms are not supported'],
  ['`eb codesource`', 'calls CodeCommit'],
  ['`eb restore`', 'RebuildEnvironment of a terminated environment is not supported'],
  ['`eb migrate`', 'migrates Windows machines'],
  ['`eb local`', "the EB CLI's own Docker mode, without any server"],
  ['`eb console`', "opens AWS's console"],
];
