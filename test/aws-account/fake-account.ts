/** An AWS account in memory, for the tests of the runner: resources that depend on each other, as AWS has them. */
import type { AccountClients } from './clients.ts';

const roleParts = ['attached policy', 'inline policy'];

export class FakeAccount {
  /** "kind name" of all that exists. */
  readonly resources = new Set<string>();
  readonly calls: string[] = [];
  /** Runs before each call; may throw an error of AWS, or press Ctrl-C. */
  before: (call: string, index: number) => void = () => undefined;
  /** Reads of a database until its state changes. */
  #readsUntilGone = 2;

  readonly clients: AccountClients = this.#makeClients();

  has(resource: string): boolean {
    return this.resources.has(resource);
  }

  #make(resource: string): void {
    if (this.has(resource)) throw awsError('AlreadyExists', resource);
    this.resources.add(resource);
  }

  #delete(resource: string, missing: string): void {
    if (!this.resources.delete(resource)) throw awsError(missing, resource);
  }

  #beginningWith(prefix: string): string[] {
    return [...this.resources].flatMap((one) => (one.startsWith(prefix) ? [one.slice(prefix.length)] : []));
  }

  #makeClients(): AccountClients {
    const answers: Record<string, (input: Record<string, string>) => unknown> = {
      'sts.getCallerIdentity': () => ({ Account: '210987654321', Arn: 'arn:aws:iam::210987654321:user/me' }),
      'ec2.describeVpcs': () => ({ Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '172.31.0.0/16' }] }),
      's3.headBucket': () => {
        throw awsError('NotFound');
      },
      'iam.createRole': ({ RoleName = '' }) => {
        this.#make(`role ${RoleName}`);
      },
      'iam.attachRolePolicy': ({ RoleName = '' }) => this.resources.add(`attached policy ${RoleName}`),
      'iam.putRolePolicy': ({ RoleName = '' }) => this.resources.add(`inline policy ${RoleName}`),
      'iam.listAttachedRolePolicies': ({ RoleName = '' }) =>
        this.#policies('attached', RoleName, 'AttachedPolicies'),
      'iam.listRolePolicies': ({ RoleName = '' }) => this.#policies('inline', RoleName, 'PolicyNames'),
      'iam.detachRolePolicy': ({ RoleName = '' }) => this.resources.delete(`attached policy ${RoleName}`),
      'iam.deleteRolePolicy': ({ RoleName = '' }) => this.resources.delete(`inline policy ${RoleName}`),
      'iam.deleteRole': ({ RoleName = '' }) => {
        const parts = [...roleParts, 'role in profile'].filter((part) => this.has(`${part} ${RoleName}`));
        if (parts.length > 0) throw awsError('DeleteConflictException', parts.join(', '));
        this.#delete(`role ${RoleName}`, 'NoSuchEntityException');
      },
      'iam.createInstanceProfile': ({ InstanceProfileName = '' }) => {
        this.#make(`profile ${InstanceProfileName}`);
      },
      'iam.addRoleToInstanceProfile': ({ RoleName = '' }) => {
        this.#make(`role in profile ${RoleName}`);
      },
      'iam.removeRoleFromInstanceProfile': ({ RoleName = '' }) => {
        this.#delete(`role in profile ${RoleName}`, 'NoSuchEntityException');
      },
      'iam.deleteInstanceProfile': ({ InstanceProfileName = '' }) => {
        if (this.has(`role in profile ${InstanceProfileName}`)) throw awsError('DeleteConflictException');
        this.#delete(`profile ${InstanceProfileName}`, 'NoSuchEntityException');
      },
      'secretsManager.createSecret': ({ Name = '' }) => {
        this.#make(`secret ${Name}`);
        return { ARN: `arn:aws:secretsmanager:us-east-1:210987654321:secret:${Name}-AbCdEf` };
      },
      'secretsManager.deleteSecret': ({ SecretId = '' }) => {
        this.#delete(`secret ${SecretId}`, 'ResourceNotFoundException');
      },
      'ec2.createSecurityGroup': ({ GroupName = '' }) => {
        this.#make(`group ${GroupName}`);
        return { GroupId: GroupName };
      },
      'ec2.describeSecurityGroups': () => ({
        SecurityGroups: this.#beginningWith('group ').map((GroupId) => ({ GroupId })),
      }),
      'ec2.deleteSecurityGroup': ({ GroupId = '' }) => {
        if (this.#beginningWith('database ').length > 0) throw awsError('DependencyViolation');
        this.#delete(`group ${GroupId}`, 'InvalidGroup.NotFound');
      },
      'rds.createDBInstance': ({ DBInstanceIdentifier = '' }) => {
        this.#make(`database ${DBInstanceIdentifier}`);
      },
      'rds.describeDBInstances': ({ DBInstanceIdentifier = '' }) => this.#database(DBInstanceIdentifier),
      'rds.deleteDBInstance': ({ DBInstanceIdentifier = '' }) => {
        this.#make(`deleting ${DBInstanceIdentifier}`);
      },
      'beanstalk.createApplication': ({ ApplicationName = '' }) => {
        this.#make(`application ${ApplicationName}`);
        this.#make(`environment ${ApplicationName}`);
      },
      // AWS answers the same for an application that does not exist.
      'beanstalk.deleteApplication': ({ ApplicationName = '' }) =>
        this.resources.delete(`application ${ApplicationName}`),
      'beanstalk.describeEnvironments': ({ ApplicationName = '' }) => {
        // It terminates between two reads.
        const Environments = this.#beginningWith('environment ').map((EnvironmentName) => ({
          EnvironmentName,
        }));
        if (!this.has(`application ${ApplicationName}`))
          this.resources.delete(`environment ${ApplicationName}`);
        return { Environments };
      },
      'ecr.deleteRepository': () => {
        throw awsError('RepositoryNotFoundException');
      },
      's3.listObjectsV2': () => {
        throw awsError('NoSuchBucket');
      },
    };
    const service = (name: string): object =>
      new Proxy(
        {},
        {
          get: (_target, method: string) => async (input: Record<string, string>) => {
            const call = `${name}.${method}`;
            this.before(call, this.calls.push(call) - 1);
            await Promise.resolve();
            return answers[call]?.(input) ?? {};
          },
        },
      );
    return new Proxy({}, { get: (_target, name: string) => service(name) }) as AccountClients;
  }

  #policies(kind: string, role: string, list: string): object {
    if (!this.has(`role ${role}`)) throw awsError('NoSuchEntityException');
    return {
      [list]: this.has(`${kind} policy ${role}`)
        ? [kind === 'inline' ? 'secrets' : { PolicyArn: 'arn' }]
        : [],
    };
  }

  #database(name: string): object {
    if (this.has(`deleting ${name}`) && (this.#readsUntilGone -= 1) < 0) {
      this.resources.delete(`database ${name}`);
      this.resources.delete(`deleting ${name}`);
    }
    if (!this.has(`database ${name}`)) throw awsError('DBInstanceNotFoundFault');
    const DBInstanceStatus = this.has(`deleting ${name}`) ? 'deleting' : 'available';
    return { DBInstances: [{ DBInstanceStatus, Endpoint: { Address: 'db.example.com' } }] };
  }
}

export function awsError(name: string, message = name): Error {
  return Object.assign(new Error(message), { name, $metadata: {} });
}
