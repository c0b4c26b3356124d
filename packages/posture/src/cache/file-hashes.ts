import { hash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createFolders, type Folders } from '@bulkhead/iac';

/** What was known of a file when it was last read. */
export interface KnownFile {
  readonly size: number;
  /** Milliseconds since the epoch, with fractions. */
  readonly modified: number;
  readonly changed: number;
  /** SHA-256 of the content, 32 hexadecimal digits. */
  readonly hash: string;
}

/** Hashes of the files below a root, read again only where size or times differ from what was known. */
export interface FileHashes {
  /** One hash of all files below a folder: of their names and contents. */
  folder(folder: string): string;
  /** Of one file; `''` where there is none. */
  file(file: string): string;
  /** All that was looked at, to be kept for the next time. */
  known(): ReadonlyMap<string, KnownFile>;
  /** Whether any of it was not known before. */
  hasLearned(): boolean;
}

const SKIPPED = new Set([
  'node_modules',
  '.git',
  '.serverless',
  '.aws-sam',
  '.terraform',
  '.venv',
  'venv',
  '__pycache__',
  '.bulkhead',
]);
/** What reading a project may look at: sources, templates, settings. Others (pictures, archives) change no finding. */
const READ =
  /\.(?:[cm]?[jt]sx?|py|json|ya?ml|template|tf|tfvars|toml|txt|lock|hcl|graphql)$|^(?:Dockerfile|Makefile|\.npmrc|\.env[\w.]*)$/i;
export const isHashed = (file: string): boolean => READ.test(path.posix.basename(file));
const MAX_FILES = 200_000;
const MAX_BYTES = 32 * 1024 * 1024;

/**
 * @param root absolute; links are not followed
 * @param before what an earlier run knew, by path relative to the root
 * @param folders what was listed of the root already
 */
export function createFileHashes(
  root: string,
  before: ReadonlyMap<string, KnownFile>,
  folders: Folders = createFolders(root),
): FileHashes {
  const known = new Map<string, KnownFile>();
  const seenFolders = new Map<string, string>();
  let count = 0;
  let hasLearned = false;

  function file(relative: string): string {
    const seen = known.get(relative);
    if (seen) return seen.hash;
    const absolute = path.join(root, relative);
    try {
      const stat = lstatSync(absolute);
      if (!stat.isFile() || ++count > MAX_FILES) return '';
      const old = before.get(relative);
      const facts = { size: stat.size, modified: stat.mtimeMs, changed: stat.ctimeMs };
      const isSame = old && old.size === facts.size && old.modified === facts.modified && old.changed === facts.changed;
      const hash = isSame
        ? old.hash
        : stat.size > MAX_BYTES
          ? `${stat.size} ${stat.mtimeMs}`
          : sha256(readFileSync(absolute));
      hasLearned ||= !isSame;
      known.set(relative, { ...facts, hash });
      return hash;
    } catch {
      return '';
    }
  }

  function folder(relative: string): string {
    const seen = seenFolders.get(relative);
    if (seen !== undefined) return seen;
    const rows: string[] = [];
    const below = (name: string) => (relative === '' ? name : `${relative}/${name}`);
    const names = folders.list(relative);
    for (const name of names.files) rows.push(READ.test(name) ? `${name} ${file(below(name))}` : name);
    for (const name of names.folders) if (!SKIPPED.has(name)) rows.push(`${name}/ ${folder(below(name))}`);
    const hash = sha256(rows.join('\n'));
    seenFolders.set(relative, hash);
    return hash;
  }

  return { folder, file, known: () => known, hasLearned: () => hasLearned };
}

export function sha256(content: string | Buffer): string {
  return hash('sha256', content, 'hex').slice(0, 32);
}
