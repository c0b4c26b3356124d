import type { Confidence } from '@bulkhead/core';
import { isBetween, isLetter, startsWithOneOf } from '../characters.ts';
import { CALL_WORD, type Candidate, DOLLAR, LINE_END, NOSQL_WORD, QUOTE, SCRIPT_WORD, STAR } from '../scan.ts';
import { type Look, makeLook, mayBeWord } from '../words/look.ts';
import { firstQuote } from './scripts.ts';

/**
 * Commands of other stores behind the place that the developer gave the value: a line of Redis or memcached behind a
 * line end, a clause of Cypher or CQL behind a quote. Whole statements alone are what a console's user sends.
 */
export function judgeCommands(candidate: Candidate, spelled: boolean): Confidence | undefined {
  return judgeLines(candidate, spelled) ?? judgeCypher(candidate);
}

/** https://redis.io/docs/latest/develop/reference/protocol-spec/ takes inline commands, one a line. */
const REDIS =
  /^(?:flushall|flushdb|(?:CONFIG|config) (?:SET|set|GET|get|REWRITE) ?(?:dir|dbfilename|requirepass|\*|slave|save)?|(?:SLAVEOF|slaveof|REPLICAOF|replicaof) \S{1,64} (?:\d{1,5}|one)|EVAL ["']|eval ["'](?:return|redis|local) |(?:MODULE|module) (?:LOAD|load) |FLUSHALL|FLUSHDB|BGSAVE|BGREWRITEAOF|SHUTDOWN(?: NOSAVE)?|CLIENT (?:LIST|KILL)|SCRIPT FLUSH|DEBUG (?:SEGFAULT|SLEEP))/;
/** Words of prose too: only lines that end as the protocol's do. */
const REDIS_DATA =
  /^(?:(?:SET|GETSET|LPUSH|RPUSH|SADD|APPEND|HSET|PUBLISH) \S{1,64} \S|(?:DEL|KEYS|GET|AUTH|SELECT) \S{1,64}(?:\r|\\r|$))/;
/** `set key flags exptime bytes`, https://github.com/memcached/memcached/blob/master/doc/protocol.txt */
const MEMCACHED =
  /^(?:(?:set|add|replace|append|prepend) \S{1,250} \d{1,10} -?\d{1,10} \d{1,8}|flush_all|stats (?:items|slabs|cachedump|detail|sizes)|(?:gets?|delete|incr|decr|touch) \S{1,250}(?:\r\n|\\r\\n)|verbosity \d|shutdown(?:\r\n|\\r\\n|$))/;
const ONE_KEY = /^(?:gets?|delete|touch) \S/;
/** First words of those lines. */
const COMMANDS =
  'flushall flushdb config slaveof replicaof eval module bgsave bgrewriteaof shutdown client script debug set getset ' +
  'lpush rpush sadd append hset publish del keys get auth select add replace prepend flush stats gets delete incr ' +
  'decr touch verbosity';
let commands: ReadonlySet<string> | undefined;
let look: Look | undefined;
/** Lines that begin with such a word and are looked at further. */
const MOST_LINES = 64;

function judgeLines({ text, chars }: Candidate, spelled: boolean): Confidence | undefined {
  if ((chars & LINE_END) === 0 && !spelled) return undefined;
  // RESP: an array of so many strings of so many bytes.
  if ((chars & (DOLLAR | STAR)) === (DOLLAR | STAR) && /\*\d{1,3}(?:\r\n|\\r\\n)\$\d{1,7}(?:\r\n|\\r\\n)/.test(text))
    return 'high';
  let lines = 0;
  let real = text.indexOf('\n');
  let spelt = spelled ? text.indexOf('\\r\\n') : -1;
  while (real !== -1 || spelt !== -1) {
    let start: number;
    let crlf = true;
    if (spelt === -1 || (real !== -1 && real < spelt)) {
      crlf = real > 0 && text.charCodeAt(real - 1) === 13;
      start = real + 1;
      real = text.indexOf('\n', start);
    } else {
      start = spelt + 4;
      spelt = text.indexOf('\\r\\n', start);
    }
    const at = skipIndent(text, start);
    if (!beginsCommand(text, at)) continue;
    const line = text.slice(at, at + 320);
    if (REDIS.test(line) || (crlf && REDIS_DATA.test(line))) return 'medium';
    if (MEMCACHED.test(line) && !(ONE_KEY.test(line) && isWrapped(text, start))) return 'medium';
    if (++lines >= MOST_LINES) return undefined;
  }
  return undefined;
}

/** The line before ends within a sentence, which goes on: "the queries that we\r\nget merged.\r\n". */
function isWrapped(text: string, start: number): boolean {
  return /[a-z]{2,20},? [a-z]{1,20},? [a-z]{1,20},?(?:\r\n|\\r\\n)$/i.test(text.slice(Math.max(0, start - 80), start));
}

function skipIndent(text: string, start: number): number {
  let at = start;
  while (at < start + 4 && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++;
  return at;
}

function beginsCommand(text: string, at: number): boolean {
  let end = at;
  while (end < at + 13 && isLetter(text.charCodeAt(end))) end++;
  if (end < at + 3 || end === at + 13) return false;
  look ??= makeLook(COMMANDS);
  if (!mayBeWord(text, at, end, look)) return false;
  commands ??= new Set(COMMANDS.split(' '));
  return commands.has(text.slice(at, end).toLowerCase());
}

/** `match (n) detach delete n`: looked at from its end, of which a hostile text has no more than one in 16 characters. */
function deletesNodes(lower: string): boolean {
  for (let at = lower.indexOf('detach'); at !== -1; at = lower.indexOf('detach', at + 6)) {
    if (lower.charCodeAt(at + 6) > 32) continue;
    if (!/^detach\s{1,4}delete\s{1,4}\w/.test(lower.slice(at, at + 24))) continue;
    if (/match\s{0,4}\([^()]{0,60}\)\s{0,4}$/.test(lower.slice(Math.max(0, at - 80), at))) return true;
  }
  return false;
}

/** `' return 1 union call db.labels()` */
function callsServer(lower: string): boolean {
  for (let at = lower.indexOf('call'); at !== -1; at = lower.indexOf('call', at + 4)) {
    if (lower.charCodeAt(at + 4) > 32) continue;
    if (!/^\s{1,4}(?:db|dbms|apoc|gds)\.\w/.test(lower.slice(at + 4, at + 16))) continue;
    if (/['"})\]]\s{0,4}(?:\w{1,16}\s{1,4}){0,3}$/.test(lower.slice(Math.max(0, at - 72), at))) return true;
  }
  return false;
}

/** Whether what stands behind the quote begins as one of the clauses below. */
function mayBeClause(lower: string, from: number): boolean {
  let at = from;
  while (at < from + 16 && isBetween(lower.charCodeAt(at))) at++;
  return (
    lower.charCodeAt(at) > 127 ||
    startsWithOneOf(lower, at, 'oranxoremadewicrmefoal') ||
    lower.charCodeAt(at) === 60 ||
    lower.charCodeAt(at) === 45
  );
}

/** Neo4j: a clause behind a broken quote, procedures that read the server, and statements that empty it. */
function judgeCypher({ text, chars, words, lower }: Candidate): Confidence | undefined {
  const named = (words & NOSQL_WORD) !== 0;
  if (named && deletesNodes(lower)) return 'medium';
  // Strings of up to six characters are looked for three times as fast as longer ones.
  if (named && lower.includes('d csv') && /load csv\s{1,4}(?:with headers\s{1,4})?from\s{0,4}['"`$]/.test(lower))
    return 'medium';
  if ((words & CALL_WORD) !== 0 && callsServer(lower)) return 'high';
  if ((named || (words & SCRIPT_WORD) !== 0) && lower.includes('dis.') && /redis\.p?call/.test(lower))
    return /(?:^|['"\n])\s{0,8}(?:eval|script\s{1,4}load|function\s{1,4}load)\s|^[^\n]{0,40}['"]\s{0,4}\)?\s{0,4};?\s{0,4}(?:return\s{1,4})?redis\.p?call\s?\(/.test(
      lower,
    )
      ? 'medium'
      : undefined;
  if ((chars & QUOTE) === 0) return undefined;
  const quote = firstQuote(text);
  if (quote === -1 || quote > 64 || !mayBeClause(lower, quote + 1) || /\w\s+\w+\s+\w/.test(text.slice(0, quote)))
    return undefined;
  const rest = lower.slice(quote + 1, quote + 300);
  if (
    /^\s{0,4}\}\s{0,4}\)\s{0,4}<?-\s?\[|^[\s)}\]]{0,8}(?:(?:or|and|xor)\s[^\n]{1,80}\s)?(?:return\s+(?:\w{1,16}(?:\.\w{1,32})?|\*|count\s?\(|\d)\s{0,4}(?:\/\/|limit|union|$|;|as\s|,)|match\s{0,4}\(\w{0,16}[:)\s{]|(?:detach\s+)?delete\s+\w{1,16}\s{0,4}(?:\/\/|$|;)|with\s+\d{1,4}\s+as\s|(?:create|merge)\s{0,4}\(\w{0,16}:|foreach\s{0,4}\(|allow\s+filtering)/.test(
      rest,
    )
  ) {
    return 'medium';
  }
  return undefined;
}
