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
 * @param more files besides, named below the layer's own folder
 */
export function zipLayer(
  folder: string,
  more: readonly { readonly name: string; readonly bytes: Uint8Array }[] = [],
): Buffer {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  const own = names.map((name) => ({ name: name.split(sep).join('/'), bytes: readFileSync(join(folder, name)) }));
  return zip(
    [...own, ...more].map(({ name, bytes }) => ({
      name: `${FOLDER}/${name}`,
      bytes,
      executable: name === EXECUTABLE,
    })),
  );
}
