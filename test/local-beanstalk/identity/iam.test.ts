/** IAM, as the EB CLI calls it before eb create. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListInstanceProfilesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { localCredentials } from '../credentials.ts';
import { type LocalServer, startLocalServer } from '../../../src/local-beanstalk/http/listen.ts';
import { iamService } from '../../../src/local-beanstalk/identity/iam.ts';
import { IamRecords } from '../../../src/local-beanstalk/identity/iam-records.ts';

const trust = '{"Version": "2008-10-17", "Statement": [{"Effect": "Allow"}]}';
const webTier = 'arn:aws:iam::aws:policy/AWSElasticBeanstalkWebTier';
const service = 'arn:aws:iam::aws:policy/service-role/AWSElasticBeanstalkService';
const at = new Date('2026-11-24T10:00:00Z');

let server: LocalServer;
let client: IAMClient;
beforeEach(async () => {
  const file = { value: { roles: {}, profiles: {} }, save: () => undefined };
  const services = [iamService(new IamRecords(file), '000000000000', () => at)];
  server = await startLocalServer({
    port: 0,
    project: 'test',
    hosts: ['127.0.0.1'],
    services,
    credentials: localCredentials,
  });
  client = new IAMClient({
    region: 'us-east-1',
    endpoint: server.endpoint,
    credentials: localCredentials,
    maxAttempts: 1,
  });
});
afterEach(() => server.close());

const createRole = (RoleName = 'ec2-role') =>
  client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
const createProfile = (InstanceProfileName = 'ec2-role') =>
  client.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
const attach = (PolicyArn: string, RoleName = 'ec2-role') =>
  client.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
const addRole = (RoleName = 'ec2-role') =>
  client.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: 'ec2-role', RoleName }));

test('a role has its trust policy in URL encoding, and an id of its kind', async () => {
  const { Role } = await createRole();
  expect(Role).toMatchObject({
    Path: '/',
    RoleName: 'ec2-role',
    Arn: 'arn:aws:iam::000000000000:role/ec2-role',
    CreateDate: at,
    MaxSessionDuration: 3600,
  });
  expect(Role?.RoleId).toMatch(/^AROA[0-9A-F]{17}$/);
  expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(trust);
  expect((await client.send(new GetRoleCommand({ RoleName: 'ec2-role' }))).Role).toEqual(Role);
});

test('the name __proto__ is a name as others', async () => {
  await createRole('__proto__');
  await createProfile('__proto__');
  const { Roles } = await client.send(new ListRolesCommand({}));
  const { InstanceProfiles } = await client.send(new ListInstanceProfilesCommand({}));
  expect(Roles).toMatchObject([{ RoleName: '__proto__' }]);
  expect(InstanceProfiles).toMatchObject([{ InstanceProfileName: '__proto__' }]);
});

test('an instance profile shows the role that was added', async () => {
  await createProfile();
  await createRole();
  await addRole();
  const { InstanceProfile } = await client.send(
    new GetInstanceProfileCommand({ InstanceProfileName: 'ec2-role' }),
  );
  expect(InstanceProfile).toMatchObject({
    Arn: 'arn:aws:iam::000000000000:instance-profile/ec2-role',
    Roles: [{ RoleName: 'ec2-role' }],
  });
  await expect(addRole()).rejects.toMatchObject({
    name: 'LimitExceededException',
    $metadata: { httpStatusCode: 409 },
  });
});

test('policies are attached once and listed by their path', async () => {
  await createRole();
  await attach(webTier);
  await attach(service);
  await attach(webTier);
  const listed = async (PathPrefix?: string) =>
    (await client.send(new ListAttachedRolePoliciesCommand({ RoleName: 'ec2-role', PathPrefix })))
      .AttachedPolicies;
  expect(await listed()).toEqual([
    { PolicyName: 'AWSElasticBeanstalkWebTier', PolicyArn: webTier },
    { PolicyName: 'AWSElasticBeanstalkService', PolicyArn: service },
  ]);
  expect(await listed('/service-role/')).toMatchObject([{ PolicyArn: service }]);
});

test('inline policies are kept by name', async () => {
  await createRole();
  const policy = { RoleName: 'ec2-role', PolicyName: 'inline' };
  await client.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: trust }));
  const { PolicyDocument } = await client.send(new GetRolePolicyCommand(policy));
  expect(decodeURIComponent(PolicyDocument ?? '')).toBe(trust);
  expect((await client.send(new ListRolePoliciesCommand({ RoleName: 'ec2-role' }))).PolicyNames).toEqual([
    'inline',
  ]);
});

test('lists have pages in the order of names', async () => {
  for (const name of ['c', 'a', 'b']) await createRole(name);
  await createProfile('p');
  const first = await client.send(new ListRolesCommand({ MaxItems: 2 }));
  expect([first.IsTruncated, first.Roles?.map(({ RoleName }) => RoleName)]).toEqual([true, ['a', 'b']]);
  const second = await client.send(new ListRolesCommand({ MaxItems: 2, Marker: first.Marker }));
  expect([second.IsTruncated, second.Roles?.map(({ RoleName }) => RoleName)]).toEqual([false, ['c']]);
  const { InstanceProfiles } = await client.send(new ListInstanceProfilesCommand({}));
  expect(InstanceProfiles?.map(({ InstanceProfileName }) => InstanceProfileName)).toEqual(['p']);
});

test.each<[string, () => Promise<unknown>, string, number]>([
  ['an existing role', () => createRole(), 'EntityAlreadyExistsException', 409],
  ['an existing role in capitals', () => createRole('EC2-ROLE'), 'EntityAlreadyExistsException', 409],
  ['an existing profile', () => createProfile(), 'EntityAlreadyExistsException', 409],
  ['an unknown role', () => addRole('other'), 'NoSuchEntityException', 404],
  ['an unknown policy', () => attach(`${webTier}x`), 'NoSuchEntityException', 404],
  ['a policy of an unknown role', () => attach(webTier, 'other'), 'NoSuchEntityException', 404],
  [
    'an unknown profile',
    () => client.send(new GetInstanceProfileCommand({ InstanceProfileName: 'constructor' })),
    'NoSuchEntityException',
    404,
  ],
  [
    'a document that is not JSON',
    () => client.send(new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: '{' })),
    'MalformedPolicyDocumentException',
    400,
  ],
  ['a name with a space', () => createRole('a b'), 'ValidationError', 400],
])('%s is answered with its error', async (_case, call, name, httpStatusCode) => {
  await createRole();
  await createProfile();
  await expect(call()).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
});
