import path from 'node:path';
import { badTemplate } from '../bad-template.ts';
import type { Answer, Resolver, SourceCall } from './resolve.ts';
import { type SourceContext, splitAddress, unknown } from './source-context.ts';

/** What the framework would load by running it. */
const CODE = new Set(['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts']);

/** How the reason ends where a file is not there. */
export const MISSING_FILE = ' does not exist';

/** `${file(config/${sls:stage}.yml):a.b}`: YAML and JSON by key, other text files whole, code never. */
export function readFileSource(context: SourceContext, call: SourceCall, resolver: Resolver): Answer {
  const [name] = call.params ?? [];
  if (name?.kind !== 'scalar' || name.value === null || name.value === '') {
    throw badTemplate(call.place, `${call.text} names no file`, 'Write ${file(path/from/here.yml):key}.');
  }
  const written = String(name.value);
  const shownAs = call.hidden ? call.text : `"${written}"`;
  const target = written.startsWith('~') ? written : path.resolve(context.serviceFolder, written);
  const request = { path: target, place: call.place, shownAs };
  const file = context.files.inside(request);
  if (CODE.has(path.extname(file).toLowerCase())) {
    return unknown(
      call,
      `would run ${call.hidden ? 'code of the project' : file}; Bulkhead never runs a project's code`,
    );
  }
  const tree = context.files.tree(request);
  // Files with secrets and one stage's settings are kept out of git: what they hold is open, and the rest is read.
  if (!tree) return { missing: `${shownAs}${MISSING_FILE}`, asks: true };
  const found = resolver.follow(tree, splitAddress(call.address), call.text.slice(2, -1));
  return found ? { found } : { missing: `${shownAs} has no key ${call.hidden ? 'of that name' : `"${call.address}"`}` };
}
