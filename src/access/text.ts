/** The access block in words. */
import { alignLabels } from '../base/table.ts';
import type { Access, DnsState } from './access.ts';

export function accessText({ url, console, admin, password, dns }: Access, columns = Infinity): string {
  const lines = dns === undefined ? [] : dnsLines(dns);
  const rows: (readonly [label: string, value: string])[] = [
    ['URL', url],
    ['Console', console],
    ['Admin', admin],
    ['Password', `${password.command}${password.arn === undefined ? '' : `\n${password.arn}`}`],
    ...(lines.length === 0 ? [] : [['DNS', lines.join('\n')] as const]),
  ];
  return alignLabels(rows, columns);
}

function dnsLines(dns: DnsState): string[] {
  const { name, leads, balancer, record, proxied, managed } = dns;
  const seen = seenText(dns);
  if (seen === undefined) return [];
  if (record !== undefined) {
    const what = leads === 'unknown' ? 'The record that it needs:' : 'Set this record:';
    return [`${seen} ${what}`, `${record.name} ${record.type} ${record.target}`];
  }
  if (managed) return [seen, 'kc-eb deploy sets its record in Route 53, which may take minutes to appear.'];
  if (!proxied) return [seen];
  return [seen, `${name} must lead to the proxy, and the proxy to ${balancer}`];
}

/** undefined: nothing to report. */
function seenText({ name, leads, addresses, proxied }: DnsState): string | undefined {
  switch (leads) {
    case 'here':
      return undefined;
    case 'unresolved':
      return `${name} does not resolve.`;
    case 'elsewhere':
      return proxied
        ? undefined
        : `${name} resolves to other addresses than the load balancer (${addresses.join(', ')}).`;
    case 'unknown':
      return proxied ? undefined : `${name} was not checked: DNS gave no answer.`;
  }
}
