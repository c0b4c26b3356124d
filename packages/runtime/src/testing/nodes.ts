import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { requireComponent } from '../../../../test/support/components.ts';

const RUNTIMES = join(import.meta.dirname, '../../../../tools/runtimes/node_modules');
const INSTALL = 'tools/setup-services.sh';

export interface NodeBinary {
  readonly name: string;
  readonly path: string;
  /** `20`, `22`, `24`. */
  readonly major: string;
  /** Major version of the runtime client that Lambda runs it with. */
  readonly client: '3' | '4';
}

/**
 * The Node.js versions that Lambda offers: the one that runs this, and those that are installed for the lab.
 * `BULKHEAD_NODE_24` names a binary to try in the place of Node.js 24: one that Lambda does not offer yet.
 */
export function nodeBinaries(): NodeBinary[] {
  const found = [binary(`Node.js ${process.versions.node}`, process.execPath, process.versions.node.split('.', 1)[0]!)];
  for (const major of ['22', '24']) {
    const other = process.env[`BULKHEAD_NODE_${major}`];
    if (other !== undefined) {
      const version = execFileSync(other, ['--version'], { encoding: 'utf8' }).trim();
      found.push(binary(`Node.js ${major} played by ${version}`, other, major));
      continue;
    }
    const path = join(RUNTIMES, `node-${major}/bin/node`);
    if (requireComponent(`Node.js ${major}`, existsSync(path), INSTALL)) {
      found.push(binary(`Node.js ${major}`, path, major));
    }
  }
  return found;
}

/** Lambda's own pairing: client 3 up to Node.js 22, client 4 from 24 on. */
function binary(name: string, path: string, major: string): NodeBinary {
  return { name, path, major, client: Number(major) < 24 ? '3' : '4' };
}

/** Lambda's own runtime interface clients, with the folder of each; `undefined` when it is not installed. */
export function runtimeClient(major: '3' | '4'): string | undefined {
  const folder = join(RUNTIMES, `aws-lambda-ric-${major}`);
  const native = ['build/Release/rapid-client.node', 'dist/rapid-client.node', 'rapid-client.node'];
  const present = native.some((file) => existsSync(join(folder, file)));
  return requireComponent(`aws-lambda-ric ${major}`, present, INSTALL) ? folder : undefined;
}
