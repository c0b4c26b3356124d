import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { beginningsOf } from '../beginnings.ts';
import { callBackWith, each, methodOf, models, sinkOf } from './helpers.ts';

/*
 * Packages that stand before files and programs: pictures, videos, archives, repositories.
 */

/** Streams and objects are no paths. */
function isPath({ shapes }: AbstractValue): boolean {
  return shapes.some(({ kind }) => kind === 'text' || kind === 'event' || kind === 'constant');
}

/** Where bytes may stand as well, what is put together is a path. */
function joinedPath(value: AbstractValue | undefined): AbstractValue | undefined {
  return value?.shapes.some(({ kind }) => kind === 'text') ? value : undefined;
}

function touches(
  call: CallSite,
  engine: Engine,
  kind: 'read' | 'write',
  path: AbstractValue | undefined,
  name: string,
): void {
  if (path === undefined || !isPath(path)) return;
  engine.sink({ class: 'traversal', name, value: path, place: call.place });
  engine.use(kind, path, call.place);
}

/** A path in a folder that the code names, else an address as well. */
function reads(call: CallSite, engine: Engine, from: AbstractValue | undefined, name: string): void {
  if (from === undefined || !isPath(from)) return;
  if (beginningsOf(from).some((first) => /^[./]/.test(first))) touches(call, engine, 'read', from, name);
  else engine.sink({ class: 'ssrf', name, value: from, place: call.place, position: 'start' });
}

const made = (call: CallSite, engine: Engine): AbstractValue =>
  callBackWith(call, engine, engine.external(call.callee.module, 'made()'));

/** `ffmpeg(input).outputOptions(…).save(path)` of fluent-ffmpeg. */
const ffmpeg: Model = (call, engine) => {
  const method = call.callee.path === '' ? '' : methodOf(call);
  const [first, second] = call.arguments;
  if (/^(|input|addInput|mergeAdd|ffprobe|FfmpegCommand)$/.test(method)) reads(call, engine, first, 'ffmpeg.input');
  else if (/^(output|addOutput|save|saveToFile|mergeToFile)$/.test(method))
    touches(call, engine, 'write', first, 'ffmpeg.output');
  else if (/[oO]ptions?$/.test(method) && first !== undefined) {
    // A text is cut at its one space: an option that the code names keeps to its value.
    engine.sink({
      class: 'cmdi',
      name: `ffmpeg.${method}`,
      value: first,
      place: call.place,
      position: 'start',
      confidence: 'medium',
      text: 'decides the options of ffmpeg',
    });
  } else if (/^(screenshots?|takeScreenshots?|thumbnails?)$/.test(method)) {
    for (const options of [first, second])
      for (const name of ['folder', 'filename'])
        touches(call, engine, 'write', options && engine.ownField(options, name), `ffmpeg.${method}`);
  }
  return made(call, engine);
};

/** `gm(path).resize(…).write(path, done)`; a path of it may be an address. */
const graphics: Model = (call, engine) => {
  const method = call.callee.path === '' || call.callee.path === 'subClass()' ? '' : methodOf(call);
  if (method === 'subClass') return engine.external('gm', '');
  if (method === '') reads(call, engine, joinedPath(call.arguments[0]), 'gm');
  if (method === 'write') touches(call, engine, 'write', call.arguments[0], 'gm.write');
  return made(call, engine);
};

const sharp: Model = (call, engine) => {
  if (call.callee.path === '') touches(call, engine, 'read', joinedPath(call.arguments[0]), 'sharp');
  if (methodOf(call) === 'toFile') touches(call, engine, 'write', call.arguments[0], 'sharp.toFile');
  return made(call, engine);
};

/** `imagemagick`: pictures by their paths. */
const pictures: Model = (call, engine) => {
  const [first] = call.arguments;
  const method = methodOf(call);
  if (first === undefined || !/^(identify|readMetadata|resize|crop)$/.test(method)) return made(call, engine);
  touches(call, engine, 'read', engine.ownField(first, 'srcPath') ?? first, `imagemagick.${method}`);
  touches(call, engine, 'write', engine.ownField(first, 'dstPath'), `imagemagick.${method}`);
  return made(call, engine);
};

