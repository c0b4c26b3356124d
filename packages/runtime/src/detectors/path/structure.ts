/** Occurrences of one value in one path that are looked at. */
const MAX_OCCURRENCES = 16;

/**
 * True where a value of the event takes a path out of the folder that the developer chose: it climbs (`../`), also where
 * `path.join` has already resolved the climb, it makes the path absolute, or it holds a NUL. A value that stays below
 * (`reports/2026.pdf`, `a/../b`) is fine.
 *
 * An absolute path below `/tmp` that does not climb is fine too: nothing but the function's own files is there, and job
 * messages name such files honestly.
 * @param path as handed to the file system
 * @param value one string of the event, decoded
 * @example escapesPath('/var/task/docs/../../../etc/passwd', '../../../etc/passwd') // true
 */
export function escapesPath(path: string, value: string): boolean {
  if (value.length < 2 || path.length === 0) return false;
  if (value.includes('\0') && path.includes(value)) return true;
  const climbs = value.includes('..');
  if (climbs && reachedByClimbing(path, value)) return true;
  if (isAbsolute(value) && path.startsWith(value) && isWholeSegment(path, value.length)) {
    return !value.startsWith('/tmp/') || climbs;
  }
  if (!climbs) return false;
  let at = path.indexOf(value);
  for (let seen = 0; at !== -1 && seen < MAX_OCCURRENCES; seen++) {
    // The first segment may begin before the value: `report-` + `../x` is a folder named `report-..`.
    const start = path.lastIndexOf('/', at - 1) + 1;
    const tail = path.indexOf('/', at + value.length);
    if (climbsOut(path.slice(at === 0 ? 0 : start, tail === -1 ? path.length : tail))) return true;
    at = path.indexOf(value, at + 1);
  }
  return false;
}

/** True when following the segments leads above where they begin. */
function climbsOut(path: string): boolean {
  let depth = 0;
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') depth++;
    else if (--depth < 0) return true;
  }
  return false;
}

/** `path.join` leaves only what follows the climb: `/etc/passwd` of `../../etc/passwd`. */
function reachedByClimbing(path: string, value: string): boolean {
  if (path.includes('..') || !(value.startsWith('/') || climbsOut(value))) return false;
  const segments: string[] = [];
  for (const segment of value.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(segment);
  }
  if (segments.length === 0) return false;
  const target = `/${segments.join('/')}`;
  return value.startsWith('/') ? path === target : path.endsWith(target);
}

/** Absolute with at least two segments; a request path such as `/` or `/users` is not a file that somebody asks for. */
function isAbsolute(value: string): boolean {
  return value.startsWith('/') && value.indexOf('/', 2) !== -1;
}

function isWholeSegment(path: string, length: number): boolean {
  return path.length === length || path[length] === '/' || path[length - 1] === '/';
}
