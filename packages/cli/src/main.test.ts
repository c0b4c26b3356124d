import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { run } from './main.ts';
import { fakeIo } from './testing/fake-io.ts';

const call = async (...args: string[]) => {
  const { io, kept } = fakeIo();
  const code = await run(args, io);
  return { code, ...kept };
};

describe('bulkhead', () => {
  it('prints its version', async () => {
    expect(await call('--version')).toEqual({ code: 0, out: `${manifest.version}\n`, err: '' });
  });

  it.each([['--help'], ['up', '--help'], ['invoke', '--help'], ['inspect', '--help']])(
    '%s %s shows an example',
    async (...args) => {
      const { code, out } = await call(...args);
      expect(code).toBe(0);
      expect(out).toMatch(/Example:\n {2}\$ /);
    },
  );

  it.each([
    [['pu'], 'up'],
    [['invok'], 'invoke'],
    [['up', '--prot', '1'], '--port'],
    [['up', '--mode', 'loud'], 'off, alert, block'],
    [['invoke'], 'bulkhead invoke --help'],
    [
      ['inspect', 'a', '--format', 'text', '--as', 'value', '--jsonl', '--explain', '--nonsense'],
      'bulkhead inspect --help',
    ],
  ])('%j is wrong usage and is helped: %s', async (args, help) => {
    const { code, err, out } = await call(...args);
    expect(code).toBe(2);
    expect(err).toContain(help);
    expect(out).toBe('');
  });

  it('says what the file system said of a place, and asks nobody to report it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bulkhead-main-'));
    writeFileSync(join(folder, 'serverless.yml'), 'service: a\nprovider: { name: aws }\n');
    mkdirSync(join(folder, 'report'));
    const { code, err } = await call('scan', folder, '--out', join(folder, 'report'));
    const layer = await call('layer', '--out', join(folder, 'serverless.yml'));
    rmSync(folder, { recursive: true, force: true });
    expect(layer).toMatchObject({ code: 2, err: expect.stringContaining('serverless.yml: is a file\n  Mend that') });
    expect(code).toBe(2);
    expect(err).toMatch(/report: is a folder\n {2}Mend that, or name another place\.\n$/);
  });
});
