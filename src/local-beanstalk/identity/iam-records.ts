/** Roles and instance profiles on disk. */
import { randomBytes } from 'node:crypto';
import { lookUp, setKey } from '../base/dictionary.ts';
import type { JsonFile } from '../base/json-file.ts';
import type { InstanceProfiles } from '../base/ports.ts';
import { ServiceError } from '../http/service.ts';

/** Common to roles and profiles. */
interface Entity {
  path: string;
  id: string;
  tags: Record<string, string>;
  /** ISO 8601. */
  createdAt: string;
}

export interface RoleRecord extends Entity {
  name: string;
  trustPolicy: string;
  description?: string;
  maxSessionSeconds: number;
  permissionsBoundary?: string;
  /** ARNs. */
  attached: string[];
  /** Documents by name. */
  inline: Record<string, string>;
}

export interface ProfileRecord extends Entity {
  name: string;
  role?: string;
}

export interface IamState {
  roles: Record<string, RoleRecord>;
  profiles: Record<string, ProfileRecord>;
}

/** AWS's managed policies that Beanstalk's roles use; no other one can be attached. */
const managedPolicies = [
  'AWSElasticBeanstalkWebTier',
  'AWSElasticBeanstalkWorkerTier',
  'AWSElasticBeanstalkMulticontainerDocker',
  'AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy',
  'AWSElasticBeanstalkCustomPlatformforEC2Role',
  'AdministratorAccess-AWSElasticBeanstalk',
  'AmazonEC2ContainerRegistryReadOnly',
  'AmazonSSMManagedInstanceCore',
  'CloudWatchAgentServerPolicy',
  'service-role/AWSElasticBeanstalkEnhancedHealth',
  'service-role/AWSElasticBeanstalkService',
].map((name) => `arn:aws:iam::aws:policy/${name}`);

/** "AROA" is a role, "AIPA" an instance profile. */
export function newEntityId(prefix: 'AROA' | 'AIPA'): string {
  return prefix + randomBytes(9).toString('hex').slice(0, 17).toUpperCase();
}

export class IamRecords implements InstanceProfiles {
  readonly #file: Pick<JsonFile<IamState>, 'value' | 'save'>;

  constructor(file: Pick<JsonFile<IamState>, 'value' | 'save'>) {
    this.#file = file;
  }

  roles(): RoleRecord[] {
    return Object.values(this.#file.value.roles);
  }

  profiles(): ProfileRecord[] {
    return Object.values(this.#file.value.profiles);
  }

  addRole(role: RoleRecord): void {
    if (taken(this.roles(), role.name)) throw exists(`Role with name ${role.name} already exists.`);
    setKey(this.#file.value.roles, role.name, role);
    this.save();
  }

  addProfile(profile: ProfileRecord): void {
    if (taken(this.profiles(), profile.name)) {
      throw exists(`Instance Profile ${profile.name} already exists.`);
    }
    setKey(this.#file.value.profiles, profile.name, profile);
    this.save();
  }

  role(name: string): RoleRecord {
    return lookUp(this.#file.value.roles, name) ?? notFound(`The role with name ${name} cannot be found.`);
  }

  findProfile(name: string): ProfileRecord | undefined {
    return lookUp(this.#file.value.profiles, name);
  }

  profile(name: string): ProfileRecord {
    return this.findProfile(name) ?? notFound(`Instance Profile ${name} cannot be found.`);
  }

  requirePolicy(arn: string): void {
    if (!managedPolicies.includes(arn)) notFound(`Policy ${arn} does not exist or is not attachable.`);
  }

  save(): void {
    this.#file.save();
  }
}

/** Names are unique whatever their case. */
function taken(all: readonly { name: string }[], name: string): boolean {
  return all.some((one) => one.name.toLowerCase() === name.toLowerCase());
}

function exists(message: string): ServiceError {
  return new ServiceError('EntityAlreadyExists', message, 409);
}

export function notFound(message: string): never {
  throw new ServiceError('NoSuchEntity', message, 404);
}
