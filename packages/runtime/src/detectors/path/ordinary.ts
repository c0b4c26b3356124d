import { anyAt } from '../any-at.ts';
import {
  BACKSLASH,
  type Candidate,
  COLON,
  DOT,
  DOUBLE_DOT,
  HEX,
  NAME_WORD,
  PATH_WORD,
  PERCENT,
  QUOTE,
  SLASH,
  SPACE,
  STAR,
  WIDE,
} from '../scan.ts';

/** Some part of a text is written as `spelling.ts` undoes it: percent signs that encode, backslashes, look-alikes. */
export function isSpelt({ text, chars }: Candidate): boolean {
  if ((chars & BACKSLASH) !== 0) return true;
  if ((chars & PERCENT) !== 0 && anyAt(text, '%', 37, mayEncode)) return true;
  if ((chars & WIDE) !== 0 && LOOK_ALIKE.test(text)) return true;
  return ((chars & HEX) !== 0 && (text.includes('0x2') || text.includes('0x5'))) || isFiltered(text, chars);
}

/** Full-width signs, and what U+2024, U+2215 and U+2216 look like: a pattern reads wide characters four times as fast as a loop. */
const LOOK_ALIKE = /[\u2024-\u2216\uff0e-\uffff]/;

/** Two hexadecimal digits, `u`, `bg`, or another percent sign: what follows most percent signs is none of them. */
function mayEncode(text: string, at: number): boolean {
  const second = text.charCodeAt(at + 1) | 32;
  const third = text.charCodeAt(at + 2) | 32;
  if (third < 48 || third > 103 || (third > 57 && third < 97)) return false;
  return second === 117 || second === 37 || (second >= 48 && second <= 57) || (second >= 97 && second <= 102);
}

/** `..2f`: an encoded slash whose percent sign was taken out. */
function isFiltered(text: string, chars: number): boolean {
  if ((chars & DOUBLE_DOT) === 0) return false;
  for (let i = 2; i < text.length - 1; i++) {
    const code = text.charCodeAt(i);
    if ((code !== 50 && code !== 53) || text.charCodeAt(i - 1) !== 46 || text.charCodeAt(i - 2) !== 46) continue;
    const next = text.charCodeAt(i + 1) | 32;
    if (next === (code === 50 ? 102 : 99)) return true;
  }
  return false;
}

/**
 * Paths of requests, media types, lists of them: nothing that climbs, no place or file that somebody would ask for. Only
 * for texts without `..` and NUL, in plain spelling.
 */
export function isOrdinaryPath({ text, chars, words }: Candidate): boolean {
  const first = text.charCodeAt(0);
  if ((chars & SPACE) !== 0) {
    // A path among words is an attack only where it climbs; folders with blanks in their names begin at a root.
    const blank = text.indexOf(' ');
    if (blank < 1 || text.charCodeAt(blank + 1) <= 32 || first === 47 || first <= 32) return false;
    return (chars & COLON) === 0 || (text.charCodeAt(1) !== 58 && (first | 32) !== 102);
  }
  if ((chars & COLON) !== 0) {
    // A drive, `data:`; an ARN or a time is neither.
    return (chars & SLASH) === 0 && (words & NAME_WORD) === 0 && text.charCodeAt(1) !== 58 && !/data:/i.test(text);
  }
  if ((words & PATH_WORD) === 0) {
    if (text.includes('/.') || (first === 46 && (chars & SLASH) !== 0)) return false;
    return first !== 47 || ((chars & (QUOTE | STAR)) === 0 && !text.includes('?'));
  }
  if ((chars & DOT) !== 0) return false;
  // Without a slash only a file's name by itself.
  if ((chars & SLASH) === 0) return (words & NAME_WORD) === 0;
  return holdsNoPlace(text);
}

/** First names of the paths in `places.ts`, other folders and files there that have no dot in their names. */
const PLACES =
  '/etc/proc/sys/dev/boot/var/usr/opt/root/run/tmp/home/srv/mnt/media/private/volumes/bin/sbin/lib/apache/apache2/httpd' +
  '/nginx/lighttpd/php/php4/php5/php7/mysql/xampp/lampp/wamp/wamp64/appserv/tomcat/inetpub/windows/winnt/winnt32/minint' +
  '/web-inf/meta-inf/library/bitnami/minio/aws/cvs/secrets/system32/access_log/error_log/acces_log/access-log/error-log' +
  '/ssl_access_log/ssl_error_log/filezilla/passwd/shadow/errorlog/sessions/setupinfo/id_rsa/id_dsa/id_ecdsa/id_ed25519' +
  '/authorized_keys/known_hosts/users/lib64/selinux/snap/cgroup/kmsg/applications/vmlinuz/system/data';

/** Made when a path is first looked at. */
let places: ReadonlySet<string> | undefined;

function isPlace(name: string): boolean {
  places ??= new Set(PLACES.split('/').slice(1));
  return places.has(name.toLowerCase());
}

const LONGEST_PLACE = 15;

/** Names that an honest path has hardly more of. */
const MOST_NAMES = 12;

/** Letters, digits, hyphens and slashes only, and no name of {@link PLACES}. */
function holdsNoPlace(text: string): boolean {
  let start = 0;
  for (let names = 0; names < MOST_NAMES; names++) {
    let end = start;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === 47) break;
      const lower = code | 32;
      if (!(lower >= 97 && lower <= 122) && !(code >= 48 && code <= 57) && code !== 45 && code !== 95 && code !== 43)
        return false;
    }
    if (end > start + 2 && end <= start + LONGEST_PLACE && isPlace(text.slice(start, end))) return false;
    if (end === text.length) return true;
    start = end + 1;
  }
  return false;
}

/** An address whose parameters hold no path: nothing after `=` or a second colon that begins one, nothing spelt oddly. */
export function isPlainLink(text: string): boolean {
  if (text.charCodeAt(0) !== 104 || !text.startsWith('http') || text.indexOf('://') > 5 || text.indexOf(':', 8) !== -1)
    return false;
  for (let at = text.indexOf('%'); at !== -1; at = text.indexOf('%', at + 1)) {
    const first = text.charCodeAt(at + 1) | 32;
    const second = text.charCodeAt(at + 2) | 32;
    // `%2e`, `%25`, `%5c`, overlong UTF-8, `%u`: anything but blanks, slashes and marks of honest text.
    if (first === 50 ? second === 101 || second === 53 : first === 53 || first > 98 || first === 48 || first === 37)
      return false;
  }
  const at = text.indexOf('=');
  return at === -1 || !/=(?:\/|%2f|%20|[^&]{0,3}:)/i.test(text.slice(at));
}
