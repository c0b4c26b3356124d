import { BulkheadError, type SourcePlace } from '@bulkhead/core';
import { findJsonError } from './json-error.ts';
import { type ParseOptions, parseYaml } from './parse.ts';
import { fromPlain } from './plain.ts';
import type { Tree } from './tree.ts';

/**
 * Parses JSON strictly, with places. JSON is read by the YAML parser, which knows positions; JSON that YAML does not
 * take (a key past 1,024 characters, say) still loads, with every place at its start.
 * @throws BulkheadError with the place of the first problem
 */
export function parseJson(text: string, options: ParseOptions): Tree {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (cause) {
    throw new BulkheadError(options.code ?? 'BULKHEAD_BAD_TEMPLATE', 'is not valid JSON here', {
      place: placeAt(source, findJsonError(source), options.file),
      cause,
    });
  }
  try {
    return parseYaml(source, options);
  } catch (error) {
    if (!(error instanceof BulkheadError) || !error.message.startsWith('is not valid YAML')) throw error;
    return fromPlain(value, { file: options.file, line: 1, column: 1 });
  }
}

function placeAt(text: string, offset: number, file: string): SourcePlace {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  return { file, line: before.split('\n').length, column: before.length - start + 1 };
}
