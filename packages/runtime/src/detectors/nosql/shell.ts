import type { Confidence } from '@bulkhead/core';
import { isLetter } from '../characters.ts';

const METHODS =
  'find|findone|insert|insertone|insertmany|remove|drop|update|updateone|updatemany|save|aggregate|mapreduce|count|' +
  'distinct|deleteone|deletemany|findandmodify|renamecollection|getindexes';
const COMMANDS =
  'dropdatabase|getcollectionnames|getcollectioninfos|getusers|getuser|admincommand|runcommand|eval|version|hostinfo|' +
  'shutdownserver|createuser|dropuser|serverstatus|getsiblingdb|getname|stats|loadserverscripts|copydatabase|auth';

const CALL = new RegExp(
  `^db\\.(?:(?:${COMMANDS})\\s?\\(|(?:\\w{1,40}|getcollection\\([^)]{1,40}\\))\\.(?:${METHODS})\\s?\\()`,
);

/** `db.users.find(…)` behind a broken string, or as a whole value that says more than a console's user does. */
export function judgeShell(lower: string): Confidence | undefined {
  let at = lower.indexOf('db.');
  for (let seen = 0; at !== -1 && seen < 8; seen++, at = lower.indexOf('db.', at + 3)) {
    if (at > 0 && /[\w.$/-]/.test(lower[at - 1]!)) continue;
    if (!CALL.test(lower.slice(at, at + 120))) continue;
    // A tutorial's prose and programs have words or an assignment before it.
    const before = lower.slice(Math.max(0, at - 60), at);
    if (/^\s*$/.test(before)) return at < 60 && isOddCommand(lower.slice(at)) ? 'medium' : undefined;
    if (
      /(?:['"\d)}]\s{0,4}[;,|&+]{1,2}|^\s{0,4}[;|&]{1,2}|(?:^|[;'"])[ \t]{0,4}return|\|\||&&)[\s!(]{0,8}$/.test(before)
    )
      return 'high';
  }
  return undefined;
}

/** Names and commands by which a stranger looks around or takes over; a console's user has them, too, but seldom sends them. */
const LOOKS_AROUND =
  /^db\.(?:dropdatabase|getcollectionnames|getcollectioninfos|getusers?|eval|version|hostinfo|shutdownserver|createuser|dropuser|loadserverscripts|copydatabase|auth)\s?\(|^db\.(?:admin|run)command\s?\(\s?\{?\s?["']?(?:\$?eval|db\.|listdatabases|shutdown|createuser|usersinfo|getlog|copydb)/;

/**
 * What no one asks a database of his own: a condition on a password that holds for all, an alternative without a
 * condition, a script that waits or that is always true.
 */
const ODD =
  /\b(?:pass|passw|passwd|password|passcode|pwd|secret|token)["']?\s{0,4}:\s{0,4}\{\s{0,4}["']?\$(?:ne|gte?|lte?|nin|regex|exists|where)\b|\$or["']?\s{0,4}:\s{0,4}\[\s{0,4}\{\s{0,4}\}|(?:'[^'\n]{0,20}'|"[^"\n]{0,20}")\s{0,4}(?:\|\||&&)\s{0,4}['"\d]|\bsleep\s?\(|:\s{0,4}\/\.[*+]\/|\$where["']?\s{0,4}:[^\n]{0,80}(?:while\s?\(|return\s{1,4}(?:true|1)\b)/;

/** Whether a whole command of the shell is more than the text of a console, as a whole SELECT is to SQL. */
function isOddCommand(lower: string): boolean {
  return LOOKS_AROUND.test(lower) || ODD.test(lower) || isBroken(lower);
}

/**
 * Whether a comment hides the brackets that would close the command, or a program goes on behind it. Brackets that do not
 * pair are a slip of the pen otherwise.
 */
function isBroken(text: string): boolean {
  let depth = 0;
  let hidden = 0;
  /** A command may begin. */
  let begins = true;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code <= 32) continue;
    if (code === 39 || code === 34 || code === 96) {
      i = stringEnd(text, i);
    } else if (code === 47 && text.charCodeAt(i + 1) === 47) {
      const line = text.indexOf('\n', i);
      const end = line === -1 ? text.length : line;
      const comment = text.slice(i + 2, Math.min(end, i + 200));
      // `//"})`: the developer's own end.
      if (/^\s{0,4}['"]?\s{0,4}[)\]}]/.test(comment)) return true;
      if (/[)\]}]/.test(comment)) hidden++;
      i = end;
      continue;
    } else if (code === 40 || code === 91 || code === 123) {
      depth++;
    } else if (code === 41 || code === 93 || code === 125) {
      depth--;
    } else if (begins && depth === 0 && isLetter(code)) {
      if (/^(?:return|while|for|do|throw|sleep|function|eval|emit|this)\b/.test(text.slice(i, i + 9))) return true;
    }
    begins = code === 59;
  }
  return depth > 0 && hidden > 0;
}

/** The closing quote, or the end of the line. */
function stringEnd(text: string, from: number): number {
  const quote = text.charCodeAt(from);
  let i = from + 1;
  for (; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 92) i++;
    else if (code === quote || (code === 10 && quote !== 96)) return i;
  }
  return i;
}