/** `git().clone(address, folder)`, `Clone(address, folder)` */
const clones: Model = (call, engine) => {
  const method = call.callee.path === '' ? '' : methodOf(call);
  const isClient = /^simple-git/.test(call.callee.module);
  if (isClient ? /^(clone|mirror)$/.test(method) : /^(|clone|Clone)$/.test(method)) {
    const [address, folder] = call.arguments;
    const name = `${call.callee.module.replace(/\/.*/, '')}.clone`;
    if (address !== undefined)
      engine.sink({ class: 'ssrf', name, value: address, place: call.place, position: 'start' });
    touches(call, engine, 'write', folder, name);
  }
  return made(call, engine);
};

/** `git.clone({ fs, url, dir })` of isomorphic-git. */
const clonesByName: Model = (call, engine) => {
  const [options] = call.arguments;
  const name = `isomorphic-git.${methodOf(call)}`;
  const url = options && engine.ownField(options, 'url');
  if (url !== undefined) engine.sink({ class: 'ssrf', name, value: url, place: call.place, position: 'start' });
  touches(call, engine, 'write', options && engine.ownField(options, 'dir'), name);
  return made(call, engine);
};

/** What packs and unpacks: which argument, or which of its fields, is a folder or file. */
const ARCHIVES: Readonly<
  Record<string, readonly (readonly [method: RegExp, index: number, kind: 'read' | 'write', fields?: string[]])[]>
> = {
  'adm-zip': [
    [/^extractAllTo(Async)?$/, 0, 'write'],
    [/^extractEntryTo$/, 1, 'write'],
    [/^(writeZip|addLocalFile|addLocalFolder)$/, 0, 'write'],
  ],
  'extract-zip': [[/^$/, 1, 'write', ['dir']]],
  unzipper: [[/^Extract$/, 0, 'write', ['path']]],
  unzip: [[/^Extract$/, 0, 'write', ['path']]],
  'unzip-stream': [[/^Extract$/, 0, 'write', ['path']]],
  'node-stream-zip': [[/^extract$/, 1, 'write']],
  decompress: [[/^$/, 1, 'write']],
  'tar-fs': [[/^extract$/, 0, 'write']],
  tar: [[/^(x|extract)$/, 0, 'write', ['cwd', 'C']]],
  archiver: [[/^(file|directory)$/, 0, 'read']],
};

const archive: Model = (call, engine) => {
  const { module, path } = call.callee;
  const method = path === '' ? '' : methodOf(call);
  for (const [methods, index, kind, fields] of ARCHIVES[module] ?? []) {
    const given = call.arguments[index];
    if (!methods.test(method) || given === undefined) continue;
    const name = `${module}${method === '' ? '' : `.${method}`}`;
    if (fields === undefined) touches(call, engine, kind, given, name);
    else for (const field of fields) touches(call, engine, kind, engine.ownField(given, field), name);
  }
  return made(call, engine);
};

/** Methods of shelljs that are named like programs: they start none, and take paths. */
const shellFile: Model = (call, engine) => {
  const kind = /^(cat|ls|find|grep|head|tail|test)$/.test(methodOf(call)) ? 'read' : 'write';
  for (const path of call.arguments) touches(call, engine, kind, path, `shelljs.${methodOf(call)}`);
  return engine.unknown('what a command gives', call.place);
};

export const fileAndProgramModels: readonly ModelSet[] = [
  models(['fluent-ffmpeg'], { otherCalls: ffmpeg }),
  models(['gm'], { otherCalls: graphics }),
  models(['sharp'], { otherCalls: sharp }),
  models(['imagemagick', 'node-imagemagick'], { otherCalls: pictures }),
  // It writes the path into a command line between quotes.
  models(['pdf-image'], { calls: { PDFImage: sinkOf('cmdi', 'pdf-image') } }),
  models(['simple-git', 'simple-git/promise', 'nodegit', 'git-clone', 'git-clone/promise', 'degit'], {
    otherCalls: clones,
  }),
  models(['isomorphic-git'], { calls: each(['clone', 'fetch', 'pull', 'push'], clonesByName) }),
  models(Object.keys(ARCHIVES), { otherCalls: archive }),
  models(['shelljs'], {
    calls: each(
      ['rm', 'mkdir', 'cp', 'mv', 'touch', 'ln', 'chmod', 'cat', 'ls', 'find', 'grep', 'head', 'tail', 'test'],
      shellFile,
    ),
  }),
  models(['node-cmd'], { calls: each(['run', 'runSync', 'get'], sinkOf('cmdi', 'node-cmd')) }),
];
