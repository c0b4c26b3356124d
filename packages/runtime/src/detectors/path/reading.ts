import { isSecretFile, type Weight, weighFile, weighName } from './places.ts';

/** What the paths in a text do. */
export interface Reading {
  /** `..` segments in all. */
  climbs: number;
  /** Longest run of them, ordinary names between two ending it. */
  longest: number;
  /** The first segment of the text climbs. */
  leading: boolean;
  /** Segments such as `....`, `..;`, `.?`: what remains `..` after a filter, or is read as it. */
  odd: number;
  /** Longest run of `.` segments: `././././` pads a path to where it is cut. */
  dots: number;
  /** The gravest place of all paths. */
  weight: Weight;
  /** The gravest place of those that have climbed. */
  climbedWeight: Weight;
  /** A name of over 100 equal characters before a climb: padding. */
  padded: boolean;
  /** The first path is absolute. */
  absolute: boolean;
}

const NONE = 0;
const CLIMB = 1;
const DOT = 2;
const ODD = 3;

/** Where a path begins. */
type Anchor = 'front' | 'inside' | 'root' | 'drive' | 'climbed';

/** Names of one path that are looked at. */
const MOST_NAMES = 12;
/** Segments of one text that are looked at, before its end. */
const MOST_SEGMENTS = 128;
/** Characters at the end of a text of more segments that are looked at. */
const TAIL = 640;
/** Climbs of one text; more say nothing new. */
const MOST_CLIMBS = 64;

/**
 * Reads a text as paths: segments between slashes, and signs that end one path and begin the next
 * (`file=/etc/passwd&x`). Linear in the text's length.
 * @param text in {@link plainSpelling}, every separator a `/`
 */
export function readPaths(text: string): Reading {
  const lower = text.toLowerCase();
  const reading: Reading = {
    climbs: 0,
    longest: 0,
    leading: false,
    odd: 0,
    dots: 0,
    weight: 0,
    climbedWeight: 0,
    padded: false,
    absolute: false,
  };
  const names: string[] = [];
  let anchor: Anchor = 'front';
  let run = 0;
  let dots = 0;
  let padding = false;
  let first = true;
  let segments = 0;

  const climb = (odd: boolean): void => {
    if (odd) reading.odd++;
    reading.climbs++;
    run++;
    if (run > reading.longest) reading.longest = run;
    if (first) reading.leading = true;
    if (padding) reading.padded = true;
    empty(names);
    anchor = 'climbed';
    first = false;
  };
  const visit = (name: string, last: boolean): void => {
    const absolute = anchor === 'root' || anchor === 'drive' || anchor === 'climbed';
    let weight: Weight = anchor === 'inside' || names.length > MOST_NAMES ? 0 : weighName(names, name, absolute);
    if (last && weight < 2 && absolute) {
      const file = weighFile(name);
      if (file > weight) weight = file;
    }
    if (last && weight === 0 && anchor === 'front' && isSecretFile(name, names.length === 0)) weight = 1;
    if (weight > reading.weight) reading.weight = weight;
    if (anchor === 'climbed' && weight > reading.climbedWeight) reading.climbedWeight = weight;
    // macOS keeps `/etc` below `/private`, and other disks below `/Volumes`.
    if (absolute && names.length === 0 && name === 'private') return;
    if (absolute && names.length === 1 && names[0] === 'volumes') empty(names);
    else if (names.length <= MOST_NAMES) names.push(name);
    run = 0;
    first = false;
  };

  let start = 0;
  while (start <= lower.length && reading.climbs < MOST_CLIMBS) {
    // No file system has so deep a path: only the end of one that is padded.
    if (++segments === MOST_SEGMENTS && start < lower.length - TAIL) start = lower.length - TAIL;
    let end = lower.indexOf('/', start);
    const final = end === -1;
    if (final) end = lower.length;
    if (end === start) {
      if (start === 0 && !final) {
        anchor = 'root';
        reading.absolute = true;
      }
      start = end + 1;
      continue;
    }
    let kind = dotKind(lower, start, end);
    // `https://.../x.png`, `https://a.example/reports/.../x.csv`: a host and folders that were left out.
    if (kind === ODD && end - start === 3 && start > 2 && lower.startsWith('...', start) && isLeftOut(lower, start))
      kind = DOT;
    // Nothing follows: a placeholder, `/......`, or the end of a pattern, `:.+`.
    if (kind === ODD && final && isPlaceholder(lower, start, end)) kind = NONE;
    if (kind === DOT) {
      dots++;
      if (dots > reading.dots) reading.dots = dots;
    } else {
      dots = 0;
      if (kind !== NONE) {
        climb(kind === ODD);
        // Longer than any filter's leftover: an overlong path for one that is cut.
        if (end - start > 4 && isDots(lower, start, end)) reading.odd++;
      } else {
        if (anchor === 'root' && names.length === 0 && hasBlankName(lower, start)) anchor = 'drive';
        // The first sign that ends a name, and the last one, behind which the next path begins.
        const close = firstDelimiter(lower, start, end, anchor === 'drive');
        if (close === -1) {
          const name = final ? trimName(lower.slice(start, end)) : lower.slice(start, end);
          padding ||= name.length > 100 && isOneCharacter(name);
          visit(name, final);
        } else {
          if (close > start) visit(trimName(lower.slice(start, close)), true);
          const open: number = lastDelimiter(lower, start, end, anchor === 'drive') + 1;
          // `c:/x`, and `c:x`, which some read alike.
          const isDrive =
            (close === end - 1 || close === start + 1) && lower.charCodeAt(close) === 58 && isDriveLetter(lower, close);
          empty(names);
          run = 0;
          // `s3://bucket/logs`: what follows two slashes is a host.
          const isHost = open === end && lower.charCodeAt(end + 1) === 47 && lower.charCodeAt(end + 2) !== 47;
          anchor = isDrive ? 'drive' : open === end && !final && !isHost ? 'root' : 'inside';
          if (isDrive && close === 1) reading.absolute = true;
          if (open < end) {
            const rest = final && isPlaceholder(lower, open, end) ? NONE : dotKind(lower, open, end);
            if (rest === CLIMB || rest === ODD) climb(rest === ODD);
            else if (rest === NONE) visit(lower.slice(open, end), final);
          }
        }
      }
    }
    start = end + 1;
  }
  return reading;
}

