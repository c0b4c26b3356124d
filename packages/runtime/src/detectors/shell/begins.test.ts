import { expect, it } from 'vitest';
import { mayName } from './begins.ts';
import { COMMANDS, TOOL } from './commands.ts';

it('knows the name of every command that says something', () => {
  const names = [...COMMANDS].filter(([, traits]) => traits !== TOOL).map(([name]) => name);
  expect(names.filter((name) => !mayName(name, 0))).toEqual([]);
});

it.each(['black', 'a1b2c3d4e5', 'x', '', '0.3', 'rv', 'theme'])('%j is no name', (text) => {
  expect(mayName(text, 0)).toBe(false);
});
