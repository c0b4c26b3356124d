import { BACKSLASH, DOUBLE_DOT, NUL, PATH_WORD, PERCENT, SLASH, WIDE } from './scan.ts';
import type { Detector } from './types.ts';

/**
 * Path traversal: runs of `../` in every spelling that some server has undone, files that attackers ask for by name,
 * wrappers and schemes that read files, and a NUL that cuts a suffix off. One `../` before an ordinary name is what
 * source code and links hold, and is no attack by itself.
 */
export const traversal: Detector = {
  id: 'detector/traversal',
  class: 'traversal',
  version: '1.0.0',
  title: 'Path traversal',
  detect({ text: value, chars, words }) {
    if ((chars & (NUL | PERCENT | DOUBLE_DOT)) === 0 && (chars & (SLASH | BACKSLASH)) === 0) return undefined;
    if (
      ((chars & (DOUBLE_DOT | NUL | PERCENT | BACKSLASH | WIDE)) | (words & PATH_WORD)) === 0 &&
      !value.includes('/.')
    )
      return undefined;
    // Without any of these nothing is spelt in another way.
    const spelt = (chars & (PERCENT | BACKSLASH | WIDE)) !== 0 || /0x/i.test(value);
    const path = spelt ? plainPath(value) : value;
    const climbs = countClimbs(path);
    if (climbs.total > 0 && isModuleName(value, path, climbs.total)) return undefined;
    if (climbs.run >= 2 && (climbs.total >= 3 || !/\s/.test(path) || isSensitive(path))) {
      return isSourceText(path) ? undefined : 'high';
    }
    if (isSensitive(path)) return climbs.total > 0 || isPathOnly(path) ? 'high' : undefined;
    if (WRAPPER.test(path)) return 'high';
    if (/\0|%00/.test(path) && /\0[^\0]{0,3}\.|%00|\.\w{2,5}\0/.test(path) && /[./\\]/.test(path)) return 'medium';
    // A whole value that is nothing but a climb.
    if (
      climbs.total > 0 &&
      climbs.leading &&
      !climbs.odd &&
      path.includes('/') &&
      isPathOnly(path) &&
      path.length < 200
    )
      return 'medium';
    if (climbs.odd && climbs.total > 1 && isPathOnly(path)) return 'medium';
    return undefined;
  },
};

/** Undoes the spellings of `.`, `/` and `\` that servers have been known to undo; one more round for what was encoded twice. */
function plainPath(value: string): string {
  let text = value;
  for (let round = 0; round < 3; round++) {
    const before = text;
    text = text
      .replace(/%(?:25)+(?=[0-9a-f]{2}|u[0-9a-f]{4}|%)/gi, '%')
      .replace(/%%([0-9a-f]{2})%{1,2}([0-9a-f]{2})/gi, (_match, a, b) => `%${fromHex(a)}${fromHex(b)}`)
      .replace(
        /%(?:2e|c0%2e|c0%ae|c0%6e|(?:e0|f0%80|f8%80%80|fc%80%80%80)%(?:40|80)%ae|c0\.|u002e|uff0e|ef%bc%8e)|0x2e|\uff0e|\u2024|\\x2e|\\u002e/gi,
        '.',
      )
      .replace(
        /%(?:2f|c0%2f|c0%af|c0%qf|c1%af|c0%9v|c0%1f|c1%1c|e0%80%af|f0%80%80%af|f8%80%80%80%af|fc%80%80%80%80%af|bg%qf|u2215|uff0f|uefc8|uf025|ef%bc%8f|32%66)|0x2f|\uff0f|\u2215|\\x2f|\\u002f/gi,
        '/',
      )
      .replace(
        /%(?:5c|c0%5c|c1%9c|c1%pc|c1%8s|c0%pc|u2216|uff3c|ef%bc%bc|35%63)|0x5c|\u2216|\uff3c|\\x5c|\\u005c/gi,
        '/',
      );
    if (text === before) break;
  }
  return text.replaceAll('\\', '/');
}

