import type { Scope } from '../../scope.ts';

/** How many odd names under one domain are reported: CDN's and databases' names come in ones and twos. */
const MANY = 12;
const DOMAINS = 100;
/** Shorter texts occur in events by chance. */
const SHORTEST_TEXT = 8;
const VALUES = 500;

/** Domains that give each customer and resource a long random name. */
const RANDOM_BY_DESIGN =
  /(?:^|\.)(?:amazonaws\.(?:com|com\.cn|eu)|aws|awsdns-\d{2}\.\w{2,6}|cloudfront\.net|azure\.com|windows\.net|googleapis\.com|mongodb\.net|in-addr\.arpa|ip6\.arpa)$/;

/** What is told of a name, or nothing. */
export type TunnelWatch = (host: string, asked: string, scopes: readonly Scope[]) => string | undefined;

/** Watches a process's names for tunnels: data in labels, the answers of which come from whoever holds the domain. */
export function createTunnelWatch(): TunnelWatch {
  const odd = new Map<string, Set<string>>();
  return (host, asked, scopes) => {
    const labels = host.split('.');
    const count = domainLabels(labels);
    if (labels.length <= count) return undefined;
    const domain = labels.slice(-count).join('.');
    const front = labels.slice(0, -count);
    if (RANDOM_BY_DESIGN.test(host)) return undefined;
    // Base64 needs the case that was asked in.
    if (spellsEventData(asked.split('.').slice(0, front.length), scopes)) {
      return 'a name that spells event data is looked up, as tunnels through DNS do.';
    }
    if (!isOdd(front)) return undefined;
    if (!odd.has(domain) && odd.size >= DOMAINS) odd.clear();
    const names = odd.get(domain) ?? new Set<string>();
    odd.set(domain, names);
    if (names.size >= 4096 || names.has(host)) return undefined;
    names.add(host);
    // At the twelfth, and whenever they have doubled.
    const times = names.size / MANY;
    if (!Number.isInteger(times) || (times & (times - 1)) !== 0) return undefined;
    return 'many long random names are looked up under one domain, as tunnels through DNS do.';
  };
}

/** `example.com` and `example.co.uk` are what somebody registers. */
function domainLabels(labels: readonly string[]): number {
  const [second = '', top = ''] = labels.slice(-2);
  return labels.length > 2 && top.length === 2 && second.length <= 3 ? 3 : 2;
}

/** Long, and of no words: digits and letters change places often, or there are no vowels to speak of. */
function isOdd(front: readonly string[]): boolean {
  const text = front.join('').replaceAll('-', '');
  if (text.length < 24) return false;
  if (text.length >= 100) return true;
  let changes = 0;
  let vowels = 0;
  for (let i = 0; i < text.length; i++) {
    const isDigit = text.charCodeAt(i) < 58;
    if (i > 0 && isDigit !== text.charCodeAt(i - 1) < 58) changes++;
    if ('aeiouy'.includes(text[i]!)) vowels++;
  }
  return changes * 6 >= text.length || vowels * 5 < text.length;
}

function spellsEventData(front: readonly string[], scopes: readonly Scope[]): boolean {
  const texts = front.length > 1 ? [...front, front.join('')] : front;
  for (const text of texts) {
    if (text.length < 12) continue;
    for (const decoded of decodings(text)) {
      if (decoded.length < SHORTEST_TEXT || !isReadable(decoded)) continue;
      for (const { strings } of scopes) {
        for (let i = 0; i < strings.values.length && i < VALUES; i++) {
          const value = strings.values[i]!;
          if (value.includes(decoded) || (value.length >= SHORTEST_TEXT && decoded.includes(value))) return true;
        }
      }
    }
  }
  return false;
}

function decodings(text: string): string[] {
  const found: string[] = [];
  if (/^[\da-f]+$/i.test(text)) found.push(Buffer.from(text, 'hex').toString('utf8'));
  if (/^[a-z2-7]+=*$/i.test(text)) found.push(fromBase32(text));
  if (/^[\w-]+$/.test(text)) found.push(Buffer.from(text, 'base64url').toString('utf8'));
  return found;
}

function fromBase32(text: string): string {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const letter of text.toLowerCase()) {
    const index = 'abcdefghijklmnopqrstuvwxyz234567'.indexOf(letter);
    if (index === -1) break;
    value = ((value << 5) | index) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 255);
  }
  return Buffer.from(bytes).toString('utf8');
}

function isReadable(text: string): boolean {
  return !/[\0-\x08\x0e-\x1f\x7f\ufffd]/.test(text);
}
