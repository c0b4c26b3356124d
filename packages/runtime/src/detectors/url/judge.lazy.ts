import type { Confidence } from '@bulkhead/core';
import { isWordSign } from '../characters.ts';
import { isBuildFile, isPlainFileUrl } from '../path/wrappers.ts';
import { BACKSLASH, type Candidate, COLON, DASH, DOT, PATH_WORD, SCHEME_WORD, SLASH, WIDE } from '../scan.ts';
import { spend } from '../spent.ts';
import { classifyHost, type HostKind } from './addresses.ts';
import { isOwnAddress } from './field.ts';
import { classifyName, isServicePort } from './names.ts';
import { readUrl, type UrlHost, type UrlReading } from './reading.ts';
import { isRemoteFile } from './remote-file.ts';

/** Reads a candidate as a URL, and the parameters in it that are one. */
export function judgeUrls({ text: value, chars, words }: Candidate): Confidence | undefined {
  const addressed = (chars & COLON) !== 0;
  const separated = (chars & (SLASH | BACKSLASH)) !== 0;
  // Browsers drop tabs and line ends, in a scheme too.
  const text = /^h(?:[\t\r\n]|t[\t\r\n]|tt[\t\r\n])/i.test(value) ? value.replace(/[\t\r\n]/g, '') : value.trim();
  if (text.length < 7 || text.length > 4096) return undefined;
  spend(1000 + text.length * 4);
  const metadata = mayHoldMetadata(text, chars, words);
  if (metadata && text.length > 15 && NETWORKS.test(text)) return undefined;
  // What stands at the front of an address decides.
  const whole = judgeWhole(text.length > LONGEST_URL ? text.slice(0, LONGEST_URL) : text, addressed, metadata);
  if (whole !== undefined) return whole;
  if (/\s/.test(text.length > 256 ? text.slice(0, 256) : text))
    return text.length < 200 && metadata && METADATA_PATH.test(text) ? 'high' : undefined;
  if (!separated) return undefined;
  if ((chars & COLON) !== 0) {
    let at = text.indexOf(':');
    for (let seen = 0; at !== -1 && seen < 16; seen++) {
      const start = schemeStart(text, at);
      if (start > 0 && start < at && BEFORE.includes(text[start - 1]!) && isSlashed(text, at)) {
        // A link of Markdown ends with its bracket.
        const close = text[start - 1] === '(' ? text.indexOf(')', at) : -1;
        const end = close === -1 ? start + LONGEST_URL : Math.min(close, start + LONGEST_URL);
        const inner = judgeUrl(text.slice(start, end), 0, at - start, metadata);
        if (inner !== undefined && (inner === 'high' || !isOwnAddress(parameterBefore(text, start)))) return inner;
      }
      at = text.indexOf(':', at + 1);
    }
  }
  if ((words & (PATH_WORD | SCHEME_WORD)) === 0 && !text.includes('169.254.') && (chars & (DOT | WIDE)) === 0)
    return undefined;
  return (metadata && METADATA_PATH.test(text)) || isInclusionParameter(text) ? 'high' : undefined;
}

/** `169.254.169.254/32`, `169.254.169.254,10.0.0.0/8,.example`: networks and names that rules of a network or a proxy list. */
const NETWORKS = /^(?=[\w.*-]{1,80}[/,;\s])(?:[\w.*-]{1,80}(?:\/\d{1,3})?(?:$|[,;\s]{1,3})){1,60}$/;

/** The name of the parameter whose value begins at `start`; `''` for none. */
function parameterBefore(text: string, start: number): string {
  return /(\w{1,40})=$/.exec(text.slice(Math.max(0, start - 42), start))?.[1] ?? '';
}

/** Characters of one URL that are looked at. */
const LONGEST_URL = 512;

const BEFORE = '=?&,;|@"\'(</[{';

function isSlashed(text: string, colon: number): boolean {
  return isSlash(text, colon + 1);
}

function isSlash(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code === 47 || code === 92;
}

/** The value is one URL, with a scheme, without one (`//host/`), or with nothing but a host and a path. */
function judgeWhole(text: string, addressed: boolean, metadata: boolean): Confidence | undefined {
  const first = text.charCodeAt(0);
  if (first === 47 || first === 92) {
    const second = text.charCodeAt(1);
    if (second !== 47 && second !== 92) return undefined;
    return /\s/.test(text) ? undefined : judgeHosts(readUrl(text, 0, -1), text, metadata);
  }
  const colon = addressed ? text.indexOf(':') : -1;
  // `0://host:22;other:80/`: a scheme that none is, for readers that look for the last host.
  if (first === 48 && /^0:\/\/[\w.-]+[.:]/.test(text.slice(0, 80))) return 'medium';
  if (colon > 0 && colon <= 24 && SCHEME.test(text.slice(0, colon))) {
    // `localhost:6379/x` reads as a scheme too.
    const found = judgeUrl(text, 0, colon, metadata);
    if (found !== undefined) return found;
  }
  return judgeBareHost(text);
}

