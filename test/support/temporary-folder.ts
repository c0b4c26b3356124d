import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Tests and the programs that they start make their temporary files below one folder, which is gone after the run: also
 * what a killed program left. Its name is short, for sockets may lie in it (at most 107 characters, unix(7)).
 */
const folder = mkdtempSync(join(tmpdir(), 'bh-'));

export function setup(): void {
  // As /tmp: database servers run as users of their own and write there too.
  chmodSync(folder, 0o1777);
  process.env['TMPDIR'] = folder;
}

export function teardown(): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
