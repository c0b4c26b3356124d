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

/** `/???/c?t`, `/b[i]n/cat`, `/bin/ca?` */
export function namesProgram(glob: string): boolean {
  if (glob.length > 40 || !glob.startsWith('/') || !disguises(glob)) return false;
  const slash = glob.lastIndexOf('/');
  if (slash < 2) return false;
  const folder = glob.slice(1, slash);
  const name = glob.slice(slash + 1);
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
function matches(glob: string, path: string, g = 0, p = 0, depth = 0): boolean {
  let i = g;
  let j = p;
  while (i < glob.length) {
    const char = glob[i]!;
    if (char === '*') {
      if (depth > 3) return false;
      for (let to = j; to <= path.length; to++) {
        if (matches(glob, path, i + 1, to, depth + 1)) return true;
        if (path[to] === '/') return false;
      }
      return false;
    }
    if (j >= path.length) return false;
    if (char === '?') {
      if (path[j] === '/') return false;
    } else if (char === '[') {
      const close = glob.indexOf(']', i + 2);
      if (close === -1) return false;
      if (!inSet(glob.slice(i + 1, close), path[j]!)) return false;
      i = close;
    } else if (char !== path[j]) return false;
    i++;
    j++;
  }
  return j === path.length;
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
