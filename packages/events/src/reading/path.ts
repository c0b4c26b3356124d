import { joinPath } from '../visits.ts';
import { decodePercent } from './decode.ts';
import { SHORTEST_ENCODED, visitEncoded } from './encoded.ts';
import { emit, visitText, visitValue, type Walk } from './walk.ts';

/**
 * Visits a request path and its decoded form where it differs, and each segment that holds more than plain characters:
 * a handler that routes by itself takes the path apart at `/`.
 */
export function visitPath(walk: Walk, path: unknown, key: string, parent = ''): void {
  if (typeof path !== 'string') {
    visitValue(walk, path, parent, key, 0);
    return;
  }
  emit(walk, path, parent, key);
  const isPlain = PLAIN_PATH.test(path);
  if (isPlain && !hasLongSegment(path)) return;
  if (!isPlain) {
    const decoded = decodePercent(path);
    if (decoded !== path) visitText(walk, decoded, parent, `${key}|url`, 1);
  }
  const segments = path.split('/', MAX_SEGMENTS);
  if (!isPlain && segments.length < 3) return;
  const inside = joinPath(parent, `${key}|segments`);
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i]!;
    if (!PLAIN_PATH.test(segment)) visitText(walk, decodePercent(segment), inside, i, 1);
    else if (segment.length >= SHORTEST_ENCODED) visitEncoded(walk, segment, inside, i, 1);
  }
}

/** True for a segment that is long enough for a token. */
function hasLongSegment(path: string): boolean {
  for (let start = 0; path.length - start >= SHORTEST_ENCODED; ) {
    const end = path.indexOf('/', start);
    if (end === -1) return true;
    if (end - start >= SHORTEST_ENCODED) return true;
    start = end + 1;
  }
  return false;
}

/** Characters that RFC 3986 leaves unencoded in paths and that begin nothing. */
const PLAIN_PATH = /^[\w/.~:@+,-]*$/;

const MAX_SEGMENTS = 64;
