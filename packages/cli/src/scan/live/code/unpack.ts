import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { zipEntries } from '@bulkhead/posture';

/** Files that the analysis reads. */
const SOURCES = /\.(?:[cm]?[jt]sx?|py|json)$/;
/** Packages of others, which the analysis takes from its models. */
const NOT_OURS = /(?:^|\/)(?:node_modules|site-packages|[^/]+\.dist-info|__pycache__)\//;
/** The analysis reads files up to this size. */
const MAX_FILE_BYTES = 8 * 1024 * 1024;
/** Lambda's own bound on an unpacked package. */
const MAX_BYTES = 250 * 1024 * 1024;
const MAX_FILES = 20_000;
/** Entries that are looked at, in a list that may claim any number. */
const MAX_ENTRIES = 500_000;

/**
 * Writes the sources of a package below an empty folder. The package is a stranger's: names that lead elsewhere, files that
 * grow without end and links (which are never made) are left.
 * @returns names that were left for being unsafe or too large
 * @throws Error where it is no zip
 */
export function unpackSources(zip: string, folder: string): { readonly left: readonly string[] } {
  const left: string[] = [];
  let bytes = 0;
  let files = 0;
  let entries = 0;
  for (const entry of zipEntries(zip)) {
    if (++entries > MAX_ENTRIES) throw new Error(`the package lists more than ${MAX_ENTRIES} files`);
    if (!SOURCES.test(entry.name) || NOT_OURS.test(entry.name)) continue;
    const target = inside(folder, entry.name);
    if (target === undefined || files >= MAX_FILES) {
      left.push(entry.name.slice(0, 200));
      continue;
    }
    let content: Buffer;
    try {
      content = entry.read(Math.min(MAX_FILE_BYTES, MAX_BYTES - bytes));
    } catch {
      left.push(entry.name.slice(0, 200));
      continue;
    }
    bytes += content.length;
    files++;
    mkdirSync(path.dirname(target), { recursive: true, mode: 0o700 });
    // Two entries of one name: the first counts, as a folder may stand where a file would.
    if (lstatSync(target, { throwIfNoEntry: false })) continue;
    writeFileSync(target, content, { mode: 0o600, flag: 'wx' });
  }
  return { left };
}

/** The path below the folder, or nothing where the name leads out of it. */
function inside(folder: string, name: string): string | undefined {
  if (name.includes('\\') || name.includes('\0') || name.length > 1_000 || path.posix.isAbsolute(name))
    return undefined;
  if (name.split('/').some((part) => part === '..' || part === '' || /^[a-z]:/i.test(part))) return undefined;
  const target = path.join(folder, name);
  return target.startsWith(folder + path.sep) ? target : undefined;
}
