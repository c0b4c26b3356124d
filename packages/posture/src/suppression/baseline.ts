import { readFileSync } from 'node:fs';
import { BulkheadError, isMap, type PostureFinding } from '@bulkhead/core';

/** Entries that a baseline may hold. */
const MOST = 100_000;

/** A baseline as text: what was there when it was written, sorted, so that its changes can be read in a review. */
export function baselineText(findings: readonly PostureFinding[]): string {
  const entries = findings
    .map(({ fingerprint, rule, place, message }) => ({ fingerprint, rule, file: place.file, message }))
    .sort((a, b) => (a.rule + a.file + a.fingerprint < b.rule + b.file + b.fingerprint ? -1 : 1));
  return `${JSON.stringify({ version: 1, findings: entries }, undefined, 2)}\n`;
}

/**
 * The fingerprints of a baseline.
 * @param shown how messages name the file
 * @throws BulkheadError BULKHEAD_USAGE for a file that cannot be read or holds none
 */
export function readBaselineFile(file: string, shown: string): ReadonlySet<string> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new BulkheadError('BULKHEAD_USAGE', `${shown} cannot be read`, {
      cause,
      next: 'Write it with --write-baseline.',
    });
  }
  return readBaseline(text, shown);
}

function readBaseline(text: string, file: string): ReadonlySet<string> {
  const place = { file, line: 1, column: 1 };
  const next = 'Write it anew with --write-baseline.';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new BulkheadError('BULKHEAD_USAGE', 'the baseline is not JSON', { place, cause, next });
  }
  if (!isMap(value) || value['version'] !== 1 || !Array.isArray(value['findings']) || value['findings'].length > MOST) {
    throw new BulkheadError('BULKHEAD_USAGE', 'this is no baseline of bulkhead scan', { place, next });
  }
  return new Set(
    value['findings'].flatMap((entry: unknown) =>
      isMap(entry) && typeof entry['fingerprint'] === 'string' ? [entry['fingerprint']] : [],
    ),
  );
}
