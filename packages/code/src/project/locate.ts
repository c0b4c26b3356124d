import path from 'node:path';
import {
  type App,
  type CodeProblem,
  handlerName,
  isUnknown,
  type LambdaFunction,
  NODE_EXTENSIONS,
  PYTHON_EXTENSIONS,
  type Unknown,
} from '@bulkhead/core';
import type { HandlerLocation, ProjectFiles, ResolveContext } from '../engine/types.ts';
import { layerFolders } from './layers.ts';
import { baseName, folderOf, joinPath } from './paths.ts';
import { type Sought, sourceOfArchive } from './source-of-archive.ts';
import { isBuilt, sourceStems } from './source-of-built.ts';
import { sourceOfBundle } from './source-of-bundle.ts';
import { otherLanguageOf, readDockerfile, sourcesOfImages } from './source-of-image.ts';

/** Where the source is looked for, what people wrote comes before what compilers made. */
const SOURCE_EXTENSIONS = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];

/** Why a loader does not know a handler's file: the code is packed by something else. */
const PACKED =
  /^has its code in (S3|an archive)$|^code (whose folder|that) is decided at synthesis$|^code that \S+ makes$/;
const INLINE = /^has its code inline/;

/** Variables in which wrapping layers keep the handler that they call: Datadog, New Relic, Lumigo. */
const WRAPPED_HANDLER_VARIABLES = ['DD_LAMBDA_HANDLER', 'NEW_RELIC_LAMBDA_HANDLER', 'LUMIGO_ORIGINAL_HANDLER'];

/**
 * Finds the file and export of a function's handler, as the Lambda runtimes do; where the template names what a compiler
 * writes, the source that it is made from.
 * @param files of `app.root`
 */
