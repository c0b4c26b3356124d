import { anyAt } from '../any-at.ts';
import { BACKSLASH, type Candidate, DASH, DOT, SCHEME_WORD } from '../scan.ts';

/**
 * `https://shop.example.com/a/b.html?c=d`: a name of a host that says nothing, and nothing else that could be one. What
 * most honest URLs are, told in one pass.
 */
export function isOrdinaryLink(text: string): boolean {
  const start = text.startsWith('://', 4) ? 7 : text.startsWith('s://', 4) ? 8 : 0;
  if (start === 0) return false;
  let end = start;
  let code = 0;
  for (; end < text.length; end++) {
    code = text.charCodeAt(end);
    const isLetter = (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
    if (!isLetter && !(code >= 48 && code <= 57) && code !== 46 && code !== 45) break;
  }
  if (end < text.length && code !== 47 && code !== 63 && code !== 35) return false;
  const last = text.charCodeAt(end - 1) | 32;
  if (!(last >= 97 && last <= 122)) return false;
  const first = text.charCodeAt(start);
  if ((first >= 48 && first <= 57) || !isOrdinaryHost(text.slice(start, end))) return false;
  // A second URL, a login, an ambiguous sign, a file that could be included, the end of an inclusion.
  for (let i = end; i < text.length; i++) {
    code = text.charCodeAt(i);
    if (code === 58 || code === 64 || code === 92 || code <= 32 || code === 0 || code > 127) return false;
    if (code === 46 && i > end && !text.startsWith('.html', i)) return false;
    if (code === 37 && text.charCodeAt(i + 1) !== 50) return false;
  }
  return code !== 63;
}

/** Top domains under which `names.ts` knows no domain but those in {@link LABELS}. */
const PLAIN_TOPS = '.com.net.org.io.app.dev.de.uk.fr.nl.eu.jp.au.br.it.es.se.ch.pl.at.be.dk.no.fi.gov.edu.';

/** Of all domains of `names.ts` under these, the names before the last dot. */
const LABELS =
  '.oastify.interactsh.requestrepo.canarytokens.ezxss.xsshunter.lacolhost.yoogle.sisteminha.platformequinix.oraclecloud' +
  '.tencentyun.requestbin.hookbin.beeceptor.trycloudflare.burpcollaborator.pipedream.packet.nessus.cirt.nip.sslip.xip.ngrok' +
  '.ngrok-free.ceye.serveo.apple.rebind.nicob.jsbin.';

/** A name that `classifyName` calls ordinary; others may be it too. Its tables are not loaded for the names of most links. */
export function isOrdinaryHost(host: string): boolean {
  const name = host.toLowerCase();
  const dot = name.lastIndexOf('.');
  if (dot === -1) return false;
  // Made when an address is first looked at.
  tops ??= new Set(PLAIN_TOPS.split('.').slice(1, -1));
  labels ??= new Set(LABELS.split('.').slice(1, -1));
  if (!tops.has(name.slice(dot + 1))) return false;
  const label = name.slice(name.lastIndexOf('.', dot - 1) + 1, dot);
  if (labels.has(label)) return false;
  // Names with digits in them, and those that stand for an attacker.
  for (let i = 0; i < label.length; i++) if (label.charCodeAt(i) < 58 && label.charCodeAt(i) > 47) return false;
  return !ATTACKERS.includes(label.charCodeAt(0)) || !/^(?:evil|attacker|hacker|malicious|badguy)/.test(label);
}

let tops: ReadonlySet<string> | undefined;
let labels: ReadonlySet<string> | undefined;

/** The first letters of the names that stand for an attacker. */
const ATTACKERS: readonly number[] = [97, 98, 101, 104, 109];

/**
 * A text without a colon that is no address: a path, a media type, a list of them. What is left has two slashes in front,
 * the name or number of a host before its first slash, or parts of a metadata service's paths.
 */
export function isNoAddress({ text, chars, words }: Candidate): boolean {
  const first = text.charCodeAt(0);
  if (first <= 32 || (chars & BACKSLASH) !== 0 || (words & SCHEME_WORD) !== 0) return false;
  if (namesMetadata(text, chars)) return false;
  if (first === 47) return text.charCodeAt(1) !== 47;
  const end = text.indexOf('/');
  if (end < 5 || end > 80) return true;
  // Names inside begin so, or hold a dot: `localhost`, `ip6-localhost`, `metadata`, `instance-data`, `10.0.0.1`, `[::1]`.
  const lower = first | 32;
  if (lower === 108 || lower === 105 || lower === 109 || !(lower >= 97 && lower <= 122)) return isPlainText(text, end);
  const dot = (chars & DOT) === 0 ? -1 : text.indexOf('.');
  return dot === -1 || dot > end || isPlainText(text, end);
}

/**
 * A text with a colon and no slash: a time, an ARN, a name and its value. What is left may be an address of the web without
 * slashes, or a host with a port.
 */
export function isNoScheme({ text, chars }: Candidate): boolean {
  const first = text.charCodeAt(0);
  if (first >= 48 && first <= 57) return (chars & DOT) === 0;
  const lower = first | 32;
  return lower >= 97 && lower <= 122 && !'fhijmuvw'.includes(String.fromCharCode(lower));
}

/** Words before the first colon, as a browser's name has them: no scheme, and no address behind it that counts. */
export function isSentence({ text, chars, words }: Candidate): boolean {
  const first = text.charCodeAt(0);
  const blank = text.indexOf(' ');
  if (first === 47 || first === 92 || first <= 32 || blank < 1 || blank > 200 || blank > text.indexOf(':'))
    return false;
  if (text.charCodeAt(blank + 1) <= 32 || (words & SCHEME_WORD) !== 0) return false;
  return !namesMetadata(text, chars);
}

/** A piece of `meta-data`, or the address of most metadata services. Looked for at its rarest sign: each stop of a search counts. */
function namesMetadata(text: string, chars: number): boolean {
  if ((chars & DASH) !== 0 && anyAt(text, '-', 45, isInMetadata)) return true;
  return (chars & DOT) !== 0 && text.includes('9.254.') && text.includes('169.254.');
}

function isInMetadata(text: string, at: number): boolean {
  return (
    (text.charCodeAt(at + 1) | 32) === 100 && (text.startsWith('eta-da', at - 3) || text.startsWith('ETA-DA', at - 3))
  );
}

/** A blank before the slash, or a word that is no name of the inside. */
function isPlainText(text: string, end: number): boolean {
  const blank = text.indexOf(' ');
  if (blank !== -1 && blank < end) return true;
  return /^(?:image|message|model|multipart)\/[a-z.+-]{2,40}$/.test(text) || text.startsWith('Mozilla/');
}
