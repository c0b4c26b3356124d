import { describe, expect, it } from 'vitest';
import { dropPermissions } from './permissions.ts';

/** A process whose permissions are dropped as far as `works` says. */
function fake(node: string, works?: (scope: string) => boolean, granted = ['child', 'worker', 'fs.write']) {
  const has = new Set(granted);
  return {
    versions: { node },
    ...(works && {
      permission: {
        has: (scope: string) => has.has(scope),
        drop: (scope: string) => {
          if (works(scope)) has.delete(scope);
        },
      },
    }),
  };
}
const policy = (...drop: string[]) => ({ action: 'block' as const, drop });

describe('dropping permissions', () => {
  const cases: [string, Parameters<typeof dropPermissions>[0], ReturnType<typeof fake>, string[]][] = [
    ['no policy', undefined, fake('24.1.0', () => true), []],
    ['nothing to drop', policy(), fake('24.1.0', () => true), []],
    ['all', policy('child', 'worker'), fake('24.1.0', () => true), ['dropped for good: child, worker']],
    [
      'one silently stays',
      policy('child', 'fs.write'),
      fake('24.1.0', (scope) => scope === 'child'),
      ['dropped for good: child', 'could not be dropped: fs.write'],
    ],
    ['one that this Node.js does not know', policy('net'), fake('24.1.0', () => true), ['could not be dropped: net']],
    [
      'one that throws',
      policy('child'),
      fake('24.1.0', () => {
        throw new Error('no');
      }),
      ['could not be dropped: child'],
    ],
    ['Node.js 22', policy('child'), fake('22.9.0', () => true), ['Node.js 24 could drop child: here the guard alone']],
    [
      'without the flag',
      policy('child'),
      fake('24.1.0'),
      ['not dropped, Node.js was started without --permission: child'],
    ],
    [
      'alert mode',
      { action: 'alert', drop: ['child'] },
      fake('24.1.0', () => true),
      ['not dropped in alert mode: child'],
    ],
  ];
  it.each(cases)('%s', (_name, given, process, notes) => {
    expect(dropPermissions(given, process)).toEqual(notes);
  });
});