/** Of an address of the web, whose reader takes three dots for a name. */
function isLeftOut(text: string, start: number): boolean {
  return text.startsWith('://', start - 3) || text.startsWith('https://');
}

/** One by one: where its length is set, an array lets go of its memory, and takes new for the next name. */
function empty(names: string[]): void {
  while (names.length > 0) names.pop();
}

function isPlaceholder(text: string, start: number, end: number): boolean {
  return !text.startsWith('..', start) || (end - start > 4 && isDots(text, start, end));
}

function dotKind(text: string, start: number, end: number): number {
  const code = text.charCodeAt(start);
  if (code !== 46 && code !== 63 && code !== 37 && code !== 0) return NONE;
  const length = end - start;
  if (code === 46) {
    if (length === 1) return DOT;
    if (length === 2 && text.charCodeAt(start + 1) === 46) return CLIMB;
  }
  if (length > 16) return code === 46 && isDots(text, start, end) ? ODD : NONE;
  return length > 1 && isOddClimb(text.slice(start, end)) ? ODD : NONE;
}

function isDots(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (text.charCodeAt(i) !== 46) return false;
  return true;
}

/** `...`, `..;x=y`, `..%00`, `.%20.`, `.?`, `?.`, `%..`, `..<`, `.+.`. */
function isOddClimb(segment: string): boolean {
  return /^(?:\.{3,}|\.\.(?:;.{0,16}|[?*<>+&,\0\x01-\x20%]{1,4}|%[0-9a-f]{2})|\.(?:[?%\0\s+<>]{1,3}|%[0-9a-f]{2})\.?|[?%\0]{1,2}\.{1,2}|\?\?|%[0-9a-f]{2}\.\.)$/.test(
    segment,
  );
}

function isDelimiter(code: number, drive: boolean): boolean {
  switch (code) {
    case 0:
    case 34: // "
    case 35: // #
    case 37: // %
    case 38: // &
    case 39: // '
    case 42: // *
    case 44: // ,
    case 58: // :
    case 59: // ;
    case 60:
    case 61:
    case 62:
    case 63: // ?
    case 96: // `
    case 123:
    case 124:
    case 125:
      return true;
    case 40:
    case 41:
      return !drive;
    default:
      return code <= 32 && !(drive && code === 32);
  }
}

function firstDelimiter(text: string, start: number, end: number, drive: boolean): number {
  for (let i = start; i < end; i++) if (isDelimiter(text.charCodeAt(i), drive)) return i;
  return -1;
}

/** Also signs that a name may hold, where a climb follows: `x@../`, `[../`. */
function lastDelimiter(text: string, start: number, end: number, drive: boolean): number {
  for (let i = end - 1; i >= start; i--) if (isDelimiter(text.charCodeAt(i), drive)) return i;
  return -1;
}

/** Folders of Windows with blanks in their names, also asked for without the drive. */
function hasBlankName(text: string, start: number): boolean {
  const first = text.charCodeAt(start);
  return (
    (first === 112 && text.startsWith('program files', start)) ||
    (first === 100 && text.startsWith('documents and settings', start))
  );
}

function isDriveLetter(text: string, colon: number): boolean {
  const code = text.charCodeAt(colon - 1);
  if (!(code >= 97 && code <= 122)) return false;
  const before = text.charCodeAt(colon - 2);
  return colon < 2 || !((before >= 97 && before <= 122) || (before >= 48 && before <= 57));
}

/** A trailing dot or blank, which Windows drops. */
function trimName(name: string): string {
  let end = name.length;
  while (end > 1 && (name.charCodeAt(end - 1) === 46 || name.charCodeAt(end - 1) === 32)) end--;
  return end === name.length ? name : name.slice(0, end);
}

function isOneCharacter(name: string): boolean {
  const code = name.charCodeAt(0);
  for (let i = 1; i < name.length; i++) if (name.charCodeAt(i) !== code) return false;
  return true;
}
