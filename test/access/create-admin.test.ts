import { describe, expect, it, vi } from 'vitest';
import { createAdmin } from '../../src/access/create-admin.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { FakeMasterRealm } from '../fakes/fake-master-realm.ts';
import { MemoryFiles } from '../fakes/memory-files.ts';
import { TwoInstances } from '../fakes/two-instances.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

const password = 'correct horse';
const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:admin-AbCdEf';
const file = 'kc-eb.yaml';

function yaml(version = '26.7.3'): string {
  return `application: id
environment: id-prod
region: us-east-1
keycloak:
  version: ${version}
  hostname: https://id.example.com
database:
  vendor: postgres
  host: db.example.com
  password: arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf
admin: # the first one
  password: ${arn}
`;
}

class Setting {
  readonly realm = new FakeMasterRealm();
  readonly files: MemoryFiles;
  readonly #two = new TwoInstances();

  constructor({ version = '26.7.3', temporary = true } = {}) {
    this.files = new MemoryFiles({ [file]: yaml(version) });
    this.realm.add('admin', password, { temporary });
  }

  get config() {
    return parseConfig(this.files.files.get(file) ?? '', file);
  }

  /** One run of the command. */
  create(name = 'alice', former = this.config.admin.username) {
    const { clock, beanstalk } = this.#two;
    const parts = { clock, beanstalk, http: this.realm, files: this.files, secrets: { [arn]: password } };
    return createAdmin(readingDeps(parts), this.config, { name, former, file });
  }

  /** Names that log in as an admin with the password of kc-eb.yaml's secret. */
  get logins(): string[] {
    return [...this.realm.users.values()]
      .filter((user) => user.enabled && user.isAdmin && user.password === password)
      .map(({ username }) => username);
  }
}

describe('kc-eb admin create', () => {
  it('creates an admin, disables the temporary one and edits kc-eb.yaml', async () => {
    const setting = new Setting();
    expect(await setting.create()).toEqual({
      admin: 'alice',
      former: 'admin',
      created: true,
      formerIs: 'disabled',
      written: true,
    });
    expect(setting.logins).toEqual(['alice']);
    expect(setting.config.admin).toEqual({ username: 'alice', password: arn });
    expect(setting.files.files.get(file)).toContain('admin: # the first one');
    expect(setting.realm.openSessions).toBe(0);
  });

  it('is done when it is run again', async () => {
    const setting = new Setting();
    await setting.create();
    expect(await setting.create()).toMatchObject({ created: false, formerIs: 'same', written: false });
    expect(setting.logins).toEqual(['alice']);
  });

  it('works for a second database of the same kc-eb.yaml, with the name to replace', async () => {
    const setting = new Setting();
    setting.files.files.set(file, yaml().replace('admin: # the first one', 'admin:\n  username: alice'));
    await expect(setting.create()).rejects.toMatchObject({ kind: 'keycloak' });
    expect(await setting.create('alice', 'admin')).toMatchObject({ formerIs: 'disabled', written: false });
    expect(setting.logins).toEqual(['alice']);
  });

  it('keeps an admin that Keycloak does not mark as temporary', async () => {
    const setting = new Setting({ temporary: false });
    expect(await setting.create()).toMatchObject({ formerIs: 'kept', written: true });
    expect(setting.logins).toEqual(['admin', 'alice']);
  });

  it('disables the first admin of a release without marks', async () => {
    const setting = new Setting({ version: '25.0.6', temporary: false });
    expect(await setting.create()).toMatchObject({ formerIs: 'disabled' });
    expect(setting.logins).toEqual(['alice']);
  });

  it('makes no admin of an account with another password', async () => {
    const setting = new Setting();
    setting.realm.add('alice', 'her own', { isAdmin: false });
    await expect(setting.create()).rejects.toMatchObject({ kind: 'usage' });
    expect(setting.realm.users.get('alice')).toMatchObject({ isAdmin: false, password: 'her own' });
    expect(setting.config.admin.username).toBe('admin');
  });

  it('does not take the temporary admin for a permanent one', async () => {
    await expect(new Setting().create('admin')).rejects.toMatchObject({ kind: 'usage' });
  });

  it.each<[string, (setting: Setting) => void]>([
    ['rejects the new user', ({ realm }) => (realm.rejects = 'Password policy not met')],
    ['has another password for the first admin', ({ realm }) => realm.add('admin', 'changed')],
  ])('changes nothing when Keycloak %s', async (_, prepare) => {
    const setting = new Setting();
    prepare(setting);
    await expect(setting.create()).rejects.toMatchObject({ kind: 'keycloak' });
    expect([...setting.realm.users.keys()]).toEqual(['admin']);
    expect(setting.realm.users.get('admin')?.enabled).toBe(true);
    expect(setting.files.files.get(file)).toBe(yaml());
  });

  it('does not begin when kc-eb.yaml cannot be edited', async () => {
    const setting = new Setting();
    setting.files.files.set(file, yaml().replace(/admin: [^]*/, `admin: { password: '${arn}' }\n`));
    await expect(
      createAdmin(
        readingDeps({ clock: new TwoInstances().clock, files: setting.files }),
        parseConfig(yaml(), file),
        { name: 'alice', former: 'admin', file },
      ),
    ).rejects.toMatchObject({ kind: 'usage' });
    expect(setting.realm.log).toEqual([]);
  });
});

describe('a failure at any request', () => {
  const requests = async (): Promise<number> => {
    const setting = new Setting();
    await setting.create();
    return setting.realm.log.length;
  };

  it.each([false, true])(
    'leaves a login that works, and a rerun continues (answer lost: %s)',
    async (lost) => {
      const count = await requests();
      expect(count).toBeGreaterThan(8);
      for (let at = 1; at <= count; at++) {
        const setting = new Setting();
        setting.realm.fault = { at, lost };
        const first = await setting.create().catch((error: unknown) => error);
        expect(setting.logins, `request ${at}`).not.toEqual([]);
        // A lost logout is not a failure.
        if (first instanceof Error) expect(first, `request ${at}`).toMatchObject({ kind: 'keycloak' });
        await setting.create();
        expect(setting.logins, `request ${at}`).toEqual(['alice']);
        expect(setting.config.admin.username, `request ${at}`).toBe('alice');
      }
    },
  );

  it('names the address that network.adminFrom lacks, and changes nothing', async () => {
    const setting = new Setting();
    setting.realm.stranger = '203.0.113.7';
    await expect(setting.create()).rejects.toMatchObject({
      kind: 'keycloak',
      message: expect.stringContaining('203.0.113.7 is not in network.adminFrom') as string,
      hint: expect.stringContaining('network.adminFrom') as string,
    });
    expect([setting.logins, setting.realm.openSessions]).toEqual([['admin'], 0]);
    setting.realm.stranger = undefined;
    expect(await setting.create()).toMatchObject({ created: true, written: true });
  });

  it('leaves the new login when kc-eb.yaml cannot be written', async () => {
    const setting = new Setting();
    const write = vi.spyOn(setting.files, 'write');
    write.mockRejectedValueOnce(Object.assign(new Error('full'), { code: 'ENOSPC' }));
    await expect(setting.create()).rejects.toMatchObject({ code: 'ENOSPC' });
    expect(setting.logins).toEqual(['alice']);
    expect(await setting.create()).toMatchObject({ created: false, formerIs: 'disabled', written: true });
  });
});
