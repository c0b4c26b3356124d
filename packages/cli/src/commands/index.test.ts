import { readdirSync } from 'node:fs';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { fakeIo } from '../testing/fake-io.ts';
import { COMMANDS } from './index.ts';

it('lists every command of the folder', () => {
  const others = new Set(['index', 'options']);
  const files = readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
    .map((name) => name.slice(0, -3))
    .filter((name) => !others.has(name));
  expect(COMMANDS.map(({ name }) => name).sort()).toEqual(files.sort());
});

describe.each(COMMANDS)('$name', ({ name, summary, load }) => {
  it('is told in the overview as by itself, with an example to paste', async () => {
    const program = new Command();
    let help = '';
    (await load())(program, fakeIo().io, () => {});
    const command = program.commands.find((one) => one.name() === name);
    expect(command?.description()).toBe(summary);
    command!.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect(help).toMatch(/Example:\n {2}\$ /);
  });
});