export function locateHandler(files: ProjectFiles, app: App, lambda: LambdaFunction): HandlerLocation {
  const failed = (kind: CodeProblem['kind'], message: string): HandlerLocation => {
    return { problem: { kind, message, place: lambda.handlerPlace } };
  };
  const handler = handlerOf(lambda);
  if (handler === undefined) {
    const packed = locatePacked(files, app, lambda) ?? locateImage(files, app, lambda);
    if (packed !== undefined) return packed;
    if (isOther(lambda.runtime)) return failed('unsupported-language', notRead(String(lambda.runtime)));
    const { dockerfile } = lambda.image ?? {};
    const other = isImage(lambda) && dockerfile !== undefined ? otherLanguageOf(files, dockerfile) : undefined;
    if (other !== undefined) return failed('unsupported-language', notRead(`an image of ${other}`));
    return failed('missing-source', isUnknown(lambda.handler) ? lambda.handler.unknown : 'the handler is not known');
  }
  const runtime = isUnknown(lambda.runtime) ? '' : lambda.runtime;
  const codeRoot = relativeRoot(app.root, lambda.codeRoot);
  if (codeRoot === undefined)
    return failed('outside-root', `the code of ${lambda.id} leads out of the project's folder`);
  const isPython = runtime.startsWith('python');
  if (isOther(runtime)) return failed('unsupported-language', notRead(runtime));
  const context: ResolveContext = { codeRoot, layers: layerFolders(app, files) };
  if (!isPython) {
    const found = locateNode(files, handler, lambda, context);
    if (found !== undefined) return found;
  }
  if (isPython || runtime === '') {
    const found = locatePython(files, handler, context);
    if (found !== undefined) return found;
  }
  // `.build/lambdas/`, `../app/dist`: what a build step makes is not in the repository.
  const isGone = codeRoot !== '' && !files.isFolder(codeRoot);
  const [first = '', ...rest] = handler.replace(/^\.\//, '').split('/');
  const isOutput = rest.length > 0 && isBuilt(first) && !files.isFolder(joinPath(codeRoot, first) ?? '');
  if (runtime !== '' && (isGone || isOutput || lambda.archive !== undefined)) {
    const named = isOutput ? rest.join('/') : handler;
    const found = locateElsewhere(files, app, lambda, named, isPython ? 'python' : 'javascript');
    if (found !== undefined) return found;
  }
  const shown = codeRoot === '' ? 'the project’s folder' : codeRoot;
  return failed('missing-source', `the handler "${handler}" of ${lambda.id} has no source in ${shown}`);
}

function isOther(runtime: LambdaFunction['runtime']): boolean {
  return !isUnknown(runtime) && runtime !== '' && !/^(?:python|nodejs)/.test(runtime);
}

const notRead = (what: string): string => `${what} is not read, only Node.js and Python`;

/** The handler of a function whose code is an archive that is not there, or lies in a bucket. */
function locatePacked(files: ProjectFiles, app: App, lambda: LambdaFunction): HandlerLocation | undefined {
  const { handler, runtime } = lambda;
  if (!isUnknown(handler) || isUnknown(runtime)) return undefined;
  if (!PACKED.test(handler.unknown) && !isPlaceholder(handler)) return undefined;
  const language = runtime.startsWith('python') ? 'python' : runtime.startsWith('nodejs') ? 'javascript' : undefined;
  if (language === undefined) return undefined;
  return locateElsewhere(files, app, lambda, handler.expression ?? '', language);
}

/** Where the template's folder is not there, or holds nothing of that name: a script makes it. */
function locateElsewhere(
  files: ProjectFiles,
  app: App,
  lambda: LambdaFunction,
  handler: string,
  language: 'python' | 'javascript',
): HandlerLocation | undefined {
  const name = handlerName(handler, language);
  if (name === undefined) return undefined;
  const { stem, exportPath } = name;
  const folder = relativeRoot(app.root, lambda.codeRoot) ?? '';
  const isThere = files.isFolder(folder);
  const called = [lambda.id, lambda.logicalId, lambda.name, lambda.archive, isThere ? undefined : baseName(folder)];
  const sought: Sought = {
    stem,
    exportName: exportPath.at(-1),
    extensions: language === 'python' ? PYTHON_EXTENSIONS : SOURCE_EXTENSIONS,
    names: called.filter((one) => typeof one === 'string'),
  };
  const bundled = isThere && lambda.archive === undefined ? undefined : sourceOfBundle(files, sought, folder);
  const isBundle = language === 'javascript' && bundled !== undefined;
  const file = isBundle ? bundled : (sourceOfArchive(files, sought) ?? bundled);
  if (file === undefined) return undefined;
  const at = file.lastIndexOf(stem);
  const codeRoot = folderOf(at < 0 ? file : file.slice(0, at + 1));
  const context: ResolveContext = { codeRoot, layers: layerFolders(app, files) };
  return { language, file, exportPath, context };
}

/**
 * Inline code becomes `index.js` or `index.py`: with a handler in another file it cannot run, and only holds the place of
 * what somebody uploads afterwards (AWS::Lambda::Function, "ZipFile").
 */
function isPlaceholder({ unknown, expression }: Unknown): boolean {
  return (
    INLINE.test(unknown) &&
    expression !== undefined &&
    /^[\w./-]+\.\w+$/.test(expression) &&
    !/^index\./.test(expression)
  );
}

/**
 * The handler of a container image: what its Dockerfile says, or the template in its place. Where the template does not
 * name the Dockerfile it is the project's only one that describes a function, and that function the only image.
 */
function locateImage(files: ProjectFiles, app: App, lambda: LambdaFunction): HandlerLocation | undefined {
  if (!isImage(lambda)) return undefined;
  const { folder, dockerfile, handler: command } = lambda.image ?? {};
  const isNamed = dockerfile !== undefined;
  if (!isNamed && app.functions.filter(isImage).length > 1) return undefined;
  const [only, ...others] = isNamed ? readDockerfile(files, dockerfile, folder, command) : sourcesOfImages(files);
  if (only === undefined || others.length > 0) return undefined;
  const handler = command ?? only.handler;
  const layers = layerFolders(app, files);
  for (const codeRoot of only.codeRoots) {
    // What else is copied lies in the same folder of the image, as a layer's content is beside the code.
    const context: ResolveContext = { codeRoot, layers: [...layers, ...only.copied.filter((one) => one !== codeRoot)] };
    const found = locatePython(files, handler, context) ?? locateNode(files, handler, lambda, context);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isImage({ handler }: LambdaFunction): boolean {
  return isUnknown(handler) && handler.unknown === 'is a container image';
}

/** The function's own handler, also where a plug-in's or a layer of an observability vendor stands in front of it. */
function handlerOf(lambda: LambdaFunction): string | undefined {
  const { handler } = lambda;
  if (lambda.application !== undefined) return lambda.application;
  if (isUnknown(handler)) return undefined;
  if (/^\/opt\/|^newrelic|^datadog_lambda\.|lumigo/.test(handler)) {
    for (const name of WRAPPED_HANDLER_VARIABLES) {
      const value = lambda.environment[name];
      if (typeof value === 'string') return value;
    }
  }
  return handler;
}

function relativeRoot(root: string, codeRoot: string): string | undefined {
  const relative = path.relative(root, codeRoot);
  if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) return undefined;
  return relative.split(path.sep).join('/');
}

function locateNode(
  files: ProjectFiles,
  handler: string,
  lambda: LambdaFunction,
  context: ResolveContext,
): HandlerLocation | undefined {
  const name = handlerName(handler, 'javascript');
  if (name === undefined) return undefined;
  const { stem: base, exportPath } = name;
  const stem = joinPath(context.codeRoot, base);
  const file =
    fromEntryPoints(files, base, lambda, context) ??
    (stem === undefined ? undefined : (fromStem(files, stem) ?? fromLayers(files, base, context)));
  if (file === undefined) return undefined;
  const isGuess = stem !== undefined && isBuilt(stem) && !file.startsWith(`${stem}.`) && !file.startsWith(`${stem}/`);
  return { language: 'javascript', file, exportPath, context, ...(isGuess ? { isGuess } : {}) };
}

function fromStem(files: ProjectFiles, stem: string): string | undefined {
  const sources = isBuilt(stem) ? sourceStems(files, stem) : [];
  for (const source of sources) {
    const found = firstFile(files, source, SOURCE_EXTENSIONS);
    if (found !== undefined) return found;
  }
  const found = firstFile(files, stem, NODE_EXTENSIONS) ?? firstFile(files, `${stem}/index`, NODE_EXTENSIONS);
  // A compiled file beside its source: people read the source.
  const source = found?.replace(/\.([cm]?)js$/, '.$1ts');
  return source !== undefined && source !== found && files.isFile(source) ? source : found;
}

/** The source that a template names for its build: the one whose name fits the handler's, or the only one. */
function fromEntryPoints(
  files: ProjectFiles,
  base: string,
  lambda: LambdaFunction,
  context: ResolveContext,
): string | undefined {
  const entries = (lambda.entryPoints ?? []).flatMap((entry) => joinPath(context.codeRoot, entry) ?? []);
  const sources = entries.flatMap((entry) => {
    if (files.isFile(entry)) return [entry];
    return firstFile(files, entry.replace(/\.[cm]?[jt]sx?$/, ''), SOURCE_EXTENSIONS) ?? [];
  });
  const fitting = sources.filter((file) => baseName(file).replace(/\.[cm]?[jt]sx?$/, '') === baseName(base));
  const exact = fitting.find((file) => file.replace(/\.[cm]?[jt]sx?$/, '').endsWith(base));
  return exact ?? fitting[0] ?? (sources.length === 1 ? sources[0] : undefined);
}

function fromLayers(files: ProjectFiles, base: string, context: ResolveContext): string | undefined {
  if (!base.startsWith('/opt/')) return undefined;
  for (const layer of context.layers) {
    const stem = joinPath(layer, base.slice('/opt/'.length));
    const found = stem === undefined ? undefined : firstFile(files, stem, NODE_EXTENSIONS);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Python names modules with dots or slashes: `src.app.handler` and `src/app.handler` are both `src/app.py`. */
function locatePython(files: ProjectFiles, handler: string, context: ResolveContext): HandlerLocation | undefined {
  const name = handlerName(handler, 'python');
  const stem = name === undefined ? undefined : joinPath(context.codeRoot, name.stem);
  if (name === undefined || stem === undefined) return undefined;
  const file =
    firstFile(files, stem, PYTHON_EXTENSIONS) ??
    (isBuilt(stem)
      ? sourceStems(files, stem).flatMap((one) => firstFile(files, one, PYTHON_EXTENSIONS) ?? [])[0]
      : undefined);
  return file === undefined ? undefined : { language: 'python', file, exportPath: name.exportPath, context };
}

function firstFile(files: ProjectFiles, stem: string, extensions: readonly string[]): string | undefined {
  for (const extension of extensions) if (files.isFile(`${stem}${extension}`)) return `${stem}${extension}`;
  return undefined;
}
