import { UserError } from '../base/user-error.ts';
import { covers } from '../base/certificate-name.ts';
import type { Edit } from '../config/edit-keys.ts';
import { placeholderHostname } from '../config/placeholders.ts';
import type { Config } from '../config/schema.ts';
import type { Zone } from './hosted-zone.ts';
import type { Deps } from '../ports.ts';
import { awaitCertificate, findCertificate, requestCertificate, setValidationRecord } from './certificate.ts';

/** A certificate that is requested; its validation runs next to the creation of the stack. */
export interface PendingCertificate {
  /** Waits until it is issued; resolves with the edits of kc-eb.yaml. */
  edits(): Promise<Edit[]>;
}

export interface CertificateOrder {
  domain: string;
  /** The zone of the domain in the account. */
  zone: Zone | undefined;
  /** In milliseconds since the epoch. */
  deadline: number;
}

/** Finds or requests the certificate. */
export async function provideCertificate(
  deps: Deps,
  config: Config,
  { domain, zone, deadline }: CertificateOrder,
): Promise<PendingCertificate> {
  const found = await findCertificate(deps, domain);
  const arn = found?.arn ?? (await requestCertificate(deps, domain));
  if (found?.issued !== true) await announce(deps, arn, { domain, zone, deadline });
  return {
    async edits() {
      if (found?.issued !== true) {
        const text = `Waiting until AWS issues the certificate of ${domain}. The same command continues after Ctrl-C.`;
        deps.reporter.emit({ type: 'message', level: 'info', text });
        await awaitCertificate(deps, arn, deadline);
      }
      return config.network.certificate === arn ? [] : [{ path: ['network', 'certificate'], value: arn }];
    },
  };
}

async function announce(
  deps: Deps,
  arn: string,
  { domain, zone, deadline }: CertificateOrder,
): Promise<void> {
  const record = await setValidationRecord(deps, arn, { zone, deadline });
  const line = `  ${record.Name ?? ''} ${record.Type ?? ''} ${record.Value ?? ''}`;
  const text =
    zone === undefined
      ? `Set this DNS record, so that AWS issues the certificate of ${domain}:\n${line}`
      : `Set the DNS record that validates the certificate of ${domain} in the zone ${zone.name}:\n${line}`;
  deps.reporter.emit({ type: 'message', level: 'info', text });
}

/**
 * The domain of the certificate. `flag`: a domain; true: the host of keycloak.hostname; undefined: no certificate. Throws
 * UserError 'usage' for a domain that does not cover the host.
 */
export function certificateDomain(
  { keycloak }: Config,
  flag: string | boolean | undefined,
): string | undefined {
  if (flag === undefined || flag === false) return undefined;
  const host = new URL(keycloak.hostname).hostname;
  const domain = flag === true ? host : flag.toLowerCase().replace(/\.$/, '');
  const hint = 'Set keycloak.hostname to the public URL first.';
  if (host === placeholderHostname) {
    throw new UserError('usage', `keycloak.hostname is still ${keycloak.hostname}, an example.`, { hint });
  }
  if (!/^(\*\.)?([a-z0-9-]+\.)+[a-z]{2,}$/.test(domain)) {
    throw new UserError('usage', `--certificate "${domain}" is not a domain name.`, {
      hint: 'Pass a name such as id.example.com.',
    });
  }
  if (covers(domain, host)) return domain;
  throw new UserError('usage', `A certificate for ${domain} does not cover keycloak.hostname, ${host}.`, {
    hint,
  });
}
