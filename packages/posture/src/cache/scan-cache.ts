import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { isMap } from '@bulkhead/core';
import type { Folders } from '@bulkhead/iac';
import { folderOf } from '../folder-of.ts';
import type { AppScan } from '../scanned-app.ts';
import type { KnownStack } from '../stacks.ts';
import { createFileHashes, isHashed, type KnownFile, sha256 } from './file-hashes.ts';

/** What an earlier scan found of one application, as long as none of the files that it read has changed. */
interface Entry {
  readonly key: string;
  /** Files and folders (with a slash) that were read and are not in the hash of the template's folder, relative to the root. */
  readonly outside: readonly string[];
  readonly parts: readonly string[];
  readonly code: readonly string[];
  /** JSON of an {@link AppScan} and of a {@link KnownStack}: what nobody asks for is not parsed. */
  readonly scan: string;
  readonly stack: string;
  /** All of it as it stands in the cache; left out: it is new. */
  readonly packed?: Buffer;
}

/** What was found of an application, and what the others have to know of it. */
export interface CachedApp {
  readonly scan: AppScan;
  readonly stack: KnownStack;
  /** Templates and folders that are parts of it, as `loadApps` tells them. */
  readonly parts: readonly string[];
  /** Files of code that were read. */
  readonly code: readonly string[];
}

export interface ScanCache {
  /** What is known of a template, where nothing that it reads has changed. */
  find(file: string): CachedApp | undefined;
  keep(file: string, read: readonly string[], app: CachedApp): void;
  /** Whether all that the last scan looked at was found again, and there was nothing else. */
  isWhole(): boolean;
  /**
   * Writes what was found or kept in this run; a cache that cannot be written is none.
   * @param isAll whether nothing else was scanned than what was found or kept
   */
  save(isAll: boolean): void;
}

export interface ScanCacheOptions {
  /**
   * Folder for the cache, never inside of what is scanned: whoever can write there says what a scan finds.
   */
  readonly folder: string;
  /** Absolute root of the scan. */
  readonly root: string;
  /** What was listed of the root already. */
  readonly folders?: Folders;
  /** Everything besides files that decides what is found: version of the tool, rules, options, the day. */
  readonly tool: string;
}

const VERSION = 6;

/** Opens the cache of one root; an unreadable one is empty. */
export function openScanCache({ folder, root, tool, folders }: ScanCacheOptions): ScanCache {
  const file = path.join(folder, `${sha256(root)}.json.gz`);
  const stored = readStored(file);
  const hashes = createFileHashes(root, stored.files, folders);
  const next = new Map<string, Entry>();
  const hashOf = (one: string) =>
    one.endsWith('/') ? hashes.folder(one === './' ? '' : one.slice(0, -1)) : hashes.file(one);
  const keyOf = (template: string, outside: readonly string[]) =>
    sha256([tool, hashes.folder(folderOf(template)), ...outside.map((one) => `${one} ${hashOf(one)}`)].join('\n'));
  const found = new Map<string, CachedApp | undefined>();
  let isKept = false;
  const isWhole = () => stored.isAll && !isKept && next.size === stored.entries.size;

  return {
    find(template) {
      if (found.has(template)) return found.get(template);
      const entry = stored.entries.get(template);
      const isSame = entry !== undefined && entry.key === keyOf(template, entry.outside);
      if (isSame) next.set(template, entry);
      found.set(template, isSame ? cachedApp(entry) : undefined);
      return found.get(template);
    },
    keep(template, read, { scan, stack, parts, code }) {
      const own = folderOf(template);
      const isInside = (one: string) => own === '' || one.startsWith(`${own}/`);
      const isKnown = (one: string) => isInside(one) && (one.endsWith('/') || isHashed(one));
      const outside = [...new Set([...read, ...code])].filter((one) => !isKnown(one)).sort();
      const { facts, wiring, links, around } = stack;
      next.set(template, {
        key: keyOf(template, outside),
        outside,
        parts,
        code: [...new Set(code)].sort(),
        scan: JSON.stringify(scan),
        stack: JSON.stringify({ facts, wiring, links, around }),
      });
      isKept = true;
    },
    isWhole,
    save(isAll) {
      if (isWhole() && isAll && !hashes.hasLearned()) return;
      const entries = [...next].map(([template, entry]) => entry.packed ?? packed(template, entry));
      const head = gzipSync(
        JSON.stringify({
          version: VERSION,
          isAll,
          files: [...hashes.known()],
          lengths: entries.map(({ length }) => length),
        }),
        { level: 1 },
      );
      const length = Buffer.alloc(4);
      length.writeUInt32BE(head.length);
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        // Two scans at a time each write a whole file.
        const unfinished = `${file}.${process.pid}`;
        writeFileSync(unfinished, Buffer.concat([length, head, ...entries]), { mode: 0o600 });
        renameSync(unfinished, file);
      } catch {}
    },
  };
}

function cachedApp(entry: Entry): CachedApp {
  let scan: AppScan | undefined;
  let stack: KnownStack | undefined;
  return {
    get scan() {
      scan ??= JSON.parse(entry.scan) as AppScan;
      return scan;
    },
    get stack() {
      stack ??= JSON.parse(entry.stack) as KnownStack;
      return stack;
    },
    parts: entry.parts,
    code: entry.code,
  };
}

interface Stored {
  readonly isAll: boolean;
  readonly files: ReadonlyMap<string, KnownFile>;
  readonly entries: ReadonlyMap<string, Entry>;
}

/** Three lines: what an application hangs on, what was found, what others have to know of it. */
function packed(template: string, { key, outside, parts, code, scan, stack }: Entry): Buffer {
  return gzipSync([JSON.stringify([template, key, outside, parts, code]), scan, stack].join('\n'), { level: 1 });
}

/**
 * The length of the head, the head, and an application each, packed by themselves: what has not changed is written again as
 * it was.
 */
function readStored(file: string): Stored {
  try {
    const bytes = readFileSync(file);
    let at = 4 + bytes.readUInt32BE(0);
    const value: unknown = JSON.parse(unpacked(bytes.subarray(4, at)));
    if (isMap(value) && value['version'] === VERSION && Array.isArray(value['files'])) {
      const entries = new Map<string, Entry>();
      for (const length of value['lengths'] as readonly number[]) {
        const own = bytes.subarray(at, at + length);
        at += length;
        const [hangsOn = '', scan = '', stack = ''] = unpacked(own).split('\n');
        const [template, key, outside, parts, code] = JSON.parse(hangsOn) as [string, string, ...(readonly string[])[]];
        entries.set(template, { key, outside: outside!, parts: parts!, code: code!, scan, stack, packed: own });
      }
      return { isAll: value['isAll'] === true, files: new Map(value['files']), entries };
    }
  } catch {}
  return { isAll: false, files: new Map(), entries: new Map() };
}

function unpacked(bytes: Buffer): string {
  return gunzipSync(bytes, { maxOutputLength: 512 * 1024 * 1024 }).toString();
}
