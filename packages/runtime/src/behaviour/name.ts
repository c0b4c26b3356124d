import type { BehaviourKind } from '@bulkhead/core';

/** Longest name in a record, in UTF-16 code units. */
const LONGEST = 100;

/**
 * The name under which a behaviour is added up: the program without its folder, the host with its port, the folder of a
 * file. Parts that differ from one invocation to the next become `*`, so that honest work settles on few names.
 * @returns `undefined` for what no profile needs: devices, and the function's own code being loaded
 * @example nameOf('read', '/tmp/job-8Kd3fA/page-0001.png') // '/tmp/*'
 */
export function nameOf(kind: BehaviourKind, what: string): string | undefined {
  const plain = what.slice(0, 4_096);
  if (kind === 'read' || kind === 'write' || kind === 'list') return folderOf(plain, kind);
  if (kind === 'program') return cut(plain.slice(plain.lastIndexOf('/') + 1));
  if (kind === 'connect' || kind === 'lookup') return cut(hostOf(plain));
  return cut(plain);
}

/** Characters that would break a line or hide in it. */
function cut(text: string): string {
  const clean = text.replace(/[^\x20-\x7e]/g, '?');
  return clean.length > LONGEST ? `${clean.slice(0, LONGEST - 1)}*` : clean;
}

/** Keeps the last four labels of long names: what stands before them is data as often as not. */
function hostOf(text: string): string {
  const labels = text.toLowerCase().split('.');
  if (labels.length <= 6) return labels.map((label) => (label.length > 40 ? '*' : label)).join('.');
  return `*.${labels.slice(-4).join('.')}`;
}

function folderOf(path: string, kind: 'read' | 'write' | 'list'): string | undefined {
  // Where Node.js opens it from: relative to the folder of the code.
  const absolute = path.startsWith('/') ? path : `/var/task/${path}`;
  const parts = absolute.split('/').filter((part) => part !== '' && part !== '.');
  const [first, second] = parts;
  if (first === 'dev') return undefined;
  // Node.js loads modules with the same functions that read files: the folder of the code is one name.
  if (first === 'var' && (second === 'task' || second === 'runtime' || second === 'lang')) return `/var/${second}`;
  if (first === 'proc') return cut(`/proc/${/^\d+$/.test(second ?? '') ? '*' : (second ?? '')}/${parts[2] ?? ''}`);
  const folders = kind === 'list' ? parts : parts.slice(0, -1);
  return cut(`/${folders.slice(0, 4).map(stable).join('/')}`);
}

/** A folder's name, or `*` where it looks made for one invocation: numbers, hashes, what `mkdtemp` appends. */
function stable(part: string): string {
  return /\d{3}|^[0-9a-f-]{8,64}$|[-_.][A-Za-z0-9]{6}$/.test(part) ? '*' : part;
}
