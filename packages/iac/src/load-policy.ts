import path from 'node:path';
import { BulkheadError, checkPolicy, type PolicyDocument, type PolicyProblem, type SourcePlace } from '@bulkhead/core';
import { createProjectFiles } from './files.ts';
import { toPlain } from './yaml/plain.ts';
import type { Tree } from './yaml/tree.ts';

/** Problems that one message lists; a file with more is not a policy. */
const MAX_LISTED = 100;

const POLICY_NAMES = ['bulkhead.yml', 'bulkhead.yaml'];

/**
 * Reads and checks `bulkhead.yml` (YAML 1.2, so that `off` is a word).
 * @param root absolute folder of the project
 * @param functionIds functions that the policy may name; left out: not checked
 * @returns the document and its file relative to `root`; `undefined` where there is none
 * @throws BulkheadError BULKHEAD_BAD_POLICY that lists every problem with its place
 */
export async function loadPolicy(
  root: string,
  functionIds?: readonly string[],
): Promise<{ readonly document: PolicyDocument; readonly file: string } | undefined> {
  const files = createProjectFiles(path.resolve(root));
  for (const name of POLICY_NAMES) {
    const tree = readPolicy(files, name);
    if (!tree) continue;
    const document = toPlain(tree);
    const problems = checkPolicy(document, functionIds);
    if (problems.length > 0) throw badPolicy(problems, tree);
    return { document: document as PolicyDocument, file: name };
  }
  return undefined;
}

function readPolicy(files: ReturnType<typeof createProjectFiles>, name: string): Tree | undefined {
  try {
    return files.tree({ path: name, code: 'BULKHEAD_BAD_POLICY' });
  } catch (error) {
    if (!(error instanceof BulkheadError) || error.code !== 'BULKHEAD_BAD_TEMPLATE') throw error;
    const place = error.place ?? { file: name, line: 1, column: 1 };
    throw new BulkheadError('BULKHEAD_BAD_POLICY', error.message, { place, cause: error });
  }
}

/** One error for all problems: the first in the error's own place, each further one on a line of its own. */
function badPolicy(problems: readonly PolicyProblem[], tree: Tree): BulkheadError {
  const lines = problems
    .map(({ path: keys, message }) => ({ place: placeOf(tree, keys), text: `${keys.join('.')} ${message}`.trim() }))
    .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  const [first, ...others] = lines;
  const left = others.length - MAX_LISTED;
  const listed = others.slice(0, MAX_LISTED);
  const more = listed.map(({ place, text }) => `\n${place.file}:${place.line}:${place.column}: ${text}`).join('');
  const rest = left > 0 ? `\nand ${left} more` : '';
  return new BulkheadError('BULKHEAD_BAD_POLICY', `${first!.text}${more}${rest}`, { place: first!.place });
}

/** The place of the deepest key of the path that exists. */
function placeOf(tree: Tree, keys: readonly string[]): SourcePlace {
  let place = tree.place;
  let here: Tree | undefined = tree;
  for (const key of keys) {
    const entry: { key: SourcePlace; value: Tree } | undefined =
      here?.kind === 'map' ? here.entries.get(key) : undefined;
    if (!entry) break;
    place = entry.key;
    here = entry.value;
  }
  return place;
}
