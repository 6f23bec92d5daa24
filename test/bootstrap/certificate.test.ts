import { beforeEach, describe, expect, it } from 'vitest';
import { findHostedZone } from '../../src/bootstrap/hosted-zone.ts';
import { certificateDomain, provideCertificate } from '../../src/bootstrap/provide-certificate.ts';
import type { Config } from '../../src/config/schema.ts';
import { DeployingDeps } from '../fakes/deploying-deps.ts';
import { exampleConfig } from '../fakes/example-config.ts';
import { serviceError } from '../fakes/journal.ts';

const example = exampleConfig();
const config: Config = { ...example, keycloak: { ...example.keycloak, hostname: 'https://id.acme.test' } };

let deps: DeployingDeps;
let deadline: number;
beforeEach(() => {
  deps = new DeployingDeps();
  deadline = deps.clock.now().getTime() + 600_000;
});

const certificates = () => deps.aws.acmFake.certificates;
async function provide(flag: string | true) {
  const domain = certificateDomain(config, flag) ?? '';
  return provideCertificate(deps, config, { domain, zone: await findHostedZone(deps, domain), deadline });
}

function issue(): void {
  for (const certificate of certificates().values()) certificate.Status = 'ISSUED';
}

describe('a certificate', () => {
  it('gets its record in the longest zone of Route 53', async () => {
    const { zones } = deps.aws.route53Fake;
    zones.set('test.', []).set('acme.test.', []).set('other.acme.test.', []);
    const pending = await provide(true);
    expect(zones.get('acme.test.')?.map(({ Name, Type }) => [Name, Type])).toEqual([
      ['_v.id.acme.test.', 'CNAME'],
    ]);
    deps.clock.at(deps.clock.now().getTime() + 60_000, issue);
    const [arn] = certificates().keys();
    expect(await pending.edits()).toEqual([{ path: ['network', 'certificate'], value: arn }]);
  });

  it.each([
    ['the account has no zone', () => undefined],
    [
      'the caller may not list zones',
      () => {
        deps.aws.journal.failNext('listHostedZonesByName', serviceError('AccessDenied', 'no', 403));
      },
    ],
  ])('prints its record when %s', async (_, prepare) => {
    prepare();
    await provide('id.acme.test');
    expect(deps.aws.journal.operations()).toEqual(['requestCertificate']);
    expect(deps.reporter.of('message').at(-1)?.text).toContain(
      '_v.id.acme.test. CNAME _v.acm-validations.aws.',
    );
  });

  it('is not requested twice', async () => {
    await provide(true);
    await provide(true);
    expect(certificates().size).toBe(1);
    issue();
    await (await provide(true)).edits();
    expect(deps.aws.journal.operations().filter((name) => name === 'requestCertificate')).toHaveLength(1);
  });

  it('may be one for all names below the domain', async () => {
    certificates().set('arn:wild', {
      CertificateArn: 'arn:wild',
      DomainName: '*.acme.test',
      Status: 'ISSUED',
    });
    expect(await (await provide(true)).edits()).toMatchObject([{ value: 'arn:wild' }]);
  });

  it('that fails its validation is an error with the reason', async () => {
    const pending = await provide(true);
    for (const one of certificates().values())
      Object.assign(one, { Status: 'FAILED', FailureReason: 'CAA_ERROR' });
    await expect(pending.edits()).rejects.toMatchObject({
      ...{ kind: 'aws', message: expect.stringContaining('CAA_ERROR') as string },
    });
  });

  it('that nobody validates ends at the deadline', async () => {
    const pending = await provide(true);
    await expect(pending.edits()).rejects.toMatchObject({ kind: 'timeout' });
  });

  it.each(['other.test', 'not a name', 'acme.test'])('for %s is rejected', async (domain) => {
    await expect(provide(domain)).rejects.toMatchObject({ kind: 'usage' });
    expect(deps.aws.journal.calls).toEqual([]);
  });
});
