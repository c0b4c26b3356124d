import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What tells a module where it lies, and the name of what stands in its place. */
const PLACES: Readonly<Record<string, string>> = {
  __dirname: 'bulkheadFolder',
  __filename: 'bulkheadFile',
  'import.meta.dirname': 'bulkheadFolder',
  'import.meta.filename': 'bulkheadFile',
  'import.meta.url': 'bulkheadUrl',
};

/** For esbuild's `define`: {@link withOwnPlaces} declares them in each file that asks. */
export const OWN_PLACES: Readonly<Record<string, string>> = PLACES;

/**
 * Tells each file of a bundle where it lies itself and not where the bundle does: what stands beside the source (a schema, a
 * template of a page) is looked for there, as where each file is compiled by itself. Where a bundler is what deploys it, the
 * bundle lies beside the entry, whose place is the same.
 */
export function withOwnPlaces(text: string, path: string): string {
  if (!ASKS.test(text)) return text;
  const values = { bulkheadFolder: dirname(path), bulkheadFile: path, bulkheadUrl: pathToFileURL(path).href };
  const declared = Object.entries(values).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  const head = HEAD.exec(text)![0];
  return `${head}var ${declared.join(', ')};${text.slice(head.length)}`;
}

const ASKS = /\b__(?:dirname|filename)\b|\bimport\.meta\b/;
/** What has to stay first: a `#!` and a directive. */
const HEAD = /^(?:#![^\n]*\n)?(?:\s*(?:'use strict'|"use strict")(?:;|(?=\s*\n)\n?))?/;
