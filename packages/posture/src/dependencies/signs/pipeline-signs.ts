import type { PostureFinding, Severity, SourcePlace } from '@bulkhead/core';
import { dependencyFinding } from '../finding.ts';
import type { PipelineFile } from './pipeline-files.ts';

/** What is known of the project's own files, so that only commands that pass them by are told of. */
export interface PipelineContext {
  /** Paths of npm's, Yarn's and pnpm's lock files, anywhere in the project. */
  readonly lockFiles: ReadonlySet<string>;
  /** Whether a `yarn.lock` is of Yarn 1; later ones keep to it in pipelines by themselves. */
  readonly hasYarn1: boolean;
  /** By path relative to the project root: whether every line of a requirements file is pinned, and has hashes. */
  requirements(file: string): { readonly isPinned: boolean; readonly hasHashes: boolean } | undefined;
}

interface Command {
  readonly line: number;
  readonly words: readonly string[];
}

interface Sign {
  readonly what: string;
  readonly fix: string;
  readonly severity: Severity;
  readonly text: string;
  readonly line: number;
}

/** Installs that take other packages than a lock file names; one finding a file and kind of command. */
export function pipelineFindings(file: PipelineFile, context: PipelineContext): PostureFinding[] {
  const signs = new Map<string, Sign[]>();
  for (const command of commandsOf(file)) {
    const sign = judge(command, file, context);
    if (!sign) continue;
    const list = signs.get(sign.what);
    if (list) list.push(sign);
    else signs.set(sign.what, [sign]);
  }
  const place = (line: number): SourcePlace => ({ file: file.file, line, column: 1 });
  return [...signs].map(([what, [first, ...others]]) =>
    dependencyFinding('dependency-unlocked-install', {
      // A Makefile is run by people as well, who want what is newest.
      severity: file.kind === 'makefile' ? 'low' : first!.severity,
      message: `\`${first!.text}\` ${what}${others.length > 0 ? ` (and ${others.length} more in this file)` : ''}`,
      place: place(first!.line),
      steps: others.slice(0, 20).map(({ line, text }) => ({ place: place(line), text })),
      fix: first!.fix,
      key: [file.file, what],
    }),
  );
}

