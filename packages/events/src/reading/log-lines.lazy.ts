import { joinPath } from '../visits.ts';
import { step, type Walk } from './walk.ts';

/** Fields of one line that are looked at: CloudFront writes 33, in real time up to 64. */
const MOST_FIELDS = 64;

/** Fewest fields of a line with tabs that is a log's. */
const FEWEST_FIELDS = 10;

/**
 * Visits the addresses and query strings in a line of an access log, at `|log[i]`: in quotes where web servers, load
 * balancers and S3 wrote it (`… "GET /x?id=1 HTTP/1.1" 200 … "https://a.example/?q=1" …`), between tabs in CloudFront's.
 * @param visitParameters reads one field, and tells whether it held parameters
 */
export function visitLogLine(
  walk: Walk,
  line: string,
  parent: string,
  key: string | number,
  decodings: number,
  visitParameters: (walk: Walk, value: string, parent: string, key: string | number, decodings: number) => boolean,
): boolean {
  if (line.includes('\n')) return false;
  const tabbed = line.split('\t', MOST_FIELDS);
  const quoted = line.split('"', MOST_FIELDS);
  if (tabbed.length < FEWEST_FIELDS && quoted.length < 3) return false;
  const fields = tabbed.length < FEWEST_FIELDS ? quoted.filter((_part, index) => index % 2 === 1) : tabbed;
  const path = joinPath(parent, step(key, 'log'));
  let found = false;
  for (const [index, field] of fields.entries()) {
    // One field in another, so that a line is not read again and again.
    if (field.includes(' HTTP/') && !/^[A-Z]{3,8} /.test(field)) continue;
    if (!field.includes('\t') && visitParameters(walk, field, path, index, decodings)) found = true;
  }
  return found;
}