const SCHEME = /^[a-z][a-z0-9+._-]*$/i;

/** Schemes that speak to other services, or read files. */
const DANGEROUS_SCHEME =
  /^(?:gopher|dict|ldap[is]?|tftp|jar|netdoc|smb|cifs|afp|nfs|npipe|imaps?|pop3s?|smtps?|telnet|rtmp|rtsp|rediss?|mongodb|memcached?|mysql|postgres(?:ql)?|ssh2?|scp|rmi|iiop|corba|dns|finger|local_file|unix|file|expect|phar|php|zlib|glob|ogg|rar|zip|view-source|acap|cvs|rsync|svn\+ssh|winrm|udp|tcp|fd|snmp|ntp|sip|ssl|tls|chrome|resource|opc|s3a?|data)$/;

/** Of these, the ones that honest links have: to repositories, streams, buckets. Their host decides. */
const HONEST_SCHEME =
  /^(?:ssh|svn\+ssh|rtmp|rtsp|s3a?|data|sip|imaps?|smtps?|dns|tcp|udp|tls|ssl|chrome|resource|cvs|rsync|ldaps?|redis|rediss|mongodb|mysql|postgres(?:ql)?|opc|zip|view-source|nfs|smb|cifs|afp)$/;

function judgeUrl(text: string, start: number, colon: number, metadata: boolean): Confidence | undefined {
  let scheme = text.slice(start, colon).toLowerCase();
  let at = colon;
  // `url:file://`, `jar:http://…!/`, `view-source:http://`, `feed:https://`: one scheme before another.
  if (scheme === 'url' || scheme === 'jar' || scheme === 'view-source') {
    const next = text.indexOf(':', colon + 1);
    if (next === -1 || next - colon > 16) return scheme === 'jar' && isSlashed(text, colon) ? 'high' : undefined;
    if (scheme === 'jar') return text.includes('!') ? 'high' : 'medium';
    if (!SCHEME.test(text.slice(colon + 1, next))) return undefined;
    scheme = text.slice(colon + 1, next).toLowerCase();
    at = next;
  }
  const slashed = isSlashed(text, at);
  if (slashed && DANGEROUS_SCHEME.test(scheme) && text.length > at + 2) {
    if (start === 0 && isBuildFile(text)) return undefined;
    // Of three waves of sources nobody had seen, 17 honest texts of 4 sources, and of attacks found by nothing else 2.
    if (start === 0 && isPlainFileUrl(text)) return 'low';
    // Which file is asked for is what the detector of paths is sure of.
    if (!HONEST_SCHEME.test(scheme))
      return /^[/\\]+[^/\\\s]/.test(text.slice(at + 1, at + 8)) ? (scheme === 'file' ? 'medium' : 'high') : undefined;
    // The example of RFC 3986 and of every manual that follows it.
    if (/^\/\/\[2001:0?db8:/i.test(text.slice(at + 1, at + 14))) return undefined;
    if (LOGIN.test(scheme))
      return text.charCodeAt(at + 2) === 47 && (!/\s/.test(text) || isAmbiguousBlank(text))
        ? STORE.test(scheme) && (!OWN_HOST.test(text.slice(at + 1, at + 160)) || OWN_STORE.test(text.slice(at + 1)))
          ? 'medium'
          : 'high'
        : undefined;
  }
  // `ark:/12148/…`, `info:/…`: a path behind a name of its own.
  if (slashed && !isWebScheme(scheme) && !isSlash(text, at + 2)) return undefined;
  // `http://\l\o\c\a\l…`: letters that a shell or a string literal puts together again.
  if (slashed && /^\/\/(?:\\{1,2}[\w.]){4}/.test(text.slice(at + 1, at + 20))) return 'medium';
  if (scheme === 'file' && /^\$[{(]/.test(text.slice(at + 1, at + 3))) return 'high';
  // Without slashes Java and curl read them all the same.
  if (!slashed && BARE.test(text.slice(start, start + 80))) return 'high';
  const isWeb = isWebScheme(scheme);
  if (!slashed && !(isWeb && /^[[\d]|^0x|^localhost\b|^[\w.-]{0,64}@/i.test(text.slice(at + 1, at + 80))))
    return undefined;
  if (text.length > at + 1 && /[\s"<>]/.test(text) && !isAmbiguousBlank(text)) return undefined;
  return judgeHosts(readUrl(text, start, at), text, metadata, isWeb ? scheme : `other-${scheme}`);
}

function isWebScheme(scheme: string): boolean {
  return /^(?:https?|ftps?|wss?|feed)$/.test(scheme);
}

const BARE =
  /^(?:gopher:[\w.[\]-]{1,60}:\d|netdoc:[\w/]|tftp:[\w.-]{1,60}\/|file:(?:etc|proc|var|root|home|windows|c:)[\\/]\w)/i;

/** Databases, directories and shares: nobody sends a link to one to a stranger. */
const LOGIN = /^(?:ldaps?|redis|rediss|mongodb|mysql|postgres(?:ql)?|smb|cifs|imaps?|smtps?|nfs|afp|view-source|zip)$/;

/** Directories, stores and mail servers whose addresses settings and cards hold, with the place of an account's name before the host. */
const STORE = /^(?:ldaps?|rediss?|mongodb|mysql|postgres(?:ql)?|smtps?|imaps?)$/;
/** `//root:pw@localhost:3306/shop`: the database beside a program, with the account that its settings hold. */
const OWN_STORE =
  /^\/\/[\w.%-]{1,64}:[^@/\s]{1,80}@(?:localhost|127\.0\.0\.1)(?::\d{2,5})?\/[\w.-]{0,64}(?:\?[\w=&.-]{0,120})?$/;
const OWN_HOST = /^[/\\]{2}(?:[^@/\s]{0,80}@)?(?:localhost\b|0x|\d|\[)/i;

/** Blanks that belong to an attack on parsers: before an `@`, in a CRLF injection into another protocol. */
function isAmbiguousBlank(text: string): boolean {
  return text.length < 300 && (/^\S{1,80}(?:\s{1,3}&?@|\s\.\w)|^\S{1,80}[\r\n\t]/.test(text) || /#\s@/.test(text));
}

function judgeHosts(
  url: UrlReading,
  text: string,
  metadata: boolean,
  scheme: string = url.scheme,
): Confidence | undefined {
  for (const host of url.hosts) {
    const verdict = judgeHost(host, url, scheme, text, metadata);
    if (verdict === 'pass') return undefined;
    if (verdict !== undefined) return verdict;
  }
  if (scheme === '' && url.hosts.length === 0) return undefined;
  if (metadata && METADATA_PATH.test(text)) return 'high';
  // `http://a.example/:x@b.example/`: a host behind the path, for those who look for the last `@`.
  if (/^\/:[^/]{0,64}@[\w.-]+\.[a-z]{2,8}\/?$/i.test(url.rest)) return 'medium';
  // `http://1.1.1.1&@2.2.2.2#@3.3.3.3/`: each parser takes another one for the host.
  if (url.ambiguous && url.hosts.length > 1 && url.hosts.some(({ name }) => /^[\d.]+$/.test(name))) return 'medium';
  // `https://192.0.2.1#.a.example/`: the sign belongs to the name for some.
  if (/^[?#\\]\.[\w-]{1,63}\.\w/.test(url.rest)) return 'medium';
  const isAddress = url.hosts.length === 1 && /^\[|^[\d.]+$/.test(url.hosts[0]!.name);
  return !scheme.startsWith('other-') && isRemoteFile(scheme, url.rest, isAddress) ? 'medium' : undefined;
}

function judgeHost(
  host: UrlHost,
  url: UrlReading,
  scheme: string,
  text: string,
  metadata: boolean,
): Confidence | 'pass' | undefined {
  const { name, port } = host;
  const kind: HostKind = classifyHost(name);
  switch (kind) {
    case 'metadata':
      return 'high';
    case 'link-local':
      // No cloud has its metadata at one of version 6, RFC 4291 section 2.5.6.
      return /^\[fe[89ab]/i.test(name) && !url.ambiguous ? 'medium' : 'high';
    case 'loopback':
    case 'unspecified':
    case 'private':
      // A lone number is a host only where a host is all that it can be: `//2026/…` is a path.
      if (scheme === '' && /^\d{1,6}$/.test(name)) return undefined;
      // `http://999`: 0.0.3.231, where nothing answers.
      if (/^[1-9]\d{0,6}$/.test(name) && !url.ambiguous) return 'medium';
      if (isOddNotation(name) || url.ambiguous) return 'high';
      if (metadata && METADATA_PATH.test(text)) return 'high';
      if (isServicePort(port))
        return WEB_PORT.test(port) && /^https?$/.test(scheme) && /^(?:\/[\w/.-]*)?$/.test(url.rest) ? 'medium' : 'high';
      // Clone addresses of an office's own repositories.
      if (scheme === 'other-ssh' && /^\/[\w./~-]+\.git$/.test(url.rest)) return 'pass';
      if (kind === 'private' && MANAGED.test(url.rest)) return 'medium';
      return isDevelopmentLink(port, url.rest) || (name === 'localhost' && isDeepPage(scheme, port, url.rest))
        ? 'pass'
        : 'medium';
    case 'public':
      if (scheme === '' && /^\d{1,6}$/.test(name)) return undefined;
      if (isOddNotation(name)) return 'high';
      return undefined;
    case 'name':
      return judgeName(name, port, scheme);
  }
}

function judgeName(name: string, port: string, scheme: string): Confidence | undefined {
  const kind = classifyName(name);
  if (kind !== 'ordinary') return kind === 'callback' ? 'high' : 'medium';
  // In brackets, or put there by the program's own template, a name leads nowhere: what the template does is for its own detector.
  if (name.startsWith('[') || /^(?:\$\{|%24%7b|\{\{)/i.test(name)) return undefined;
  // An octal number after curl's reading.
  if (/^[oq]\d{1,4}(?:\.\d{1,4}){3}$/i.test(name)) return 'medium';
  // Property classes are slow to compile, and ASCII holds none of these.
  if (/[^\0-\x7f]/.test(name) && /\p{No}|[\u24b6-\u24e9\uff00-\uff5e\u3002]/u.test(name)) return 'medium';
  // `http://redis:6379/`: a name without a dot is one of the inside.
  return port !== '' &&
    !name.includes('.') &&
    scheme !== '' &&
    /^[a-z][\w-]{1,40}$/i.test(name) &&
    isServicePort(port) &&
    !/^(?:4444|7001|900[01]|9090)$/.test(port)
    ? 'medium'
    : undefined;
}

/** `localhost/`, `169.254.169.254/latest`, `host.docker.internal:2375/`: no scheme, but a host that leads inside, and a path. */
function judgeBareHost(text: string): Confidence | undefined {
  const first = text.charCodeAt(0);
  if (!isWordSign(first) && first !== 91 && first !== 46 && first !== 45) return undefined;
  const slash = text.search(/[/\\]/);
  const end = slash === -1 ? text.length : slash;
  if (end < 5 || end > 80 || /\s/.test(text)) return undefined;
  const authority = text.slice(0, end);
  const match = /^(\[[0-9a-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?$/i.exec(authority);
  if (match === null) return undefined;
  const name = match[1]!;
  const kind = classifyHost(name);
  if (slash === -1)
    return match[2] !== undefined && (kind === 'metadata' || (kind === 'loopback' && isOddNotation(name)))
      ? 'medium'
      : undefined;
  if (kind === 'metadata') return 'high';
  // A network's mask: `10.0.0.0/8`.
  if (/^[/\\]\d{1,3}$/.test(text.slice(slash))) return undefined;
  // An image of the registry on one's own machine: `localhost:5000/shop:1.2`.
  if (/^localhost:\d{4,5}(?:\/[a-z\d][\w.-]*){1,4}:[\w][\w.-]{0,60}$/.test(text)) return undefined;
  if (kind === 'loopback' && !isDevelopmentLink(match[2] ?? '', text.slice(slash))) {
    return /^\d{1,9}$/.test(name) ? undefined : 'medium';
  }
  return (name.includes('.') || /^(?:localhost|ip)/i.test(name)) && classifyName(name) === 'internal'
    ? 'medium'
    : undefined;
}

/** `10.0.0.1.nip.io`, `metadata.google.internal`: nothing but a name that leads inside. */
export function isInsideName(text: string): boolean {
  // `0x7f.0x0.0x0.0x1`: an address in a spelling of attackers only.
  if (text.startsWith('0x'))
    return text.length < 64 && /^0x[\da-f]+\./i.test(text) && !/^(?:public|name)$/.test(classifyHost(text));
  // `0177.0x0.0.1`: octal; who pads with zeros has three digits.
  if (text.startsWith('0'))
    return text.length < 64 && /^0[0-7]{3,4}\.[\dxa-f.]+$/i.test(text) && !/^(?:public|name)$/.test(classifyHost(text));
  if (text.length > 100 || !/^[\w.-]+\.[a-z]{2,8}\.?$/i.test(text)) return false;
  // An instance's own private name is in every event of AWS Config.
  if (/(?:ec2|compute)\.internal$/i.test(text)) return false;
  const kind = classifyHost(text);
  return kind === 'name' ? /^(?:internal|callback)$/.test(classifyName(text)) : kind !== 'public';
}

const METADATA_PATH =
  /(?:^|[^0-9])169\.254\.(?:169\.254|170\.2|170\.23)(?:$|[^0-9])|metadata\.google\.internal|\/computemetadata\/v1|\/latest\/(?:meta-data|user-data|dynamic\/instance-identity|api\/token)|\/2018-06-01\/runtime\/(?:invocation|init)|\/opc\/v[12]\/(?:instance|vnics)|\/metadata\/(?:v1(?:\.json)?(?:$|\/(?:id|user-data|hostname|region|interfaces))|instance\?api-version|identity\/oauth2)|\/openstack\/(?:latest|20\d\d-\d\d-\d\d)|\/v1\.0\/meta-data|\/2009-04-04\/meta-data/i;

/** A word or a sign of each alternative: honest values must not reach a pattern that takes a millisecond to compile. */
function mayHoldMetadata(text: string, chars: number, words: number): boolean {
  if ((words & SCHEME_WORD) !== 0 || ((chars & DOT) !== 0 && text.includes('169.254.'))) return true;
  return (chars & DASH) !== 0 && (text.includes('eta-da') || text.includes('ETA-DA'));
}

/** `mosConfig_absolute_path=http://`: parameters that name a folder of the program's own. */
function isInclusionParameter(text: string): boolean {
  return (
    text.includes('=http') &&
    /(?:^|[?&[_])(?:absolute_path|docroot|document_root\]?|root_path|basedir|libdir\]?|root_dir\]?|path\]|dir\]|include_path|includedir|inc_dir|phpbb_root_path|appserv_root|mosconfig\w{0,20}|_conf\[path\]|cropimagedir|template_path)=https?:/i.test(
      text,
    )
  );
}

/**
 * A page deep inside a development server, or a file of one: webhooks of a test system and documents written on one name their
 * own address in every field. The ports are those that servers for development open by default.
 */
function isDevelopmentLink(port: string, rest: string): boolean {
  if (!DEVELOPMENT_PORT.test(port)) return false;
  return (
    /^\/[\w.~-]+\/[\w.~-]/.test(rest) ||
    /^\/[\w~-][\w.~-]*\.(?:json|png|jpe?g|gif|svg|ico|css|js|pdf)(?:#|$)/.test(rest)
  );
}

const DEVELOPMENT_PORT = /^(?:1234|1313|3\d{3}|4000|4173|4200|4321|5000|5173|5500|6006|8000|8080|8081|8888)$/;

/** On another machine of the same network nobody develops these. */
const MANAGED = /^\/(?:admin|manager|actuator|console|internal|debug|jolokia|solr|script)\b/i;

/** Where programs under development and the consoles of services answer a browser, so that the port alone says little. */
const WEB_PORT = /^(?:4444|5601|7001|8009|8086|8161|8200|8500|9000|9001|9090|15672|16686)$/;

/**
 * `/job/shop/7/display`: a page three names deep, as tests and systems of an office on one machine name their own. Names that open what a
 * server keeps to itself are none.
 */
function isDeepPage(scheme: string, port: string, rest: string): boolean {
  return (
    /^https?$/.test(scheme) &&
    (port === '' || port.length === 4) &&
    /^(?:\/[\w~-][\w.~-]*){2,12}(?:\.git|(?:\/[\w~-][\w.~-]*)\/?)$/.test(rest) &&
    !/admin|intern|delete|meta|secret|conf|debug|actuator|exec|shell|manage|status|env|flag|passw|token|private|key|root|latest|user-data|cgi|\.(?:php|jsp|aspx?)|\/v\d/i.test(
      rest,
    )
  );
}

/** An IPv4 address that is not four plain decimal numbers. */
function isOddNotation(host: string): boolean {
  return (
    /^[0-9]/.test(host) &&
    !/^(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})\.?$/.test(host) &&
    !/[a-wyz]/i.test(host.replace(/0x[0-9a-f]+/gi, '0'))
  );
}

function schemeStart(text: string, colon: number): number {
  let start = colon;
  while (start > 0 && colon - start < 16 && /[a-z0-9+._-]/i.test(text[start - 1]!)) start--;
  return start;
}
