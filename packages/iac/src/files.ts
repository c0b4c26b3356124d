import { closeSync, constants, existsSync, fstatSync, lstatSync, openSync, readSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { BulkheadError, type ErrorCode, type SourcePlace } from '@bulkhead/core';
import { parseYaml } from './yaml/parse.ts';
import { parseJson } from './yaml/parse-json.ts';
import { scalarTree, type Tree } from './yaml/tree.ts';

/** CloudFormation takes templates up to 1 MB (docs.aws.amazon.com, "CloudFormation quotas"); packaged state files are larger. */
const MAX_BYTES = 1024 * 1024;
const MAX_PACKAGED_BYTES = 4 * MAX_BYTES;
/** Files that one project may read; a `file()` that names itself under ever new names stops here. */
const MAX_FILES = 500;
const MAX_NOTES = 50;

export interface ReadRequest {
  /** Absolute, or relative to the project root. */
  readonly path: string;
  /** Who asked, for the message. */
  readonly place?: SourcePlace;
  /** How messages name the file, where its path may not be shown. */
  readonly shownAs?: string;
  readonly code?: ErrorCode;
  readonly packaged?: boolean;
}

/** Reads files inside one folder and nothing else. */
export interface ProjectFiles {
  readonly root: string;
  /** @returns `undefined` where there is no such file */
  text(request: ReadRequest): { readonly file: string; readonly text: string } | undefined;
  /** Parses `.json` and `.tfstate` as JSON, `.yml` and `.yaml` as YAML, anything else as one text. */
  tree(request: ReadRequest): Tree | undefined;
  /** The path relative to the root, with forward slashes. @throws BulkheadError BULKHEAD_OUTSIDE_ROOT */
  inside(request: ReadRequest): string;
  /** Whether something stands at an absolute path inside of the root; reads nothing. */
  has(absolute: string): boolean;
  /** Files parsed so far, relative to the root. */
  parsed(): readonly string[];
  /** What a person should know of how they were read, each with its place. */
  notes(): readonly string[];
  /** Files that were asked for so far, there or not, relative to the root. */
  asked(): readonly string[];
}

/**
 * @param root absolute folder; a symbolic link that leads out of it is refused like `../`
 * @throws from its methods: BulkheadError BULKHEAD_OUTSIDE_ROOT, or `code` for a file that cannot be read
 */
export function createProjectFiles(root: string): ProjectFiles {
  const realRoot = realpathSync(root);
  const trees = new Map<string, Tree>();
  const notes: string[] = [];
  const asked = new Set<string>();
  /** What was followed to where it is. */
  const realPlaces = new Map<string, string | undefined>([[path.resolve(root), realRoot]]);

  const inside = (request: ReadRequest): string => {
    const absolute = path.resolve(root, request.path);
    const relative = relativeInside(root, absolute);
    if (relative === undefined || request.path.startsWith('~')) throw outside(request);
    const real = realPlace(absolute, realPlaces);
    if (real !== undefined && relativeInside(realRoot, real) === undefined) throw outside(request, relative);
    return relative;
  };

  const text = (request: ReadRequest) => {
    const file = inside(request);
    asked.add(file);
    const limit = request.packaged ? MAX_PACKAGED_BYTES : MAX_BYTES;
    const bytes = readBounded(path.join(root, file), limit, (why) => unreadable(request, file, why));
    if (!bytes) return undefined;
    try {
      return { file, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
    } catch (cause) {
      throw unreadable(request, file, 'is not UTF-8 text', cause);
    }
  };

  const noteRepeated = (message: string, { file, line, column }: SourcePlace): void => {
    if (notes.length < MAX_NOTES) notes.push(`${file}:${line}:${column}: ${message}, and the last counts`);
  };

  const tree = (request: ReadRequest): Tree | undefined => {
    const file = inside(request);
    const known = trees.get(file);
    if (known) return known;
    if (trees.size >= MAX_FILES) throw unreadable(request, file, `is past the ${MAX_FILES} files that are read`);
    const content = text(request);
    if (!content) return undefined;
    const options = {
      file,
      ...(request.code === undefined ? {} : { code: request.code }),
      ...(isStrict(file) ? {} : { onRepeated: noteRepeated }),
    };
    const language = languageOf(file, content.text);
    let parsed: Tree;
    if (language === 'json') parsed = parseJson(content.text, options);
    else if (language === 'yaml') parsed = parseYaml(content.text, options);
    else parsed = scalarTree(content.text, { file, line: 1, column: 1 });
    trees.set(file, parsed);
    return parsed;
  };

  const has = (absolute: string) => relativeInside(root, absolute) !== undefined && existsSync(absolute);

  return {
    root,
    text,
    tree,
    inside,
    has,
    parsed: () => [...trees.keys()],
    asked: () => [...asked],
    notes: () => notes,
  };
}

/** CloudFormation deploys a template in which a key stands twice; the Serverless Framework refuses it, and so do we in policies. */
function isStrict(file: string): boolean {
  return /^(?:serverless|bulkhead)[.-]/.test(path.basename(file));
}

/** CloudFormation's own ending says nothing of the language. */
function languageOf(file: string, text: string): 'json' | 'yaml' | undefined {
  const extension = path.extname(file).toLowerCase();
  if (extension === '.template') return /^\uFEFF?\s*\{/.test(text) ? 'json' : 'yaml';
  if (extension === '.json' || extension === '.tfstate') return 'json';
  return extension === '.yml' || extension === '.yaml' ? 'yaml' : undefined;
}

function relativeInside(root: string, absolute: string): string | undefined {
  const relative = path.relative(root, absolute);
  if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) return undefined;
  return relative.split(path.sep).join('/');
}

/**
 * {@link realParent}, from folder to folder and each one looked at once: following a whole path asks for every part of it.
 * @param known where each place leads that was asked for; the root is there from the start, so that the way up ends
 */
function realPlace(absolute: string, known: Map<string, string | undefined>): string | undefined {
  if (known.has(absolute)) return known.get(absolute);
  const folder = path.dirname(absolute);
  const parent = folder === absolute ? undefined : realPlace(folder, known);
  let real: string | undefined;
  try {
    const stat = lstatSync(absolute, { throwIfNoEntry: false });
    if (stat === undefined) real = parent;
    else if (parent !== undefined && (stat.isFile() || stat.isDirectory()))
      real = path.join(parent, path.basename(absolute));
    else real = realParent(absolute);
  } catch {
    real = realParent(absolute);
  }
  known.set(absolute, real);
  return real;
}

/** Where the path leads once links are followed; for a missing file, where its nearest existing folder leads. */
function realParent(absolute: string): string | undefined {
  for (let here = absolute; ; here = path.dirname(here)) {
    try {
      return realpathSync(here);
    } catch {
      if (here === path.dirname(here)) return undefined;
    }
  }
}

function readBounded(file: string, limit: number, fail: (why: string) => BulkheadError): Buffer | undefined {
  let handle: number;
  try {
    // Opening a named pipe for reading would wait for a writer.
    handle = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw fail(`cannot be read (${code ?? 'unknown error'})`);
  }
  try {
    const stat = fstatSync(handle);
    if (stat.isDirectory()) throw fail('is a folder, not a file');
    if (!stat.isFile()) throw fail('is not a regular file');
    if (stat.size > limit) throw fail(`is larger than ${limit / 1024 / 1024} MB`);
    const buffer = Buffer.alloc(stat.size);
    let filled = 0;
    while (filled < buffer.length) {
      const count = readSync(handle, buffer, filled, buffer.length - filled, filled);
      if (count === 0) break;
      filled += count;
    }
    return buffer.subarray(0, filled);
  } finally {
    closeSync(handle);
  }
}

/** @param lexical the path relative to the root, where it only leads out through a link */
function outside(request: ReadRequest, lexical?: string): BulkheadError {
  const message = `${request.shownAs ?? `"${lexical ?? request.path}"`} leads out of the project's folder`;
  const place = request.place ?? (lexical === undefined ? undefined : { file: lexical, line: 1, column: 1 });
  return new BulkheadError('BULKHEAD_OUTSIDE_ROOT', message, place ? { place } : {});
}

function unreadable(request: ReadRequest, file: string, why: string, cause?: unknown): BulkheadError {
  return new BulkheadError(request.code ?? 'BULKHEAD_BAD_TEMPLATE', `${request.shownAs ?? file} ${why}`, {
    place: request.place ?? { file, line: 1, column: 1 },
    cause,
  });
}
