import { expect, test } from 'vitest';
import { filterRules } from '../../../src/local-beanstalk/instances/security-group.ts';

test('lets in the balancer, the open ports from peers, and answers; nothing else', () => {
  const rules = filterRules(
    [
      { protocol: 'tcp', fromPort: 7800, toPort: 7800, source: 'instances' },
      { protocol: 'all', fromPort: 0, toPort: 65535, source: '10.9.0.0/16' },
    ],
    { balancer: '10.0.0.1', peers: ['10.0.0.11', '10.0.0.12'] },
  );
  expect(rules).toBe(`*mangle
:SECURITY-GROUP - [0:0]
:PREROUTING ACCEPT [0:0]
-F PREROUTING
-A PREROUTING -i eth0 -j SECURITY-GROUP
-A SECURITY-GROUP -m conntrack --ctstate ESTABLISHED,RELATED -j RETURN
-A SECURITY-GROUP -s 10.0.0.1 -j RETURN
-A SECURITY-GROUP -s 10.0.0.11 -p tcp --dport 7800:7800 -j RETURN
-A SECURITY-GROUP -s 10.0.0.12 -p tcp --dport 7800:7800 -j RETURN
-A SECURITY-GROUP -s 10.9.0.0/16 -j RETURN
-A SECURITY-GROUP -j DROP
COMMIT
`);
});
