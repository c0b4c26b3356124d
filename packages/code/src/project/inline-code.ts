import {
  type App,
  handlerName,
  inlineHandler,
  type LambdaFunction,
  type SourcePlace,
  type StaticValue,
} from '@bulkhead/core';
import type { HandlerLocation, ProjectFiles } from '../engine/types.ts';
import { MAX_BYTES } from './files.ts';
import { layerFolders } from './layers.ts';
import { folderOf } from './paths.ts';

/** Code that templates hold, as files of the project that only this analysis sees. */
export interface InlineCode {
  /** The project's files and these. */
  readonly files: ProjectFiles;
  locate(lambda: LambdaFunction): HandlerLocation | undefined;
  /** What was read, with the places where people wrote it: in the template. */
  placed<T>(functionId: string, read: T): T;
}

interface InlineFile {
  readonly path: string;
  readonly handler: string;
  readonly template: string;
  /** Something in the text is filled in by the deploy only. */
  readonly isOpen: boolean;
  readonly text: string;
  readonly placeOf: (place: SourcePlace) => SourcePlace;
}

export function inlineCode(files: ProjectFiles, app: App): InlineCode {
  const byFunction = new Map<string, InlineFile>();
  const byPath = new Map<string, InlineFile>();
  const templates = new Map<string, readonly string[]>();
  /** Each template is read once, however many functions it holds. */
  const linesOf = (template: string): readonly string[] => {
    const known = templates.get(template);
    if (known !== undefined) return known;
    const read = files.read(template);
    const lines = 'text' in read ? read.text.split('\n') : [];
    templates.set(template, lines);
    return lines;
  };
  for (const lambda of app.functions) {
    const file = inlineFile(lambda, linesOf);
    if (file === undefined || byPath.has(file.path)) continue;
    byFunction.set(lambda.id, file);
    byPath.set(file.path, file);
  }
  return {
    files: {
      ...files,
      read: (path) => {
        const file = byPath.get(path);
        if (file === undefined) return files.read(path);
        if (file.text.length <= MAX_BYTES) return { text: file.text };
        const place = { file: path, line: 1, column: 1 };
        return { problem: { kind: 'too-large', message: `larger than ${MAX_BYTES / 1024 / 1024} MB`, place } };
      },
      isFile: (path) => byPath.has(path) || files.isFile(path),
    },
    locate(lambda) {
      const file = byFunction.get(lambda.id);
      if (file === undefined) return undefined;
      const { path, handler } = file;
      const language = path.endsWith('.py') ? 'python' : 'javascript';
      const exportPath = handlerName(handler, language)?.exportPath ?? [];
      const context = { codeRoot: folderOf(path), layers: layerFolders(app, files) };
      return { language, file: path, exportPath, context };
    },
    placed(functionId, read) {
      const file = byFunction.get(functionId);
      return file === undefined ? read : moved(read, file, new Map());
    },
  };
}

/** Its path lies below the template, where nothing else can be. */
function inlineFile(lambda: LambdaFunction, linesOf: (template: string) => readonly string[]): InlineFile | undefined {
  const { inlineCode: code, id } = lambda;
  const written = inlineHandler(lambda);
  if (code === undefined || written === undefined) return undefined;
  const template = code.place.file;
  return {
    path: `${template}/${id.replaceAll(/[^\w-]/g, '_')}/${written.file}`,
    handler: written.handler,
    template,
    isOpen: code.open !== undefined,
    text: code.text,
    placeOf: placesIn(linesOf, code),
  };
}

/** Lines of a literal block (`|`) are lines of the template; any other text is one place. */
function placesIn(
  linesOf: (template: string) => readonly string[],
  { place: begin, lines: told }: NonNullable<LambdaFunction['inlineCode']>,
): (place: SourcePlace) => SourcePlace {
  if (told !== undefined) return ({ line }) => told[line - 1] ?? begin;
  const lines = linesOf(begin.file);
  const opening = lines[begin.line - 1]?.slice(begin.column - 1) ?? '';
  if (!/^(?:!Sub[ \t]+)?\|[-+\d]*[ \t]*(?:#.*)?\r?$/.test(opening)) return () => begin;
  const first = lines.slice(begin.line, begin.line + MOST_BLANK).find((line) => line.trim() !== '') ?? '';
  const indent = first.length - first.trimStart().length;
  return ({ line, column }) => ({ file: begin.file, line: begin.line + line, column: column + indent });
}

/** Empty lines at the head of a block that are looked past for its indentation. */
const MOST_BLANK = 20;

/** Plain data with the places of a file moved, and what only the deploy knows unknown; what is shared stays shared. */
function moved<T>(value: T, file: InlineFile, done: Map<unknown, unknown>): T {
  if (typeof value === 'string') return value.replaceAll(file.path, file.template) as T;
  if (typeof value !== 'object' || value === null) return value;
  const known = done.get(value);
  if (known !== undefined) return known as T;
  const made = Array.isArray(value)
    ? value.map((item) => moved(item, file, done))
    : isPlaceIn(value, file)
      ? file.placeOf(value)
      : ((file.isOpen ? filledByDeploy(value) : undefined) ??
        Object.fromEntries(Object.entries(value).map(([key, item]) => [key, moved(item, file, done)])));
  done.set(value, made);
  return made as T;
}

function isPlaceIn(value: object, { path }: InlineFile): value is SourcePlace {
  return 'file' in value && value.file === path && 'line' in value && 'column' in value;
}

/** A {@link StaticValue} that holds `${Table}` of `Fn::Sub`. */
function filledByDeploy(value: object): StaticValue | undefined {
  if (!('kind' in value && value.kind === 'literal' && 'value' in value && typeof value.value === 'string')) return;
  const pieces = value.value.split(SUBSTITUTE);
  if (pieces.length === 1) return undefined;
  const parts = pieces.map((piece, index): StaticValue => {
    return index % 2 === 0
      ? { kind: 'literal', value: piece }
      : { kind: 'unknown', reason: `the deploy sets ${piece}` };
  });
  const told = parts.filter((part) => part.kind !== 'literal' || part.value !== '');
  return told.length === 1 ? told[0] : { kind: 'concat', parts: told };
}

/** Names of parameters, resources and their attributes, pseudo parameters, as the loaders leave them in the text. */
const SUBSTITUTE = /\$\{([A-Za-z]\w{0,300})\}/;
