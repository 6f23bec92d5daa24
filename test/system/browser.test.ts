import { expect, test } from 'vitest';
import { hasDesktop } from '../../src/system/browser.ts';

test.each<[string, Record<string, string>, boolean]>([
  ['linux', {}, false],
  ['linux', { DISPLAY: '' }, false],
  ['linux', { DISPLAY: ':0' }, true],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
  ['linux', { WSL_DISTRO_NAME: 'Debian' }, true],
  ['darwin', {}, true],
  ['win32', {}, true],
])('%s %o has a desktop: %s', (platform, env, has) => {
  expect(hasDesktop(platform, env)).toBe(has);
});
