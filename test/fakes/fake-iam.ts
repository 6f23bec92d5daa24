import type * as IAM from '@aws-sdk/client-iam';
import type { IamApi } from '../../src/ports.ts';
import { type Journal, serviceError } from './journal.ts';

/** IAM with Beanstalk's two roles; a simulation allows what is not in `denied`, in pages of three. */
export class FakeIam implements IamApi {
  readonly #journal: Journal;
  readonly #account: string;
  /** Name → path. */
  readonly roles = new Map([
    ['aws-elasticbeanstalk-ec2-role', '/'],
    ['aws-elasticbeanstalk-service-role', '/service-role/'],
  ]);
  /** Profile → role; undefined: the profile has none. */
  readonly profiles = new Map<string, string | undefined>([
    ['aws-elasticbeanstalk-ec2-role', 'aws-elasticbeanstalk-ec2-role'],
  ]);
  /** Role → its trust policy. */
  readonly trust = new Map([
    ['aws-elasticbeanstalk-ec2-role', trustPolicy('ec2.amazonaws.com')],
    ['aws-elasticbeanstalk-service-role', trustPolicy('elasticbeanstalk.amazonaws.com')],
  ]);
  /** "<end of the principal's ARN> <action>" */
  readonly denied = new Set<string>();
  /** Members as in `denied` → the context key on which the permission depends. */
  readonly conditional = new Map<string, string>();

  constructor(journal: Journal, account: string) {
    this.#journal = journal;
    this.#account = account;
  }

  getRole(input: IAM.GetRoleCommandInput) {
    return this.#journal.answer('getRole', input, () => ({ Role: this.#role(input.RoleName ?? '') }));
  }

  getInstanceProfile(input: IAM.GetInstanceProfileCommandInput) {
    return this.#journal.answer('getInstanceProfile', input, () => {
      const name = input.InstanceProfileName ?? '';
      const role = this.profiles.get(name);
      if (!this.profiles.has(name)) throw absent(`Instance Profile ${name}`);
      return {
        InstanceProfile: {
          ...{ Path: '/', InstanceProfileName: name, InstanceProfileId: 'AIPA', CreateDate: new Date(0) },
          Arn: `arn:aws:iam::${this.#account}:instance-profile/${name}`,
          Roles: role === undefined ? [] : [this.#role(role)],
        },
      };
    });
  }

  simulatePrincipalPolicy(input: IAM.SimulatePrincipalPolicyCommandInput) {
    return this.#journal.answer('simulatePrincipalPolicy', input, () => {
      const from = Number(input.Marker ?? 0);
      const names = input.ActionNames ?? [];
      const more = from + pageSize < names.length;
      return {
        EvaluationResults: names.slice(from, from + pageSize).map((action): IAM.EvaluationResult => {
          const principal = input.PolicySourceArn?.split('/').at(-1) ?? '';
          const key = this.conditional.get(`${principal} ${action}`);
          const allowed = key === undefined && !this.denied.has(`${principal} ${action}`);
          const EvalDecision = allowed ? 'allowed' : 'implicitDeny';
          // With resources in the call, the keys are in the results of the resources.
          const ResourceSpecificResults = input.ResourceArns?.map((EvalResourceName) => ({
            ...({ EvalResourceName, EvalResourceDecision: EvalDecision } as const),
            ...(key !== undefined && { MissingContextValues: [key] }),
          }));
          return { EvalActionName: action, EvalDecision, ResourceSpecificResults };
        }),
        IsTruncated: more,
        ...(more && { Marker: String(from + pageSize) }),
      };
    });
  }

  #role(name: string): IAM.Role {
    const path = this.roles.get(name);
    if (path === undefined) throw absent(`The role with name ${name}`);
    return {
      ...{ Path: path, RoleName: name, RoleId: 'AROA', CreateDate: new Date(0) },
      Arn: `arn:aws:iam::${this.#account}:role${path}${name}`,
      // IAM encodes it as in a URL.
      AssumeRolePolicyDocument: encodeURIComponent(this.trust.get(name) ?? trustPolicy('ec2.amazonaws.com')),
    };
  }
}

/** Results in an answer of a simulation. */
const pageSize = 3;

export function trustPolicy(...services: string[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: services }, Action: 'sts:AssumeRole' }],
  });
}

function absent(what: string): Error {
  return serviceError('NoSuchEntityException', `${what} cannot be found.`, 404);
}
