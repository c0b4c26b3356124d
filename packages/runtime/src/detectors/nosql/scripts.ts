import type { Confidence } from '@bulkhead/core';

/**
 * Server-side JavaScript of `$where`, `mapReduce` and `$function`, and the shell of MongoDB: what a value says once it
 * has left the string or number that the developer gave it.
 */
export function judgeScript(text: string, lower: string): Confidence | undefined {
  const shell = judgeShell(lower);
  if (shell !== undefined) return shell;
  // A condition for `$where` as a value of its own.
  if (
    /^\s{0,4}function\s{0,4}\(\s{0,4}\)\s{0,4}\{\s{0,4}return\s{1,4}(?:true|1|!0|this\.\w[\w.]{0,40}\s{0,4}[=!<>]{1,3}[^{}\n]{1,80})\s{0,4};?\s{0,4}\}\s{0,4}$/.test(
      lower,
    )
  )
    return 'medium';
  const from = behindData(text);
  if (from === -1) return undefined;
  const rest = lower.slice(from, from + 600);
  // `';return true`, `0;return(1)`, `'}; return 1`
  if (/^[\s)}\]]{0,8};[\s;}\]]{0,8}return(?:[\s(!;'"\d]|$)/.test(rest)) return 'high';
  if (
    /^[\s)}\]]{0,8};?[\s;}\]]{0,8}(?:sleep\s?\(\s?\d|while\s?\(|do\s?\{|for\s?\(\s?;|(?:var|let)\s+\w{1,16}\s?=\s?(?:new\s|['"\d]|db\.|this\.)|\w{1,12}\s?=\s?new\s+date|this\.\w|emit\s?\(|throw\s|db\.)/.test(
      rest,
    )
  ) {
    // The next line of a program.
    if (text.length > 1000 && /^.{0,4}[\r\n]/.test(rest)) return undefined;
    return /^[\s)}\]]{0,8};/.test(rest) || /new\s+date|this\.|db\./.test(rest) ? 'high' : 'medium';
  }
  // `' || this.role == 'x`, `' && this.password.match(/^a/)//`, `1||this.product`
  if (
    /^[\s)}\]]{0,8}(?:\|\||&&)[\s(!]{0,8}(?:this\.\w|this\[|obj\.\w|function\s?\(|\)\s{0,2}=>|delete\s{1,4}this|sleep\s?\(|tojson\s?\(|object\.keys|db\.\w)/.test(
      rest,
    )
  )
    return 'high';
  // `'||'1'=='1`, `' && 1==1//`
  const compared =
    /^[\s)}\]]{0,8}(?:\|\||&&)\s{0,4}\(?\s{0,4}(?:'[^']{0,40}'|"[^"]{0,40}"|\d{1,12})\s{0,4}([=!]==?)\s{0,4}(?:['"][^'"]{0,40}|\d{1,12})/.exec(
      rest,
    );
  if (compared !== null && compared[1] !== '!=') return 'high';
  if (compared !== null) return 'medium';
  // Always true, and what follows is cut off: `' || true//`, `' || 1 || '`
  if (
    /^[\s)}\]]{0,8}\|\|\s{0,4}(?:true|1|!0|!null|!undefined|'[a-z\d]{1,8}')\s{0,4}(?:\/\/|<!--|\|\|\s{0,4}['"]|\0|%00|;)/.test(
      rest,
    )
  )
    return 'medium';
  return undefined;
}

/** Where the value goes on behind its data: behind the first quote, or behind a number, a word or nothing. -1: nowhere. */
function behindData(text: string): number {
  const quote = text.search(/['"]/);
  const plain = /^\s{0,8}(?:[\w@.-]{0,40})\s{0,4}(?=[;|&)}\]]|$)/.exec(text);
  if (plain !== null && (quote === -1 || plain[0].length < quote)) return plain[0].length;
  if (quote === -1 || quote > 64) return -1;
  // Doubled or escaped quotes are part of the data; a few words may stand before.
  if (/\w\s+\w+\s+\w/.test(text.slice(0, quote)) || text[quote + 1] === text[quote]) return quote === 0 ? 1 : -1;
  return quote + 1;
}

const METHODS =
  'find|findone|insert|insertone|insertmany|remove|drop|update|updateone|updatemany|save|aggregate|mapreduce|count|' +
  'distinct|deleteone|deletemany|findandmodify|renamecollection|getindexes';
const COMMANDS =
  'dropdatabase|getcollectionnames|getcollectioninfos|getusers|getuser|admincommand|runcommand|eval|version|hostinfo|' +
  'shutdownserver|createuser|dropuser|serverstatus|getsiblingdb|getname|stats|loadserverscripts|copydatabase|auth';

const SHELL = new RegExp(
  `^db\\.(?:(?:${COMMANDS})\\s?\\(|(?:\\w{1,40}|getcollection\\([^)]{1,40}\\))\\.(?:${METHODS})\\s?\\()`,
);

/** `db.users.find(…)` as the whole value or behind a broken string. */
function judgeShell(lower: string): Confidence | undefined {
  let at = lower.indexOf('db.');
  for (let seen = 0; at !== -1 && seen < 8; seen++, at = lower.indexOf('db.', at + 3)) {
    if (at > 0 && /[\w.$/-]/.test(lower[at - 1]!)) continue;
    const call = SHELL.exec(lower.slice(at, at + 120));
    if (call === null) continue;
    // A tutorial's prose and programs have words or an assignment before it.
    const before = lower.slice(Math.max(0, at - 60), at);
    if (/^\s*$/.test(before)) return at < 60 && !isPlainQuery(lower.slice(at)) ? 'medium' : undefined;
    if (/(?:['"\d)}]\s{0,4}[;,|&+]{1,2}|^\s{0,4}[;|&]{1,2}|return|\|\||&&)[\s!(]{0,8}$/.test(before)) return 'high';
  }
  return undefined;
}

/** A whole query that asks for what it names: the text of a console, as a whole SELECT is. */
function isPlainQuery(text: string): boolean {
  return (
    text.length < 2000 &&
    /^db\.[\w.]{1,80}\.(?:find|findone|count|distinct|aggregate)\s?\(\s{0,4}[{["']/.test(text) &&
    // A second statement, a comment, a pattern.
    !/;\s{0,8}[^\s;]|\/\/|[:[,]\s{0,4}\/[^/]/.test(text) &&
    !/\$(?:(?:gte?|lte?)\b(?!["']?\s{0,3}:\s{0,3}-?\d)|(?:ne|nin|regex|nor|elemmatch|exists|expr|where|function|accumulator|or|not)\b)/.test(
      text,
    )
  );
}
