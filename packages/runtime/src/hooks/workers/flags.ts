/** Flags by which Node.js gives up or keeps abilities; a worker or child that is given flags of its own must have them again. */
const PERMISSION =
  /^--(?:(?:experimental-)?permission(?:-audit)?|allow-[\w-]{1,40}|disallow-code-generation-from-strings|disable-proto|frozen-intrinsics|disable-sigusr1)(?:=|$)/;

/** How each of them begins: compiling the pattern takes 0.15 ms of a cold start, and few processes have such a flag. */
const BEGINNINGS = ['--perm', '--experimental-perm', '--allow-', '--disa', '--frozen'];

/** Those that take a value, which may be the next argument. */
const VALUED = /^--(?:allow-fs-(?:read|write)|disable-proto)$/;

/** The flags that this process was started with, on its command line or by NODE_OPTIONS; read before user code may change them. */
const own = select([...splitOptions(process.env['NODE_OPTIONS'] ?? ''), ...process.execArgv]);

/** What puts a file in front of everything else that is preloaded. */
export interface InFront {
  /** Flags with it and with the permissions of this process, and without what grants more. */
  flags(given: readonly string[]): string[];
  /** The same for NODE_OPTIONS. */
  options(given: string): string;
}

export function inFront(preload: string): InFront {
  const flags = (given: readonly string[]): string[] => ['--require', preload, ...own, ...withoutGrants(given)];
  return { flags, options: (given) => joinOptions(flags(splitOptions(given))) };
}

function isPermission(flag: string): boolean {
  return BEGINNINGS.some((beginning) => flag.startsWith(beginning)) && PERMISSION.test(flag);
}

function select(flags: readonly string[]): string[] {
  const found: string[] = [];
  for (let i = 0; i < flags.length; i++) {
    const flag = flags[i]!;
    if (!isPermission(flag)) continue;
    found.push(flag);
    if (VALUED.test(flag) && flags[i + 1] !== undefined) found.push(flags[++i]!);
  }
  return found;
}

/** Leaves out what would grant a worker more than its parent has, or show it Node.js's insides. */
export function withoutGrants(flags: readonly string[]): string[] {
  const kept: string[] = [];
  for (let i = 0; i < flags.length; i++) {
    const flag = flags[i]!;
    if (isPermission(flag)) {
      if (VALUED.test(flag)) i++;
    } else kept.push(flag);
  }
  return kept;
}

/** NODE_OPTIONS as Node.js splits it: at blanks, with double quotes and backslashes inside of them (node_options.cc). */
export function splitOptions(text: string): string[] {
  const found: string[] = [];
  let word = '';
  let begun = false;
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    let char = text[i]!;
    if (char === '\\' && quoted && i + 1 < text.length) char = text[++i]!;
    else if (char === ' ' && !quoted) {
      if (begun) found.push(word);
      word = '';
      begun = false;
      continue;
    } else if (char === '"') {
      quoted = !quoted;
      begun = true;
      continue;
    }
    word += char;
    begun = true;
  }
  if (begun) found.push(word);
  return found;
}

export function joinOptions(flags: readonly string[]): string {
  return flags.map((flag) => (/[\s"\\]/.test(flag) ? `"${flag.replace(/[\\"]/g, '\\$&')}"` : flag)).join(' ');
}
