import { expect, it } from 'vitest';
import { namesProgram, namesSecret } from './globs.ts';

it.each(['/???/c?t', '/b[i]n/cat', '/bin/ca?', '/usr/bin/who?mi', '/?in/[a-c]at', '/[!x]in/id*'])(
  '%s is a program',
  (glob) => {
    expect(namesProgram(glob)).toBe(true);
  },
);

it.each(['/bin/cat', '/home/*', '/*', '/bin/*', '/a/b?', '*/c?t', '/???/zzz?', '/[', '/bin/[', '/bin/[a'])(
  '%s is none',
  (glob) => {
    expect(namesProgram(glob)).toBe(false);
  },
);

it.each(['/etc/pass??', '/e??/p?s*', '/etc/[p]asswd', '/*/passwd'])('%s is a secret', (glob) => {
  expect(namesSecret(glob)).toBe(true);
});

it.each(['/etc/passwd', '/etc/*', '/var/*.log', '/e??/x?'])('%s is none', (glob) => {
  expect(namesSecret(glob)).toBe(false);
});

it.each(['/*/*/*/*at', '/**************/cat', '/*i*n*/*c*a*t*'])('%s is matched in a few steps', (glob) => {
  expect(typeof namesProgram(glob)).toBe('boolean');
});

it.each(['/b*/cat', '/*n/ca*', '/u*/b*/c?t', '/*s*r*/*i*/*at'])('%s is a program too', (glob) => {
  expect(namesProgram(glob)).toBe(true);
});
