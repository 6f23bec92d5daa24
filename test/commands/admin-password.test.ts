import { describe, expect, it } from 'vitest';
import { run } from '../../src/commands/admin-password.ts';
import { exampleConfig } from '../fakes/example-config.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

const config = exampleConfig();
const setUp = (secrets: Record<string, string>) => readingDeps({ clock: new ManualClock(), secrets });

describe('kc-eb admin-password', () => {
  it('prints the password of the secret', async () => {
    const deps = setUp({ [config.admin.password]: 'a$b' });
    await run(deps, config, { yes: true });
    expect(deps.events).toEqual([
      { type: 'result', data: { username: 'admin', password: 'a$b' }, text: 'a$b' },
    ]);
  });

  it('reads nothing without a terminal or --yes', async () => {
    const deps = setUp({});
    await expect(run(deps, config, {})).rejects.toMatchObject({
      kind: 'usage',
      hint: expect.stringContaining('kc-eb admin-password --yes') as unknown,
    });
    expect(deps.events).toEqual([]);
  });

  it('fails where the caller may not read the secret', async () => {
    const deps = setUp({});
    await expect(run(deps, config, { yes: true })).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});
