import type * as IAM from '@aws-sdk/client-iam';
import type { IamApi } from '../../src/ports.ts';
import { type Journal, serviceError } from './journal.ts';

/** IAM with Beanstalk's two roles; a simulation allows what is not in `denied`. */
export class FakeIam implements IamApi {
  readonly #journal: Journal;
  readonly #account: string;
  /** Name → path. */
  readonly roles = new Map([
    ['aws-elasticbeanstalk-ec2-role', '/'],
    ['aws-elasticbeanstalk-service-role', '/service-role/'],
  ]);
  /** Profile → role. */
  readonly profiles = new Map([['aws-elasticbeanstalk-ec2-role', 'aws-elasticbeanstalk-ec2-role']]);
  /** "<end of the principal's ARN> <action>" */
  readonly denied = new Set<string>();

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
      if (role === undefined) throw absent(`Instance Profile ${name}`);
      return {
        InstanceProfile: {
          ...{ Path: '/', InstanceProfileName: name, InstanceProfileId: 'AIPA', CreateDate: new Date(0) },
          Arn: `arn:aws:iam::${this.#account}:instance-profile/${name}`,
          Roles: [this.#role(role)],
        },
      };
    });
  }

  simulatePrincipalPolicy(input: IAM.SimulatePrincipalPolicyCommandInput) {
    return this.#journal.answer('simulatePrincipalPolicy', input, () => ({
      EvaluationResults: input.ActionNames?.map((action): IAM.EvaluationResult => {
        const principal = input.PolicySourceArn?.split('/').at(-1) ?? '';
        const allowed = !this.denied.has(`${principal} ${action}`);
        return { EvalActionName: action, EvalDecision: allowed ? 'allowed' : 'implicitDeny' };
      }),
    }));
  }

  #role(name: string): IAM.Role {
    const path = this.roles.get(name);
    if (path === undefined) throw absent(`The role with name ${name}`);
    return {
      ...{ Path: path, RoleName: name, RoleId: 'AROA', CreateDate: new Date(0) },
      Arn: `arn:aws:iam::${this.#account}:role${path}${name}`,
    };
  }
}

function absent(what: string): Error {
  return serviceError('NoSuchEntityException', `${what} cannot be found.`, 404);
}
