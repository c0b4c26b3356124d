import { expect, it } from 'vitest';
import { browserCommand } from './open-browser.ts';

it.each<[NodeJS.Platform, Record<string, string>, string[] | undefined]>([
  ['darwin', {}, ['open', 'http://x']],
  ['win32', {}, ['cmd', '/c', 'start', '', 'http://x']],
  ['linux', { DISPLAY: ':0' }, ['xdg-open', 'http://x']],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, ['xdg-open', 'http://x']],
  ['linux', {}, undefined],
])('%s %j', (platform, env, command) => {
  expect(browserCommand('http://x', env, platform)).toEqual(command);
});
