import path from 'node:path';
import {
  type App,
  BulkheadError,
  checkPolicy,
  isUnknown,
  type LambdaFunction,
  type PolicyDocument,
  type PolicyProblem,
  type SourcePlace,
} from '@bulkhead/core';
import { createProjectFiles } from './files.ts';
import { toPlain } from './yaml/plain.ts';
import type { Tree } from './yaml/tree.ts';

/** Problems that one message lists; a file with more is not a policy. */
const MAX_LISTED = 100;

/** The files that a policy may be in. */
export const POLICY_NAMES = ['bulkhead.yml', 'bulkhead.yaml'];

/** A function that a policy may name: by its id, or, where it is known, by its deployed name, as logs and profiles do. */
type PolicyFunction = Pick<LambdaFunction, 'id' | 'name'>;

/**
 * Reads and checks `bulkhead.yml` (YAML 1.2, so that `off` is a word).
 * @param root absolute folder of the project
 * @param functions functions that the policy may name; left out: not checked
 * @returns the document, its rules under the ids of the functions, and its file relative to `root`; `undefined` where there is none
 * @throws BulkheadError BULKHEAD_BAD_POLICY that lists every problem with its place
 */
export async function loadPolicy(
  root: string,
  functions?: readonly (string | PolicyFunction)[],
): Promise<{ readonly document: PolicyDocument; readonly file: string } | undefined> {
  const files = createProjectFiles(path.resolve(root));
  for (const name of POLICY_NAMES) {
    const tree = readPolicy(files, name);
    if (!tree) continue;
    const ids = idsByName(functions);
    const document = toPlain(tree);
    const problems = checkPolicy(document, ids && [...ids.keys()]);
    if (problems.length > 0) throw badPolicy(problems, tree);
    const rules = (document as PolicyDocument).functions;
    if (rules === undefined || ids === undefined) return { document: document as PolicyDocument, file: name };
    const twice = Object.keys(rules).filter((key) => ids.get(key) !== key && Object.hasOwn(rules, ids.get(key)!));
    if (twice.length > 0) {
      const message = 'is the deployed name of a function that has rules under its id as well';
      throw badPolicy(
        twice.map((key) => ({ path: ['functions', key], message })),
        tree,
      );
    }
    const byId = Object.fromEntries(Object.entries(rules).map(([key, own]) => [ids.get(key)!, own]));
    return { document: { ...(document as PolicyDocument), functions: byId }, file: name };
  }
  return undefined;
}

/**
 * The policy of an application: the one beside its template, or else that of the folder that was named.
 * @returns as {@link loadPolicy}, the file relative to the application's root
 */
export async function policyOf(app: Pick<App, 'root' | 'file' | 'functions'>): ReturnType<typeof loadPolicy> {
  const beside = path.dirname(app.file);
  const own = beside === '.' ? undefined : await loadPolicy(path.join(app.root, beside), app.functions);
  return own ? { ...own, file: path.join(beside, own.file) } : loadPolicy(app.root, app.functions);
}

/** Ids by every name that stands for a function; an id counts before another function's deployed name. */
function idsByName(functions: readonly (string | PolicyFunction)[] | undefined): Map<string, string> | undefined {
  if (functions === undefined) return undefined;
  const ids = functions.map((fn) => (typeof fn === 'string' ? fn : fn.id));
  const names = new Map(ids.map((id) => [id, id]));
  for (const fn of functions) {
    if (typeof fn !== 'string' && !isUnknown(fn.name) && !names.has(fn.name)) names.set(fn.name, fn.id);
  }
  return names;
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
    .map(({ path: keys, message }) => ({ place: placeOfKeys(tree, keys), text: `${keys.join('.')} ${message}`.trim() }))
    .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  const [first, ...others] = lines;
  const left = others.length - MAX_LISTED;
  const listed = others.slice(0, MAX_LISTED);
  const more = listed.map(({ place, text }) => `\n${place.file}:${place.line}:${place.column}: ${text}`).join('');
  const rest = left > 0 ? `\nand ${left} more` : '';
  return new BulkheadError('BULKHEAD_BAD_POLICY', `${first!.text}${more}${rest}`, { place: first!.place });
}

/**
 * Where a policy's setting stands in its file, for an error about it.
 * @param tree the file as it was parsed, with places
 * @param keys names from the file's top down, e.g. `['functions', 'checkout', 'hooks']`
 * @returns the place of the deepest key of the path that exists; the tree's own where none does
 */
export function placeOfKeys(tree: Tree, keys: readonly string[]): SourcePlace {
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
