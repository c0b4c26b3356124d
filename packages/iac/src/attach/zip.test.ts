import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { requireComponent } from '../../../../test/support/components.ts';
import { zip } from './zip.ts';

const folder = mkdtempSync(join(tmpdir(), 'bulkhead-zip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ENTRIES = [
  { name: 'b/run', bytes: Buffer.from('#!/bin/sh\necho ran\n'), executable: true },
  { name: 'a.txt', bytes: Buffer.from('same '.repeat(1000)) },
  { name: 'b/empty', bytes: Buffer.alloc(0) },
];

const hasPython = requireComponent('Python', commandWorks('python3'), 'apt-get install python3');

function commandWorks(command: string): boolean {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('a zip', () => {
  it('is the same for the same files in any order', () => {
    expect(zip(ENTRIES).equals(zip([...ENTRIES].reverse()))).toBe(true);
    expect(zip(ENTRIES).equals(zip(ENTRIES.slice(1)))).toBe(false);
  });

  it.skipIf(!hasPython)('is one that another reader accepts, with what may be run', () => {
    const file = join(folder, 'a.zip');
    writeFileSync(file, zip(ENTRIES));
    const read = `import sys, zipfile, json
z = zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
print(json.dumps([[i.filename, i.file_size, oct(i.external_attr >> 16), i.date_time[0]] for i in z.infolist()]))`;
    expect(JSON.parse(execFileSync('python3', ['-c', read, file], { encoding: 'utf8' }))).toEqual([
      ['a.txt', 5000, '0o100644', 1980],
      ['b/empty', 0, '0o100644', 1980],
      ['b/run', 19, '0o100755', 1980],
    ]);
    expect(statSync(file).size).toBeLessThan(500);
    expect(readFileSync(file).includes('a.txt')).toBe(true);
  });
});
