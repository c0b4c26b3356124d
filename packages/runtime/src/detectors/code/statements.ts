import type { Finding, Reach } from './reach.ts';
import { isCommand } from './reach-shell.ts';

/** Longer texts hold sentences and programs that look like these. */
const MAX_STATEMENT_TEXT = 700;

/**
 * How languages run a command without a call of a known name: statements, operators, macros.
 * `command`: its first group that is set must be a command.
 */
const STATEMENTS: readonly (readonly [part: string, pattern: RegExp, reach: Reach, command: boolean])[] = [
  // Ruby, Perl, PHP: exec "id"
  [
    ' ',
    /(?:^|[;{}(]\s{0,4}|\b(?:do|or|and|then|begin)\s)(?:exec|system|spawn)\s{1,4}(?:"([^"]{1,120})"|'([^']{1,120})')/,
    3,
    true,
  ],
  ['`', /\b(?:print|echo|puts|return|die|exit|say|warn|p)\s{0,4}\(?\s{0,2}`([^`]{1,120})`/, 3, true],
  ['`', /["']\s{0,3}\.\s{0,3}`([^`]{1,80})`\s{0,3}\.\s{0,3}["']/, 3, true],
  ['qx', /\bqx\s{0,2}(?:\/([^/]{1,80})\/|\{([^}]{1,80})\}|\(([^)]{1,80})\)|!([^!]{1,80})!|\|([^|]{1,80})\|)/, 3, true],
  // Scala: "id".!!
  ['.!', /"([^"]{1,80})"\s{0,3}\.\s?!{1,2}/, 4, true],
  // Erlang and Elixir, Rust, Haskell, Lisp and Clojure, AppleScript
  ['os:cmd', /\bos:cmd\s{0,3}\(/, 4, false],
  ['Command::new', /\bCommand::new\s{0,3}\(\s{0,3}"([^"]{1,80})"/, 3, true],
  ['"', /\b(?:callCommand|readProcess)\s{1,3}"/, 3, false],
  ['shell-command', /\(\s{0,3}(?:async-)?shell-command(?:-to-string)?\s{1,3}"/, 3, false],
  ['run-program', /\(\s{0,3}(?:uiop:|sb-ext:)?run-program\s{1,3}[("']/, 3, false],
  ['shell/sh', /\bclojure\.java\.shell\/sh\b/, 3, false],
  ['do shell script', /\bdo shell script\s{1,3}"/, 4, false],
  // .NET
  ['TcpClient', /\bnew\s{1,3}(?:System\.Net\.Sockets\.)?TcpClient\s{0,3}\(\s{0,3}"/, 3, false],
  ['Assembly.Load', /\bAssembly\.Load(?:From|File)?\s{0,3}\(/, 2, false],
  // Nashorn and Rhino
  ['Packages.', /\bPackages\.(?:java|javax|org|com)\.\w/, 3, false],
  ['Java.type', /\bJava\.(?:type|extend)\s{0,3}\(\s{0,3}["'](?:java|javax|sun|org|com)\./, 3, false],
  // PHP: $$x[0](…)
  ['$$', /\$\$\w{1,20}(?:\[[^\]]{0,20}\])?\s{0,3}\(/, 3, false],
  // PHP: (~"\x8f…")(), names of functions in what is not text.
  ['(~', /\(\s{0,2}~\s{0,2}['"]?(?:%[89a-f][0-9a-f]|\\x[89a-f][0-9a-f]|[\x80-\xff\ufffd])/i, 3, false],
  ['-X/', /\bmail\s?\(.{1,200}["']\s?-(?:X|O|C|oQ)/, 3, false],
  // What is computed is printed.
  [' ', /^[\s;'"]{0,4}(?:echo|print|puts)\s{1,3}\(?\d{1,9}\s?[-+*/]\s?\d{1,9}\)?\s{0,2}(?:;|$)/, 2, false],
  ['echo ', /^[\s;]{0,4}echo\s{1,3}(?:'[^'\n]{1,30}'|"[^"\n]{1,30}")\s{0,2};\s{0,4}$/, 2, false],
  // … and then it ends.
  ['echo ', /^[\s;'"]{0,4}echo\s{1,3}['"\w+*. -]{1,30};\s{0,4}(?:die|exit)\b/, 2, false],
  ['eval ', /(?:^|[;{}(]\s{0,4})eval\s{1,3}["'][^"'\n]{0,60}\b(?:system|exec|popen|spawn|open|require)\b/, 3, false],
  // Characters that are counted out: one of the marks of Ruby's and JavaScript's scanners.
  ['.concat(', /\.concat\(\d{1,4}\s?[-+*]\s?\d{1,4}\)\.concat\(/, 3, false],
  // Files that statements read.
  ['/etc/', /(?:^|[;{}'"`>]\s{0,9})(?:do|require(?:_once)?)\s{1,4}["']\/etc\//, 3, false],
  // Ruby
  ['method(:', /\bmethod\(:(?:system|exec|eval|spawn|open)\)/, 3, false],
  ['ERB.new', /\bERB\.new\s?\(.{1,200}\)\.result\b/, 3, false],
  // Beans of Spring, read by SpEL
  ['@system', /^\W{0,4}@system(?:Properties|Environment)\s?[.[]/, 3, false],
  [
    '[System.',
    /\[(?:System\.)?(?:Environment|IO\.File|Net\.Dns|Diagnostics\.Process|Reflection\.Assembly)\]::\w/,
    2,
    false,
  ],
  // Python
  [': pass', /^\W{0,4}while\s(?:1|True)\s{0,2}:\s{0,2}pass\b/, 2, false],
  [
    '**',
    /^\W{0,4}\d{1,4}\*\*\d{1,4}\*\*\d{1,4}\b|^\W{0,4}(?:\[\d{0,4}\]|'\w{0,4}'|"\w{0,4}")\s?\*\s?10\*\*(?:[89]|\d\d)\b/,
    2,
    false,
  ],
  // A loop that nothing ends.
  ['(;;)', /\bfor\s{0,3}\(;;\)\s{0,3}(?:\{\s{0,9}\}|;)/, 2, false],
];

/** The surest of the statements of a short text. */
export function findStatement(text: string): Finding | undefined {
  if (text.length > MAX_STATEMENT_TEXT) return undefined;
  let best: Finding | undefined;
  for (const [part, pattern, reach, command] of STATEMENTS) {
    if ((best !== undefined && best.reach >= reach) || !text.includes(part)) continue;
    const match = pattern.exec(text);
    if (match === null) continue;
    const inner = command ? match.slice(1).find((group) => group !== undefined) : undefined;
    if (command && (inner === undefined || !isCommand(inner))) continue;
    best = { reach, start: match.index, end: match.index + match[0].length };
  }
  return best;
}
