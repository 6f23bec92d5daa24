import { describe, expect, it } from 'vitest';
import { run } from '../../src/commands/open.ts';
import { exampleConfig } from '../fakes/example-config.ts';
import { ManualClock } from '../fakes/manual-clock.ts';
import { readingDeps } from '../fakes/reading-deps.ts';

function setUp(starts: boolean) {
  const urls: string[] = [];
  const browser = {
    open: (url: string) => {
      urls.push(url);
      return Promise.resolve(starts);
    },
  };
  return { urls, deps: readingDeps({ clock: new ManualClock(), browser }) };
}

const result = (url: string, opened: boolean) => ({ type: 'result', data: { url, opened }, text: url });

describe('kc-eb open', () => {
  it('opens the URL and prints it', async () => {
    const { deps, urls } = setUp(true);
    await run(deps, exampleConfig(), {});
    expect(urls).toEqual(['https://id.example.com']);
    expect(deps.events).toEqual([result('https://id.example.com', true)]);
  });

  it('opens the admin console', async () => {
    const { deps, urls } = setUp(true);
    await run(deps, exampleConfig(), { console: true });
    expect(urls).toEqual(['https://id.example.com/admin/']);
  });

  it('succeeds without a browser: the URL is printed', async () => {
    const { deps } = setUp(false);
    await run(deps, exampleConfig(), {});
    expect(deps.events.at(-1)).toEqual(result('https://id.example.com', false));
    expect(deps.events[0]).toMatchObject({ type: 'message', level: 'info' });
  });
});
