import type { Aws } from '../../src/ports.ts';
import type { Session } from './session.ts';

/** The SDK's clients; each call goes through the session. */
export function gatedAws(aws: Aws, session: Session): Aws {
  const gate = async <T extends object>(service: string, client: Promise<T>): Promise<T> =>
    new Proxy(await client, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function' || typeof name !== 'string') return member;
        const operation = `${service} ${name.charAt(0).toUpperCase()}${name.slice(1)}`;
        return (input: unknown) =>
          session.call(operation, () => member.call(target, input) as Promise<unknown>);
      },
    });
  return {
    region: aws.region,
    beanstalk: () => gate('elasticbeanstalk', aws.beanstalk()),
    s3: () => gate('s3', aws.s3()),
    ecr: () => gate('ecr', aws.ecr()),
    logs: () => gate('logs', aws.logs()),
    sts: () => gate('sts', aws.sts()),
    iam: () => gate('iam', aws.iam()),
    acm: () => gate('acm', aws.acm()),
    cloudFormation: () => gate('cloudformation', aws.cloudFormation()),
    ec2: () => gate('ec2', aws.ec2()),
    rds: () => gate('rds', aws.rds()),
    route53: () => gate('route53', aws.route53()),
    secret: (arn) => session.call('secretsmanager GetSecretValue', () => aws.secret(arn)),
  };
}
