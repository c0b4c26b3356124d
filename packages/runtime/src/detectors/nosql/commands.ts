import type { Confidence } from '@bulkhead/core';

/**
 * Commands of other stores behind the place that the developer gave the value: a line of Redis or memcached behind a
 * line end, a clause of Cypher or CQL behind a quote. Whole statements alone are what a console's user sends.
 */
export function judgeCommands(text: string, lower: string): Confidence | undefined {
  return judgeLines(text) ?? judgeCypher(text, lower);
}

/** https://redis.io/docs/latest/develop/reference/protocol-spec/ takes inline commands, one a line. */
const REDIS =
  /(?:\r\n|\n|\\r\\n)[ \t]{0,4}(?:flushall|flushdb|(?:CONFIG|config) (?:SET|set|GET|get|REWRITE) ?(?:dir|dbfilename|requirepass|\*|slave|save)?|(?:SLAVEOF|slaveof|REPLICAOF|replicaof) \S{1,64} (?:\d{1,5}|one)|EVAL ["']|eval ["'](?:return|redis|local) |(?:MODULE|module) (?:LOAD|load) |FLUSHALL|FLUSHDB|BGSAVE|BGREWRITEAOF|SHUTDOWN(?: NOSAVE)?|CLIENT (?:LIST|KILL)|SCRIPT FLUSH|DEBUG (?:SEGFAULT|SLEEP))(?=[\s\\]|$|\S)/;
/** Words of prose too: only lines that end as the protocol's do. */
const REDIS_DATA =
  /(?:\r\n|\\r\\n)[ \t]{0,4}(?:(?:SET|GETSET|LPUSH|RPUSH|SADD|APPEND|HSET|PUBLISH) \S{1,64} \S|(?:DEL|KEYS|GET|AUTH|SELECT) \S{1,64}(?:\r|\\r|$))/;
/** `set key flags exptime bytes`, https://github.com/memcached/memcached/blob/master/doc/protocol.txt */
const MEMCACHED =
  /(?:\r\n|\n|\\r\\n)[ \t]{0,4}(?:(?:set|add|replace|append|prepend) \S{1,250} \d{1,10} -?\d{1,10} \d{1,8}|flush_all|stats (?:items|slabs|cachedump|detail|sizes)|(?:gets?|delete|incr|decr|touch) \S{1,250}(?:\r\n|\\r\\n)|verbosity \d|shutdown(?:\r\n|\\r\\n|$))/;

function judgeLines(text: string): Confidence | undefined {
  if (!text.includes('\n') && !text.includes('\\r\\n')) return undefined;
  // RESP: an array of so many strings of so many bytes.
  if (/\*\d{1,3}(?:\r\n|\\r\\n)\$\d{1,7}(?:\r\n|\\r\\n)/.test(text)) return 'high';
  return REDIS.test(text) || REDIS_DATA.test(text) || MEMCACHED.test(text) ? 'medium' : undefined;
}

/** Neo4j: a clause behind a broken quote, procedures that read the server, and statements that empty it. */
function judgeCypher(text: string, lower: string): Confidence | undefined {
  if (lower.includes('detach') && /match\s{0,4}\([^)]{0,60}\)\s{0,4}detach\s{1,4}delete\s{1,4}\w/.test(lower))
    return 'medium';
  if (lower.includes('load csv') && /load csv\s{1,4}(?:with headers\s{1,4})?from\s{0,4}['"`$]/.test(lower))
    return 'medium';
  if (
    lower.includes('call ') &&
    /['"})\]]\s{0,4}(?:\w{1,16}\s{1,4}){0,3}call\s{1,4}(?:db|dbms|apoc|gds)\.\w/.test(lower)
  )
    return 'high';
  if (lower.includes('redis.call') || lower.includes('redis.pcall'))
    return /^\s*eval\s|['"\n]\s*eval\s/.test(lower) ? 'medium' : undefined;
  const quote = text.search(/['"]/);
  if (quote === -1 || quote > 64 || /\w\s+\w+\s+\w/.test(text.slice(0, quote))) return undefined;
  const rest = lower.slice(quote + 1, quote + 300);
  if (
    /^[\s)}\]]{0,8}(?:(?:or|and|xor)\s[^\n]{1,80}\s)?(?:return\s+(?:\w{1,16}(?:\.\w{1,32})?|\*|count\s?\(|\d)\s{0,4}(?:\/\/|limit|union|$|;|as\s|,)|match\s{0,4}\(\w{0,16}[:)\s{]|(?:detach\s+)?delete\s+\w{1,16}\s{0,4}(?:\/\/|$|;)|with\s+\d{1,4}\s+as\s|(?:create|merge)\s{0,4}\(\w{0,16}:|foreach\s{0,4}\(|allow\s+filtering)/.test(
      rest,
    )
  ) {
    return 'medium';
  }
  return undefined;
}