function fromHex(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

interface Climbs {
  /** `..` segments in all. */
  total: number;
  /** Longest run of them, ordinary names between two ending it. */
  run: number;
  /** True where the first segment climbs. */
  leading: boolean;
  /** `....//`, `..;/`, `.../`, `.?/`: what remains `../` after a filter, or is read as it. */
  odd: boolean;
}

function countClimbs(path: string): Climbs {
  const climbs: Climbs = { total: 0, run: 0, leading: false, odd: false };
  let run = 0;
  let start = 0;
  let first = true;
  while (start <= path.length) {
    let end = path.indexOf('/', start);
    if (end === -1) end = path.length;
    const length = end - start;
    if (length > 0) {
      const segment = length > 16 ? path.slice(end - 16, end) : path.slice(start, end);
      const kind = segmentKind(segment, length > 16);
      if (kind === 'name') run = 0;
      else if (kind !== 'dot') {
        if (kind === 'odd') climbs.odd = true;
        climbs.total++;
        run++;
        if (first) climbs.leading = true;
        if (run > climbs.run) climbs.run = run;
      }
      if (kind !== 'dot') first = false;
    }
    start = end + 1;
  }
  return climbs;
}

function segmentKind(segment: string, cut: boolean): 'name' | 'dot' | 'climb' | 'odd' {
  if (!cut) {
    if (segment === '..') return 'climb';
    if (segment === '.') return 'dot';
    if (
      /^\.{3,6}$|^\.\.[;?*\0<>]|^\.[?%\0]{1,3}\.?$|^\.(?:%00|\0)\.|^%00\.\.|^\.%20\.|^\.\.%(?:00|01|20|09|0a|0d|ff)$|^\.\?$/.test(
        segment,
      )
    )
      return 'odd';
  }
  // `page=..` or `file:..`: the path begins behind a sign.
  return /[=:"'(,\s?&|;`<>@{[$~!+*-]\.\.$/.test(segment) ? 'climb' : 'name';
}

/** Files by which one proves that one can read files, and the secrets that one is after. */
const SENSITIVE =
  /(?:^|[/=:"'\s(,<>|]|\.\.)(?:etc\/(?:passwd|shadow|group|hosts|issue|motd|my\.cnf|mysql|httpd|apache2?|nginx|ssh|php|crontab|fstab|sudoers|security|samba|syslog|proftpd|pure-ftpd|vsftpd|init\.d|rc\.|ssl|redhat|debian|release|resolv|environment|profile|master\.passwd|vhcs2|lighttpd|logrotate|ftp|inetd|exports|modules|termcap|printcap|password|network|sysconfig|pam|lsb|netconfig|aliases|at\.|bootptab|cups|domains|hostname|hosts\.)|proc\/(?:self|config\.gz|version|net|cmdline|mounts|cpuinfo|stat|sched|swaps|\d+|filesystems|interrupts|ioports|meminfo|modules|devices)|var\/(?:log|www|task|runtime|adm|lib\/(?:mysql|pgsql|docker)|apache|mail|run\/(?:secrets|docker)|spool|local|mysql|htmp|cpanel|webmin|opt)\b|root\/\.|(?:home\/[^/\s]{1,32}|root)\/\.(?:ssh|bash|aws|mysql|profile|netrc|gnupg|config)|\.ssh\/(?:id_|authorized|known)|\.aws\/(?:credentials|config)|\.git\/(?:config|head|index|logs)|\.env(?:$|[/?#.\s\0%])|\.(?:htaccess|htpasswd|bash_history|netrc|npmrc|pgpass|mysql_history)|usr\/(?:local\/(?:apache|etc|php|pgsql|www|lib|cpanel|mysql|zeus|psa)|etc|pkgsrc|ports|home|lib\/(?:php|cron|rpm|security)|spool)|opt\/(?:lampp|xampp|apache|jboss|tomcat|[^/\s]{1,20}\/etc)|boot\/grub|dev\/(?:tcp|fd|shm|mem)\/?|web-inf\b|meta-inf\/manifest|(?:[a-z]:\/{1,2})?(?:windows|winnt|winnt32)\/(?:win\.ini|system\.ini|system32|system|repair|debug|iis|php\.ini|panther|my\.ini|win\.)|(?:[a-z]:\/{1,2}|)boot\.ini|win\.ini|[a-z]:\/{1,2}(?:inetpub|xampp|apache|mysql|php|windows|winnt|users|program|documents|boot|home|wamp|nginx|tomcat|autoexec|sysprep|unattend|bitnami|system volume|iis|minint)|inetpub\/(?:wwwroot|logs)|global\.asax?|ntuser\.(?:dat|ini)|cmd\.exe|sam\.log|php\.ini|httpd\.conf|access[_.]log|error[_.]log|id_rsa|wp-config\.php|web\.config|config\.inc\.php|localsettings\.php)/i;

/** A part of each name above, in lower case. */
const SENSITIVE_PARTS = [
  ...['etc/', 'proc/', 'var/', 'root/', '/.', '.ssh/', '.aws/', '.git/', '.env', '.ht', '.bash_history', '.netrc'],
  ...[
    '.npmrc',
    '.pgpass',
    '.mysql_history',
    'usr/',
    'opt/',
    'boot/grub',
    'boot.ini',
    'dev/',
    '-inf',
    'windows',
    'winnt',
  ],
  ...['win.ini', 'inetpub', 'global.asa', 'ntuser.', 'cmd.exe', 'sam.log', 'php.ini', 'httpd.conf', 'access', 'error'],
  ...['id_rsa', 'wp-config', 'web.config', 'config.inc', 'localsettings'],
];
const DRIVE = /(?:^|[^a-z])[a-z]:\//i;

/** The long pattern only where a part of it occurs: compiling it takes 5 ms, in every cold start that meets it. */
function isSensitive(path: string): boolean {
  const lower = path.toLowerCase();
  return (SENSITIVE_PARTS.some((part) => lower.includes(part)) || DRIVE.test(path)) && SENSITIVE.test(path);
}

const WRAPPER =
  /(?:^|[=\s"'(<])(?:php:\/\/(?:filter|input|fd|memory|temp|stdin|output)|(?:zip|phar|compress\.\w{2,6}|ogg|rar|expect|glob|ssh2(?:\.\w+)?|data):\/\/|file:\/{1,3}(?=[^/\s]|\/))/i;

/** No blanks: one path, as a parameter that names a file would hold. */
function isPathOnly(path: string): boolean {
  return path.length < 2048 && !/[\s]/.test(path.trim());
}

/** `../foo`, `../../types.js`: what programs import and pages link to. Without a known ending, only one step up. */
function isModuleName(value: string, path: string, climbs: number): boolean {
  if (value !== path || climbs > 3 || isSensitive(path)) return false;
  return (climbs === 1 && MODULE.test(value)) || LINKED_FILE.test(value);
}

const MODULE = /^\.\.\/[\w@.-]+(?:\/[\w@.-]+)*\/?$/;
const LINKED_FILE =
  /^(?:\.\.\/)+[\w@.-]+(?:\/[\w@.-]+)*\.(?:[cm]?[jt]sx?|json|html?|css|md|png|jpe?g|svg|gif|webp)(?:[?#][\w=&.-]*)?$/;

/** Text with line breaks in which paths stand among words: documents and programs. */
function isSourceText(path: string): boolean {
  if (isSensitive(path)) return false;
  const words = path.split(/\s+/, 6);
  return words.length > 4;
}
