import { spend } from '../spent.ts';

/** Programs and files that attackers spell with `?`, `*` and `[…]`, so that no filter knows them. */
const PROGRAMS = [
  'cat',
  'id',
  'ls',
  'nc',
  'sh',
  'bash',
  'curl',
  'wget',
  'head',
  'tail',
  'tac',
  'more',
  'less',
  'whoami',
  'uname',
  'base64',
  'ping',
  'python',
  'python3',
  'perl',
  'php',
  'nl',
  'ps',
  'pwd',
  'echo',
  'rev',
  'dash',
  'netcat',
  'sleep',
  'env',
  'grep',
  'xxd',
  'od',
  'rm',
  'who',
  'awk',
  'find',
  'nmap',
  'printf',
  'sed',
  'cp',
  'mv',
];
const FOLDERS = ['bin', 'usr/bin', 'sbin', 'usr/sbin', 'usr/local/bin'];
const FILES = ['etc/passwd', 'etc/shadow', 'etc/hosts', 'etc/group', 'etc/issue', 'proc/self/environ', 'etc/hostname'];

/** What it takes to hold a name against all of them. */
const PROGRAM_STEPS = 10_000;

/** `/???/c?t`, `/b[i]n/cat`, `/bin/ca?` */
export function namesProgram(glob: string): boolean {
  if (glob.length > 40 || !glob.startsWith('/') || !disguises(glob)) return false;
  const slash = glob.lastIndexOf('/');
  if (slash < 2) return false;
  const folder = glob.slice(1, slash);
  const name = glob.slice(slash + 1);
  spend(PROGRAM_STEPS);
  if (!FOLDERS.some((path) => matches(folder, path))) return false;
  return PROGRAMS.some((program) => matches(name, program));
}

/** `/etc/pass??`, `/e??/p?s*` */
export function namesSecret(glob: string): boolean {
  if (glob.length > 40 || !glob.startsWith('/') || !disguises(glob)) return false;
  return FILES.some((path) => matches(glob.slice(1), path));
}

/** Some letter of it is given: `/*` and `/???/*` name nothing in particular. */
function disguises(glob: string): boolean {
  return /[?*[]/.test(glob) && /[a-z?]/.test(glob) && !/^[/*]+$/.test(glob) && !/^\/\w+\/\*$/.test(glob);
}

/** Pathname matching of POSIX 2.13; `*` and `?` do not match a slash. Both are short. */
function matches(glob: string, path: string): boolean {
  let g = 0;
  let p = 0;
  /** Behind the last `*` of this part of the path, and how far it reaches. */
  let star = -1;
  let reach = 0;
  while (g < glob.length || p < path.length) {
    if (glob[g] === '*') {
      star = ++g;
      reach = p;
      continue;
    }
    const next = p < path.length ? matchOne(glob, g, path[p]!) : -1;
    if (next !== -1) {
      // What stands before a slash is settled: the slashes of both stand opposite each other.
      if (path[p] === '/') star = -1;
      g = next;
      p++;
      continue;
    }
    if (star === -1 || reach >= path.length || path[reach] === '/') return false;
    g = star;
    p = ++reach;
  }
  return true;
}

/** @returns where the glob goes on behind what matches `char`, -1 where it does not */
function matchOne(glob: string, at: number, char: string): number {
  switch (glob[at]) {
    case undefined:
      return -1;
    case '?':
      return char === '/' ? -1 : at + 1;
    case '[': {
      const close = glob.indexOf(']', at + 2);
      return close !== -1 && inSet(glob.slice(at + 1, close), char) ? close + 1 : -1;
    }
    default:
      return glob[at] === char ? at + 1 : -1;
  }
}

function inSet(set: string, char: string): boolean {
  const not = set[0] === '!' || set[0] === '^';
  let found = false;
  for (let i = not ? 1 : 0; i < set.length; i++) {
    if (set[i + 1] === '-' && i + 2 < set.length) {
      if (set[i]! <= char && char <= set[i + 2]!) found = true;
      i += 2;
    } else if (set[i] === char) found = true;
  }
  return found !== not;
}
