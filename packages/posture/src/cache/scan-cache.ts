import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { isMap } from '@bulkhead/core';
import type { AppScan } from '../scanned-app.ts';
import type { KnownStack } from '../stacks.ts';
import { createFileHashes, type KnownFile, sha256 } from './file-hashes.ts';

/** What an earlier scan found of one application, as long as none of the files that it read has changed. */
interface Entry {
  readonly key: string;
  /** Files outside of the template's folder that were read, relative to the root. */
  readonly outside: readonly string[];
  readonly scan: AppScan;
  readonly stack: KnownStack;
}

/** What was found of an application, and what the others have to know of it. */
export interface CachedApp {
  readonly scan: AppScan;
  readonly stack: KnownStack;
}

export interface ScanCache {
  /** What is known of a template, where nothing that it reads has changed. */
  find(file: string): CachedApp | undefined;
  keep(file: string, read: readonly string[], app: CachedApp): void;
  /** Writes what was found or kept in this run; a cache that cannot be written is none. */
  save(): void;
}

export interface ScanCacheOptions {
  /**
   * Folder for the cache, never inside of what is scanned: whoever can write there says what a scan finds.
   */
  readonly folder: string;
  /** Absolute root of the scan. */
  readonly root: string;
  /** Everything besides files that decides what is found: version of the tool, rules, options, the day. */
  readonly tool: string;
}

const VERSION = 2;

/** Opens the cache of one root; an unreadable one is empty. */
export function openScanCache({ folder, root, tool }: ScanCacheOptions): ScanCache {
  const file = path.join(folder, `${sha256(root)}.json.gz`);
  const stored = readStored(file);
  const hashes = createFileHashes(root, stored.files);
  const next = new Map<string, Entry>();
  const keyOf = (template: string, outside: readonly string[]) =>
    sha256([tool, hashes.folder(folderOf(template)), ...outside.map((one) => `${one} ${hashes.file(one)}`)].join('\n'));
  const found = new Map<string, CachedApp | undefined>();

  return {
    find(template) {
      if (found.has(template)) return found.get(template);
      const entry = stored.entries.get(template);
      const isSame = entry !== undefined && entry.key === keyOf(template, entry.outside);
      if (isSame) next.set(template, entry);
      found.set(template, isSame ? entry : undefined);
      return found.get(template);
    },
    keep(template, read, { scan, stack }) {
      const own = folderOf(template);
      const outside = [...new Set(read)].filter((one) => own !== '' && !one.startsWith(`${own}/`)).sort();
      next.set(template, { key: keyOf(template, outside), outside, scan, stack });
    },
    save() {
      const text = JSON.stringify({ version: VERSION, files: [...hashes.known()], entries: [...next] });
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        // Two scans at a time each write a whole file.
        const unfinished = `${file}.${process.pid}`;
        writeFileSync(unfinished, gzipSync(text, { level: 1 }), { mode: 0o600 });
        renameSync(unfinished, file);
      } catch {}
    },
  };
}

function folderOf(template: string): string {
  const folder = path.posix.dirname(template);
  return folder === '.' ? '' : folder;
}

interface Stored {
  readonly files: ReadonlyMap<string, KnownFile>;
  readonly entries: ReadonlyMap<string, Entry>;
}

function readStored(file: string): Stored {
  try {
    const value: unknown = JSON.parse(
      gunzipSync(readFileSync(file), { maxOutputLength: 512 * 1024 * 1024 }).toString(),
    );
    if (
      isMap(value) &&
      value['version'] === VERSION &&
      Array.isArray(value['files']) &&
      Array.isArray(value['entries'])
    ) {
      return { files: new Map(value['files']), entries: new Map(value['entries']) };
    }
  } catch {}
  return { files: new Map(), entries: new Map() };
}
