import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { zip } from './zip.ts';

/** Where Lambda unpacks the layer, below /opt. */
const FOLDER = 'bulkhead';
const EXECUTABLE = 'exec-wrapper';
/** What `AWS_LAMBDA_EXEC_WRAPPER` has to name. */
export const EXEC_WRAPPER = `/opt/${FOLDER}/${EXECUTABLE}`;

/**
 * The zip of the layer; the same files make the same bytes.
 * @param folder the layer's files, as packages/runtime/build-layer.mjs lays them out
 */
export function zipLayer(folder: string): Buffer {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return zip(
    names.map((name) => ({
      name: `${FOLDER}/${name.split(sep).join('/')}`,
      bytes: readFileSync(join(folder, name)),
      executable: name === EXECUTABLE,
    })),
  );
}
