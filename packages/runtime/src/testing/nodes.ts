import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { requireComponent } from '../../../../test/support/components.ts';

const RUNTIMES = join(import.meta.dirname, '../../../../tools/runtimes/node_modules');
const INSTALL = 'tools/setup-services.sh';

export interface NodeBinary {
  readonly name: string;
  readonly path: string;
}

/** The Node.js versions that Lambda offers: the one that runs this, and those that are installed for the lab. */
export function nodeBinaries(): NodeBinary[] {
  const found: NodeBinary[] = [{ name: `Node.js ${process.versions.node}`, path: process.execPath }];
  for (const major of ['22', '24']) {
    const path = join(RUNTIMES, `node-${major}/bin/node`);
    if (requireComponent(`Node.js ${major}`, existsSync(path), INSTALL)) found.push({ name: `Node.js ${major}`, path });
  }
  return found;
}

/** Lambda's own runtime interface clients, with the folder of each; `undefined` when it is not installed. */
export function runtimeClient(major: '3' | '4'): string | undefined {
  const folder = join(RUNTIMES, `aws-lambda-ric-${major}`);
  const native = ['build/Release/rapid-client.node', 'dist/rapid-client.node', 'rapid-client.node'];
  const present = native.some((file) => existsSync(join(folder, file)));
  return requireComponent(`aws-lambda-ric ${major}`, present, INSTALL) ? folder : undefined;
}
