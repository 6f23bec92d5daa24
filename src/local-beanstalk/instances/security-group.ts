/** Security groups of an environment as packet filter rules inside each instance. */
import { z } from 'zod';

export interface IngressRule {
  protocol: 'tcp' | 'udp' | 'icmp' | 'all';
  fromPort: number;
  toPort: number;
  /** A CIDR block, or the instances of the same environment. */
  source: string;
}
const fromInstances = 'instances';

/** CloudFormation takes numbers and texts of digits: `z.coerce` would also take blanks, true and nothing. */
const port = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d+$/, 'must be a number')
    .transform(Number),
]);
const ingressSchema = z.object({
  IpProtocol: z.union([z.string(), z.number()]).transform(String),
  FromPort: port.default(0),
  ToPort: port.default(65535),
  CidrIp: z.string().optional(),
});
const resourceSchema = z.discriminatedUnion('Type', [
  z.object({ Type: z.literal('AWS::EC2::SecurityGroupIngress'), Properties: ingressSchema }),
  z.object({
    Type: z.literal('AWS::EC2::SecurityGroup'),
    Properties: z.object({ SecurityGroupIngress: z.array(ingressSchema).default([]) }),
  }),
]);

const protocols: Readonly<Record<string, IngressRule['protocol']>> = {
  tcp: 'tcp',
  '6': 'tcp',
  udp: 'udp',
  '17': 'udp',
  icmp: 'icmp',
  '1': 'icmp',
  '-1': 'all',
};

/** The rules of a CloudFormation resource; undefined for any other resource and for unknown protocols. */
export function ingressOf(resource: unknown): readonly IngressRule[] | undefined {
  const parsed = resourceSchema.safeParse(resource);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  const sources =
    data.Type === 'AWS::EC2::SecurityGroup' ? data.Properties.SecurityGroupIngress : [data.Properties];
  const rules = sources.map(({ IpProtocol, FromPort, ToPort, CidrIp }) => ({
    protocol: protocols[IpProtocol],
    fromPort: FromPort,
    toPort: ToPort,
    // Any source group holds the environment's instances here.
    source: CidrIp ?? fromInstances,
  }));
  return rules.every((rule): rule is IngressRule => rule.protocol !== undefined) ? rules : undefined;
}

/**
 * The input of iptables-restore --noflush. The chain is in mangle, before address translation, to filter the ports that
 * Docker publishes. `balancer` may reach every port, as with the group that Beanstalk creates.
 */
export function filterRules(
  rules: readonly IngressRule[],
  { balancer, peers }: { balancer: string; peers: readonly string[] },
): string {
  const accepted = rules.flatMap(({ protocol, fromPort, toPort, source }) => {
    const sources = source === fromInstances ? peers : [source];
    const match = protocol === 'all' ? '' : ` -p ${protocol}`;
    const ports = protocol === 'tcp' || protocol === 'udp' ? ` --dport ${fromPort}:${toPort}` : '';
    return sources.map((from) => `-A SECURITY-GROUP -s ${from}${match}${ports} -j RETURN`);
  });
  return [
    '*mangle',
    ':SECURITY-GROUP - [0:0]',
    ':PREROUTING ACCEPT [0:0]',
    '-F PREROUTING',
    '-A PREROUTING -i eth0 -j SECURITY-GROUP',
    '-A SECURITY-GROUP -m conntrack --ctstate ESTABLISHED,RELATED -j RETURN',
    `-A SECURITY-GROUP -s ${balancer} -j RETURN`,
    ...new Set(accepted),
    '-A SECURITY-GROUP -j DROP',
    'COMMIT',
    '',
  ].join('\n');
}
