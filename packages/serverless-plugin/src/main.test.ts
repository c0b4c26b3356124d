import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Serverless } from './framework.ts';
import { createWork } from './main.ts';
import type { BulkheadOptions } from './options.ts';
import { SHOP } from './testing/shop.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-sls-work-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(join(folder, 'serverless.yml'), SHOP['serverless.yml']!);

class FrameworkError extends Error {
  readonly code: string;
  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

/** The little of the framework that the plug-in looks at, filled by hand. */
function frameworkWith(bulkhead: BulkheadOptions): Serverless {
  return {
    serviceDir: folder,
    configurationFilename: 'serverless.yml',
    configurationInput: {},
    classes: { Error: FrameworkError },
    getProvider: () => ({ getStage: () => 'dev', getRegion: () => 'eu-west-1' }),
    service: {
      custom: { bulkhead },
      functions: { save: {}, work: {} },
      provider: { name: 'aws', runtime: 'nodejs20.x' },
    },
  };
}

const silent = { log: { notice: () => {}, warning: () => {}, error: () => {} }, writeText: () => {} };

describe('the hooks refuse', () => {
  const protect: [string, BulkheadOptions, string | RegExp][] = [
    [
      'a function that does not exist',
      { roles: { functions: ['sav'] } },
      /no function called sav [\s\S]*Did you mean save\?/,
    ],
    ['one for the guard', { protect: { functions: ['zz'] } }, /no function called zz [\s\S]*Functions: save, work/],
  ];
  it.each(protect)('%s', async (_, options, message) => {
    await expect(createWork(frameworkWith(options), silent).protect()).rejects.toThrow(message);
  });

  const scan: [string, BulkheadOptions, RegExp][] = [
    ['a rule that does not exist', { skip: ['comand-injection'] }, /there is no rule called comand-injection/],
    ['a baseline that is not there', { baseline: 'none.json' }, /none\.json cannot be read/],
  ];
  it.each(scan)('%s', async (_, options, message) => {
    await expect(createWork(frameworkWith(options), silent).scan({})).rejects.toThrow(message);
  });

  it('a policy with a mistake, with its line, as an error of the framework', async () => {
    const work = createWork(frameworkWith({ protect: true }), silent);
    writeFileSync(join(folder, 'bulkhead.yml'), 'mode: blokc\n');
    await expect(work.protect()).rejects.toThrow(/^bulkhead\.yml:1:1: mode/);
    await expect(work.protect()).rejects.toBeInstanceOf(FrameworkError);
    rmSync(join(folder, 'bulkhead.yml'));
  });

  it('a policy that is too long for a layer that somebody else has published', async () => {
    const hosts = Array.from({ length: 150 }, (_, i) => `host-${i}.example.com`);
    writeFileSync(join(folder, 'bulkhead.yml'), `hooks:\n  outbound: { allow: [${hosts.join(', ')}] }\n`);
    const layer = 'arn:aws:lambda:eu-west-1:123456789012:layer:bulkhead:7';
    const work = createWork(frameworkWith({ protect: { layer } }), silent);
    await expect(work.protect()).rejects.toThrow(/the policy of save is too long for its environment/);
    rmSync(join(folder, 'bulkhead.yml'));
  });
});
