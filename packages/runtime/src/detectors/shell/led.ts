import { codeAt } from './characters.ts';
import { NET, WRAPPER } from './commands.ts';
import type { Named } from './shape.ts';
import type { Word } from './word.ts';
import type { Command } from './words.ts';

/**
 * Behind a separator that the value begins with, words of a language are commands as well: nobody begins a text with `;` or `|`.
 * What names of programs need elsewhere to be told from words, they need less of here.
 */

/** What may stand before: quotes and brackets that are closed, other separators. */
const NOTHING = /^[\s;|&'")}\]]*$/;
const MAX_BEFORE = 6;

/** @param at index of the separator */
export function isLed(text: string, at: number): boolean {
  return at <= MAX_BEFORE && NOTHING.test(text.slice(0, at));
}

/** A host, a file or a number, and the separator right behind it, in a value that holds no more than that. */
export function isBehindData(text: string, at: number): boolean {
  return at <= 40 && text.length < 120 && DATA.test(text.slice(0, at));
}

const DATA = /^[\w:/-]*[\d.@][\w.:/@-]*['")]{0,2}[;|&]*$/;

/** Words that show an attacker something with nothing behind them. */
const LONE = /^(?:date|history|ver|vol|tty|alias|last|groups|users|logname|finger|jobs)$/;

/** Nothing behind the name but what ends it. */
const ENDS = /^[\s;|&#'"\\]*$/;

/** A single word, and the value ends with it; `| history` could be the end of a title. */
export function isLedWord(text: string, sign: number, { name, command, at }: Named): boolean {
  if (command.words.length !== at + 1 || !LONE.test(name) || !ENDS.test(text.slice(command.end))) return false;
  const code = codeAt(text, sign);
  return code === 59 || name === 'ver' || codeAt(text, sign + 1) > 32 || codeAt(text, sign - 1) === code;
}

/** Programs of many commands, and those of them that show or run something. */
const SUBCOMMANDS: Readonly<Record<string, RegExp>> = {
  docker: /^(?:ps|run|exec|images|inspect|logs|pull|info|version|container|rm|kill)$/,
  podman: /^(?:ps|run|exec|images|inspect|logs|pull|info)$/,
  kubectl: /^(?:get|exec|describe|apply|delete|run|logs|auth|config|cluster-info)$/,
  git: /^(?:clone|log|status|config|remote|pull|fetch|init|diff|show)$/,
  npm: /^(?:install|i|run|exec|config|publish|root|whoami|ls)$/,
  yarn: /^(?:add|run|install|exec)$/,
  pip: /^(?:install|list|freeze|download|show)$/,
  pip3: /^(?:install|list|freeze|download|show)$/,
  gem: /^(?:install|list|env)$/,
  apt: /^(?:install|update|list|remove)$/,
  service: /^(?:apache2?|httpd|nginx|mysqld?|mariadb|sshd?|docker|crond?|iptables|postgresql|redis|php[\d.-]{0,4}fpm)$/,
  terraform: /^(?:apply|destroy|init|plan|show)$/,
  cargo: /^(?:install|run)$/,
  az: /^(?:account|login|vm|ad)$/,
  gcloud: /^(?:auth|config|compute|projects)$/,
  su: /^(?:root|-)$/,
};

/** A host, for programs that ask one. */
const HOST = /^(?:[\w-]{1,40}\.){1,6}[a-z][a-z0-9-]{1,20}$/i;
const ASKS_HOSTS = /^(?:host|dig|ftp|ssh|fetch|whois|arp|traceroute6|mosh)$/;

/** A program with something behind it that only a program takes, and no sentence around that. */
export function isLedCommand(text: string, { words, call }: Command, named: Named | undefined): boolean {
  if (call || words.length < 2 || words.length > 9) return false;
  const first = words[0]!;
  const name = first.text;
  if (named === undefined && !(/^[a-z][\w.+-]{1,20}$/.test(name) && /[a-z]/.test(text[first.start] ?? '')))
    return false;
  const rest = words.slice(1);
  const next = rest[0]!.text;
  if (Object.hasOwn(SUBCOMMANDS, name) && SUBCOMMANDS[name]!.test(next) && countPlain(rest) <= 3) return true;
  if ((name === 'export' || name === 'alias' || name === 'declare') && /^\w{1,30}=\S/.test(next)) return true;
  if (name === 'unset' && /^[A-Z][A-Z_]{3,}$/.test(next)) return true;
  // `sudo su`
  if (
    named !== undefined &&
    named.at > 0 &&
    words.length === named.at + 1 &&
    /^(?:sudo|doas|nohup|busybox)$/.test(name)
  )
    return true;
  if (rest.length === 1 && HOST.test(next))
    return ASKS_HOSTS.test(name) || (named !== undefined && (named.traits & NET) !== 0);
  const most = named === undefined || (named.traits & WRAPPER) !== 0 ? 1 : 2;
  return (
    countPlain(rest) <= most && (named === undefined ? isOptionOrPath(next) : isArgument(text, name, rest[0]!, named))
  );
}

/** An option, or a path of two folders and more: that is all that tells of a program which no table has. */
function isOptionOrPath(text: string): boolean {
  return /^(?:--?[A-Za-z][\w-]*(?:=|$)|\/[\w.*?~-]{1,40}\/|(?:\.{1,2}|~)\/[\w.*?~-])/.test(text);
}

/** Of a known program: an address, a file of the system, a command in a command as well. */
function isArgument(text: string, name: string, { text: word, start, end }: Word, { traits }: Named): boolean {
  if (isOptionOrPath(word)) return true;
  if (/^(?:\/(?:etc|tmp|dev|var|proc|root|home|usr|opt|s?bin|flag)\b|https?:\/\/)/.test(word)) return true;
  if (/^\w+@[\w.-]+/.test(word)) return (traits & NET) !== 0 && !name.includes('mail') && name !== 'mutt';
  if (name === 'kill') return /^-\d{1,2}$/.test(word);
  const written = text.slice(start, end);
  return written.includes('$(') || (written.includes('`') && ((traits & NET) !== 0 || ASKS_HOSTS.test(name)));
}

function countPlain(words: readonly Word[]): number {
  let plain = 0;
  for (const { text, expands, target } of words)
    if (!expands && !target && /^[A-Za-z]{2,}[,.;:!?]?$/.test(text)) plain++;
  return plain;
}

/** A program that was put where all may write, or that lies beside: `/tmp/x`, `./x`, `. /etc/profile`. */
const BY_PATH =
  /^(?:\/(?:tmp|var\/tmp|dev\/shm|root|opt)\/[\w.-]{1,60}|\.\/[\w.-]{1,60}|\.\s{1,2}[~.]?\/\S{1,60})(?=[\s;|&#'"]|$)/;

/** A loop or a condition of a shell with what it does. */
const COMPOUND =
  /^(?:for\s{1,4}\w{1,20}\s{1,4}in\s|while\s|until\s|if\s).{1,120}?[;\n]\s{0,4}(?:do|then)\s|^case\s{1,4}\S{1,40}\s{1,4}in\s/;

/** What a separator leads to that begins with no name. */
export function isLedPathOrLoop(text: string, from: number): boolean {
  const code = codeAt(text, from);
  const rest = text.slice(from, from + 160);
  if (code === 47 || code === 46) return BY_PATH.test(rest);
  return (code === 102 || code === 119 || code === 117 || code === 105 || code === 99) && COMPOUND.test(rest);
}
