import { describe, expect, test } from 'vitest';
import { parseExtensions } from '../../../src/local-beanstalk/instances/ebextensions.ts';

const one = (text: string) => parseExtensions(new Map([['.ebextensions/a.config', text]]));

describe('.ebextensions', () => {
  test('commands run by file, then by name', () => {
    const { commands, containerCommands } = parseExtensions(
      new Map([
        ['.ebextensions/20.config', 'commands: {01_late: {command: late}}'],
        [
          '.ebextensions/10.config',
          'commands: {b: {command: two}, a: {command: one}}\ncontainer_commands: {z: {command: [ls, -l], leader_only: true}}',
        ],
      ]),
    );
    expect(commands.map(({ command }) => command)).toEqual(['one', 'two', 'late']);
    expect(containerCommands).toMatchObject([{ name: 'z', command: ['ls', '-l'], leader_only: true }]);
  });

  test('leaves alarms to the environment', () => {
    const { unsupported } = one(`
Resources:
  NotReady: { Type: 'AWS::CloudWatch::Alarm', Properties: {} }
`);
    expect(unsupported).toEqual([]);
  });

  test('lists unsupported keys', () => {
    const { unsupported } = one(`
packages: {yum: {git: []}}
option_settings: {a: {b: c}}
Resources:
  queue: {Type: "AWS::SQS::Queue"}
`);
    expect(unsupported).toEqual([
      '.ebextensions/a.config: Resources.queue',
      '.ebextensions/a.config: packages',
      '.ebextensions/a.config: option_settings',
    ]);
  });

  test('reads ingress rules of security groups, self-referencing or by address', () => {
    const { ingress, unsupported } = one(`
Resources:
  own: {Type: "AWS::EC2::SecurityGroup", Properties: {GroupDescription: x}}
  admin:
    Type: AWS::EC2::SecurityGroup
    Properties: {SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 9000, ToPort: 9001, CidrIp: 10.9.0.0/16}]}
  jgroups:
    Type: AWS::EC2::SecurityGroupIngress
    Properties:
      GroupId: {"Fn::GetAtt": [own, GroupId]}
      IpProtocol: tcp
      FromPort: 7800
      ToPort: "7800"
      SourceSecurityGroupId: {"Fn::GetAtt": [own, GroupId]}
`);
    expect(unsupported).toEqual([]);
    expect(ingress).toEqual([
      { protocol: 'tcp', fromPort: 9000, toPort: 9001, source: '10.9.0.0/16' },
      { protocol: 'tcp', fromPort: 7800, toPort: 7800, source: 'instances' },
    ]);
  });

  test.each([
    'files: {relative.txt: {content: x}}',
    'commands: {a: {}}',
    'commands: [a',
    '- 1',
    'commands: {}\n---\ncommands: {}\n',
  ])('rejects %j with the name of the file', (text) => {
    expect(() => one(text)).toThrow(/^\.ebextensions\/a\.config is not a valid configuration file: /);
  });

  test.each(['"7800 "', '" 7800"', '""', 'true', 'null', '7800.5', '"0x1e78"'])(
    'a rule for port %s is not one',
    (port) => {
      const { ingress, unsupported } = one(`
Resources:
  own:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: {IpProtocol: tcp, FromPort: ${port}, ToPort: 7800, CidrIp: 10.0.0.0/8}
`);
      expect([ingress, unsupported]).toEqual([[], ['.ebextensions/a.config: Resources.own']]);
    },
  );

  test('an empty file has no effect', () => {
    expect(one('')).toEqual({ files: [], commands: [], containerCommands: [], ingress: [], unsupported: [] });
  });
});