function judge(command: Command, file: PipelineFile, context: PipelineContext): Sign | undefined {
  const { words, line } = command;
  const text = words.join(' ').slice(0, 120);
  const sign = (what: string, severity: Severity, fix: string): Sign => ({ what, severity, fix, text, line });
  const program = words[0]!.replace(/^.*\//, '');
  if (program === 'npm') return judgeNpm(words.slice(1), file, context, sign);
  if (program === 'yarn') {
    const isInstall = words.length === 1 || words[1] === 'install' || words[1]!.startsWith('-');
    const isFrozen = words.some((word) => /^--(?:frozen-lockfile|immutable|immutable-cache|version|help)$/.test(word));
    if (!isInstall || isFrozen || !context.hasYarn1) return undefined;
    return sign('may change what yarn.lock says', 'medium', 'Use yarn install --frozen-lockfile.');
  }
  if (program === 'pnpm') {
    if (!words.includes('--no-frozen-lockfile')) return undefined;
    return sign('passes pnpm-lock.yaml by', 'medium', 'Leave --no-frozen-lockfile out.');
  }
  if (/^pip[\d.]*$/.test(program)) return judgePip(words.slice(1), file, context, sign);
  const module = words.indexOf('pip');
  if (/^python[\d.]*$/.test(program) && module > 1 && words[module - 1] === '-m')
    return judgePip(words.slice(module + 1), file, context, sign);
  return undefined;
}

type MakeSign = (what: string, severity: Severity, fix: string) => Sign;

function judgeNpm(
  words: readonly string[],
  file: PipelineFile,
  context: PipelineContext,
  sign: MakeSign,
): Sign | undefined {
  const verb = words.findIndex((word) => !word.startsWith('-'));
  if (verb === -1 || !/^(?:install|i|add|isntall)$/.test(words[verb]!)) return undefined;
  const options = words.filter((word) => word.startsWith('-'));
  const named = valuesOf(words.slice(verb + 1), /^--(?:prefix|registry|loglevel|cache|omit|workspace)$|^-[Cw]$/);
  if (options.some((word) => /^--(?:package-lock-only|dry-run|help)$/.test(word))) return undefined;
  const packages = named.filter((word) => !/^(?:\.{1,2}(?:\/|$)|\/|file:|\$)/.test(word));
  if (named.length === 0) {
    if (![...context.lockFiles].some((path) => /(?:package-lock|npm-shrinkwrap)\.json$/.test(path))) {
      const other = ['yarn.lock', 'pnpm-lock.yaml'].find((name) => context.lockFiles.has(folderOf(file) + name));
      return other === undefined
        ? undefined
        : sign(`does not look at ${other}`, 'medium', `Install with the package manager that wrote ${other}.`);
    }
    return sign(
      'may change what package-lock.json says',
      'medium',
      'Use npm ci, which installs exactly what the lock file names.',
    );
  }
  const floating = packages.filter((word) => !/.@\d/.test(word));
  if (floating.length === 0) return undefined;
  return sign(
    'installs whatever version is newest',
    'low',
    `Name a version: ${floating[0]}@x.y.z, or put it into devDependencies and use npm ci.`,
  );
}

/** Where a file's commands start: pipelines at the root, the others where they lie; with a slash at the end. */
function folderOf({ file, kind }: PipelineFile): string {
  return kind === 'workflow' ? '' : file.slice(0, file.lastIndexOf('/') + 1);
}

/** Tools of pip itself, which images commonly renew first. */
const PIP_TOOLS = /^(?:pip|setuptools|wheel)$/;

function judgePip(
  words: readonly string[],
  file: PipelineFile,
  context: PipelineContext,
  sign: MakeSign,
): Sign | undefined {
  if (words.find((word) => !word.startsWith('-')) !== 'install') return undefined;
  if (words.includes('--require-hashes')) return undefined;
  const from = folderOf(file);
  for (const [index, word] of words.entries()) {
    const attached = /^(?:-r|--requirement=)(.+)$/.exec(word)?.[1];
    const name = attached ?? (word === '-r' || word === '--requirement' ? words[index + 1] : undefined);
    if (name === undefined) continue;
    const known = context.requirements(from + name) ?? context.requirements(name);
    if (known?.hasHashes) continue;
    if (known?.isPinned)
      return sign(
        'installs pinned versions without checking their hashes',
        'low',
        'Pin with hashes: pip-compile --generate-hashes.',
      );
    if (known)
      return sign(
        'installs versions that nothing pins',
        'medium',
        'Pin each package with == and a hash: pip-compile --generate-hashes.',
      );
  }
  const named = valuesOf(
    words.slice(words.indexOf('install') + 1),
    /^(?:-[retcfi]|--(?:requirement|target|editable|constraint|find-links|index-url|extra-index-url|platform|python-version|implementation|only-binary|no-binary|prefix|root|abi|upgrade-strategy|cache-dir|timeout|retries|trusted-host))$/,
  );
  const packages = named
    .map((word) => word.replace(/^["']|["']$/g, ''))
    .filter((word) => /^[A-Za-z][\w.-]*(?:\[[\w,-]+\])?(?:[<>=!~].*)?$/.test(word));
  const floating = packages.filter((word) => !/==|~=/.test(word) && !PIP_TOOLS.test(word));
  if (floating.length === 0) return undefined;
  return sign(
    'installs whatever version is newest',
    'low',
    `Name a version: ${floating[0]!.replace(/[<>!].*/, '')}==x.y.z.`,
  );
}

/** Words that are neither options nor the values of those. */
function valuesOf(words: readonly string[], takesValue: RegExp): string[] {
  return words.filter(
    (word, index) => word !== '' && !word.startsWith('-') && !takesValue.test(words[index - 1] ?? ''),
  );
}

/** What may stand before the command that counts. */
const WRAPPERS =
  /^(?:(?:sudo|time|(?:\/usr\/bin\/)?env|exec|then|do|else|if|!|(?:poetry|pipenv|uv)\s+run|uv(?=\s+pip))\s+){1,5}/;

/** Commands of shell lines: YAML's `run:` and list items, Dockerfile's `RUN`, recipes of make. No shell is understood further. */
function* commandsOf(file: PipelineFile): Generator<Command> {
  const lines = file.text.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const line = index + 1;
    let text = lines[index]!;
    if (text.length > 5000 || /^\s*#/.test(text)) continue;
    while (text.trimEnd().endsWith('\\') && index + 1 < lines.length && text.length < 20_000)
      text = `${text.trimEnd().slice(0, -1)} ${lines[++index]!.trim()}`;
    if (file.kind === 'makefile' && !/^\t/.test(text)) continue;
    const shell = text
      .trim()
      .replace(/^-\s+/, '')
      .replace(/^(?:run|script|before_script|command|cmd|- )\s*:\s*[|>]?[-+]?\s*/, '')
      .replace(/^RUN\s+(?:--\S+\s+)*/i, '')
      .replace(/^[@-]+/, '')
      .replace(/^(["'])(.*)\1$/, '$2')
      .replace(/\s#\s.*$/, '');
    // `name: npm install` is a title.
    if (/^[\w-]+:\s/.test(shell)) continue;
    for (const part of shell.split(/&&|\|\||[;|]/)) {
      const words = part
        .trim()
        .replace(WRAPPERS, '')
        .split(/\s+/)
        .filter((word) => !/^[A-Z_][A-Z0-9_]*=/.test(word));
      if (words.length > 0 && words[0] !== '' && words.length < 200) yield { line, words };
    }
  }
}
