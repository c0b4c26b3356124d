import { DIRECTORY_LISTING } from '../../engine/response.ts';
import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { argument, constantText, each, madeOf, models, nothing } from './helpers.ts';
import { fileKey, freshKey, freshName, noteWritten } from './written.ts';

/** A file of the function's own temporary folder under a name that is the same in every invocation. */
export function noteFixedName(call: CallSite, engine: Engine, path: AbstractValue): void {
  if (engine.during === 'load') return;
  const text = constantText(engine, path);
  if (text?.startsWith('/tmp/')) engine.fact('fixed-tmp-file', call.place, text);
}

function touches(call: CallSite, engine: Engine, kind: 'read' | 'write', path: AbstractValue, name: string): void {
  engine.use(kind, path, call.place);
  engine.sink({ class: 'traversal', name, value: path, place: call.place });
  if (kind === 'write') noteFixedName(call, engine, path);
}

/** `open(path, mode)`; what is read from the file is nobody's data that is known. */
export const openFile: Model = (call, engine) => {
  const path = argument(call, 0, 'file');
  if (!path) return undefined;
  const mode = constantText(engine, argument(call, 1, 'mode')) ?? 'r';
  touches(call, engine, /[wax+]/.test(mode) ? 'write' : 'read', path, 'open');
  return opened(engine, fileKey(engine, path));
};

/** An open file; its key says which. */
function opened(engine: Engine, key: string | undefined): AbstractValue {
  return engine.external('io', 'open()#', key);
}

const writeTo: Model = (call, engine) => {
  const [value] = call.arguments;
  const key = call.callee.state;
  if (value && typeof key === 'string')
    noteWritten(engine, key, value.shapes.some(({ kind }) => kind === 'list') ? engine.item(value, call.place) : value);
  return engine.constant(null);
};

const access = (kind: 'read' | 'write', name: string, index = 0): Model => {
  return (call, engine) => {
    const path = call.arguments[index] ?? call.named.values().next().value;
    if (path) touches(call, engine, kind, path, name);
    return engine.unknown(`what ${name} gives`, call.place);
  };
};

const transfer = (name: string): Model => {
  return (call, engine) => {
    const [from, to] = [argument(call, 0, 'src'), argument(call, 1, 'dst')];
    if (from) touches(call, engine, 'read', from, name);
    if (to) touches(call, engine, 'write', to, name);
    return engine.constant(null);
  };
};

/** Data stays where it is in a joined path: `..` in any part leads out. */
export const joinPath: Model = (call, engine) => {
  const parts = call.arguments.flatMap((part, index) => (index === 0 ? [part] : ['/', part]));
  return engine.text(parts);
};

/** `..` and `/` are gone: what is left is one name. */
export const lastName: Model = (call, engine) => {
  const [path] = call.arguments;
  return path && engine.cleaned(madeOrSame(call, engine, path), ['traversal']);
};

function madeOrSame(call: CallSite, engine: Engine, path: AbstractValue): AbstractValue {
  const text = constantText(engine, path);
  if (text !== undefined) return engine.constant(text.slice(text.lastIndexOf('/') + 1));
  return madeOf(engine, call, 'is cut to its last name', path);
}

const folderName: Model = (call, engine) => {
  const [path] = call.arguments;
  return path && madeOf(engine, call, 'is cut to its folder', path);
};

const splitExtension: Model = (call, engine) => {
  const [path] = call.arguments;
  if (!path) return undefined;
  const part = madeOf(engine, call, 'is cut', path);
  // What stands behind the last slash, or behind the last dot after it, has no slash.
  return engine.list([part, engine.cleaned(part, ['traversal'])], call.place);
};

const same: Model = (call) => call.arguments[0];

/** Paths without `..`: their beginning says where they lie. */
const RESOLVED = new WeakSet<AbstractValue>();

const resolvedPath = (value: AbstractValue | undefined): AbstractValue | undefined => {
  if (value === undefined) return undefined;
  const made = { ...value };
  RESOLVED.add(made);
  return made;
};

/** `path.resolve()` */
const resolved: Model = (call) => resolvedPath(call.receiver);

/** `os.path.realpath(path)` */
const resolvedArgument: Model = (call) => resolvedPath(call.arguments[0]);

/** Whether a path has been resolved before its beginning is looked at. */
export function isResolved(value: AbstractValue): boolean {
  return RESOLVED.has(value);
}

/** `path.is_relative_to('/tmp')` */
const insideOf: Model = (call, engine) =>
  call.receiver && engine.checked(call.receiver, isResolved(call.receiver) ? ['traversal'] : 'unsure');

/** `path.relative_to('/tmp')` throws where the path lies elsewhere. */
const inside: Model = (call, engine) => {
  const { receiver } = call;
  if (receiver) engine.assume(receiver, isResolved(receiver) ? ['traversal'] : 'unsure');
  return receiver;
};

/** A folder's content, for whoever returns it. */
const listing: Model = (call, engine) => {
  const path = call.arguments[0];
  if (path) touches(call, engine, 'read', path, 'os.listdir');
  const name = engine.unknown('a name in a folder', call.place);
  // What the answer carries of it is a fact of its own: `DIRECTORY_LISTING`.
  const step = { place: call.place, text: 'the names in a folder are read' };
  return engine.list([], call.place, engine.tainted(name, 'error', DIRECTORY_LISTING, step));
};

/** `os.path.commonpath([path, folder]) == folder`: compared, it says of a resolved path where it lies. */
const commonPath: Model = (call, engine) => {
  const [paths] = call.arguments;
  const resolved = (paths && engine.knownItems(paths))?.find(isResolved);
  return resolved ?? engine.unknown('a path', call.place);
};

const osFiles: Readonly<Record<string, Model>> = {
  ...Object.fromEntries(
    ['remove', 'unlink', 'rmdir', 'mkdir', 'makedirs', 'removedirs', 'chmod', 'truncate', 'symlink'].map((name) => [
      name,
      access('write', `os.${name}`),
    ]),
  ),
  ...each(['listdir', 'scandir', 'walk'], listing),
  stat: access('read', 'os.stat'),
  open: access('write', 'os.open'),
  rename: transfer('os.rename'),
  replace: transfer('os.replace'),
  'path.join': joinPath,
  'path.basename': lastName,
  'path.dirname': folderName,
  'path.splitext': splitExtension,
  'path.split': splitExtension,
  ...each(['path.abspath', 'path.normpath', 'path.realpath'], resolvedArgument),
  ...each(['path.commonpath', 'path.commonprefix'], commonPath),
  ...each(['path.expanduser', 'path.expandvars', 'fspath', 'path.relpath'], same),
  ...each(['path.exists', 'path.isfile', 'path.isdir', 'path.islink', 'path.isabs', 'access'], (call, engine) =>
    engine.unknown('a truth value', call.place),
  ),
  ...each(['path.getsize', 'path.getmtime'], (call, engine) => engine.unknown('a number', call.place)),
  getcwd: (_, engine) => engine.constant('/var/task'),
  chdir: nothing,
};

/** A `pathlib.Path` is the text that it stands for, and no longer the data itself: `.name` is its last part. */
const path: Model = (call, engine) => engine.text([joinPath(call, engine) ?? '']);

/** Libraries that take a path, bytes or an open file in one place: what is put together is a path. */
function isPathText({ shapes }: AbstractValue): boolean {
  return shapes.some(({ kind }) => kind === 'text');
}

const opensPath =
  (kind: 'read' | 'write', name: string, index = 0, parameter?: string): Model =>
  (call, engine) => {
    const path = argument(call, index, parameter);
    if (path && isPathText(path)) touches(call, engine, kind, path, name);
    return undefined;
  };

/** Unpacking an archive of a stranger writes wherever its names say (before Python 3.12 without a filter). */
const unpack = (name: string): Model => {
  return (call, engine) => {
    const archive =
      argument(call, 0, 'filename') ?? argument(call, 0, 'file') ?? call.named.get('name') ?? call.named.get('fileobj');
    const mode = constantText(engine, argument(call, 1, 'mode')) ?? 'r';
    if (archive && isPathText(archive))
      touches(
        call,
        engine,
        /[wax]/.test(mode) ? 'write' : 'read',
        archive,
        `${name}.${name === 'zipfile' ? 'ZipFile' : 'open'}`,
      );
    return engine.carrying(engine.external(name, 'archive#'), ...(archive ? [archive] : []));
  };
};

const extractAll = (name: string): Model => {
  return (call, engine) => {
    const folder = argument(call, name === 'tarfile' ? 0 : 0, 'path');
    if (folder) touches(call, engine, 'write', folder, `${name}.extractall`);
    if (name === 'tarfile' && call.receiver && !call.named.has('filter') && !call.named.has('members'))
      engine.sink({
        class: 'traversal',
        name: 'tarfile.extractall',
        value: call.receiver,
        place: call.place,
        text: 'is unpacked under names of its own',
      });
    return engine.constant(null);
  };
};

/** A database that is a file. */
const database: Model = (call, engine) => {
  const file = argument(call, 0, 'database');
  if (file) touches(call, engine, 'write', file, 'sqlite3.connect');
  return undefined;
};

/** A path of `pathlib` is the text that it stands for: these are its methods. */
const onPath = (kind: 'read' | 'write', name: string): Model => {
  return (call, engine) => {
    const { receiver } = call;
    // Archives, pictures and clients have methods of the same names.
    if (!receiver?.shapes.some(({ kind: shape }) => shape === 'text' || shape === 'constant')) {
      if (name === 'open' || name === 'touch' || name === 'mkdir' || name === 'rmdir') return undefined;
    }
    if (receiver) touches(call, engine, kind, receiver, `Path.${name}`);
    if (receiver && (name === 'write_text' || name === 'write_bytes'))
      noteWritten(engine, fileKey(engine, receiver), argument(call, 0, 'data'));
    if (name === 'open') return opened(engine, receiver && fileKey(engine, receiver));
    return engine.unknown(`what ${name} gives`, call.place);
  };
};

export const pathMethods: Readonly<Record<string, Model>> = {
  read_text: onPath('read', 'read_text'),
  read_bytes: onPath('read', 'read_bytes'),
  write_text: onPath('write', 'write_text'),
  write_bytes: onPath('write', 'write_bytes'),
  unlink: onPath('write', 'unlink'),
  open: (call, engine) =>
    onPath(/[wax+]/.test(constantText(engine, argument(call, 0, 'mode')) ?? 'r') ? 'write' : 'read', 'open')(
      call,
      engine,
    ),
  touch: onPath('write', 'touch'),
  mkdir: onPath('write', 'mkdir'),
  rmdir: onPath('write', 'rmdir'),
  ...each(['resolve', 'absolute', 'expanduser', 'as_posix', 'with_suffix'], resolved),
  is_relative_to: insideOf,
  relative_to: inside,
  joinpath: (call, engine) =>
    call.receiver && engine.text([call.receiver, ...call.arguments.flatMap((part) => ['/', part])]),
};

export const osFileModels = osFiles;

export const fileModels: readonly ModelSet[] = [
  models(
    'io',
    {
      open: openFile,
      // What is in a buffer is no address of what is to be read.
      ...each(['StringIO', 'BytesIO'], (call, engine) =>
        call.arguments[0] ? engine.cleaned(call.arguments[0], ['ssrf']) : engine.unknown('a buffer', call.place),
      ),
      ...each(['TextIOWrapper', 'BufferedReader'], same),
      ...each(['open()#.write', 'open()#.writelines'], writeTo),
      'open()#.close': nothing,
      ...each(['open()#.read', 'open()#.readline', 'open()#.readlines'], (call, engine) =>
        engine.unknown('what a file holds', call.place),
      ),
    },
    {
      // The name of a file that was made afresh.
      otherReads: ({ object, name }, engine) =>
        object.path === 'open()#' && name === 'name' && typeof object.state === 'string'
          ? freshName(engine, object.state)
          : undefined,
    },
  ),
  models('sqlite3', { connect: database }),
  models('PIL', {
    'Image.open': (call, engine) => {
      opensPath('read', 'Image.open', 0, 'fp')(call, engine);
      return engine.external('PIL', 'image#');
    },
    'image#.save': access('write', 'Image.save'),
  }),
  models('cv2', {
    imread: opensPath('read', 'cv2.imread', 0, 'filename'),
    imwrite: opensPath('write', 'cv2.imwrite', 0, 'filename'),
    VideoWriter: opensPath('write', 'cv2.VideoWriter', 0, 'filename'),
  }),
  models('wand', { 'image.Image': opensPath('read', 'wand.Image', 9, 'filename') }),
  ...['moviepy', 'moviepy.editor'].map((name) =>
    models(name, {
      ...each(
        ['VideoFileClip', 'AudioFileClip', 'ImageClip', 'editor.VideoFileClip', 'editor.AudioFileClip'],
        opensPath('read', 'moviepy.VideoFileClip', 0, 'filename'),
      ),
    }),
  ),
  models('pydub', {
    ...each(
      ['from_file', 'from_mp3', 'from_wav', 'from_ogg'].map((name) => `AudioSegment.${name}`),
      opensPath('read', 'AudioSegment.from_file', 0, 'file'),
    ),
  }),
  models('openpyxl', { load_workbook: opensPath('read', 'openpyxl.load_workbook', 0, 'filename') }),
  models('docx', { Document: opensPath('read', 'docx.Document', 0, 'docx') }),
  ...['PyPDF2', 'pypdf'].map((name) =>
    models(name, {
      ...each(['PdfReader', 'PdfFileReader', 'PdfMerger#.write'], opensPath('read', 'PdfReader', 0, 'stream')),
    }),
  ),
  models('fitz', { open: opensPath('read', 'fitz.open', 0, 'filename') }),
  models('pdf2image', { convert_from_path: opensPath('read', 'pdf2image.convert_from_path', 0, 'pdf_path') }),
  models('flask', { send_file: access('read', 'flask.send_file') }),
  models('codecs', { open: openFile }),
  models('aiofiles', { open: openFile }),
  models('gzip', { open: openFile }),
  models('shutil', {
    ...each(['copy', 'copyfile', 'copy2', 'move', 'copytree'], transfer('shutil.copy')),
    rmtree: access('write', 'shutil.rmtree'),
    unpack_archive: access('write', 'shutil.unpack_archive', 1),
    make_archive: access('write', 'shutil.make_archive'),
    which: (call, engine) => engine.unknown('a path', call.place),
  }),
  models('pathlib', { ...each(['Path', 'PurePath', 'PosixPath', 'PurePosixPath'], path) }),
  models('zipfile', {
    ZipFile: unpack('zipfile'),
    'archive#.extractall': extractAll('zipfile'),
    'archive#.extract': extractAll('zipfile'),
  }),
  models('tarfile', {
    open: unpack('tarfile'),
    TarFile: unpack('tarfile'),
    'archive#.extractall': extractAll('tarfile'),
    'archive#.extract': extractAll('tarfile'),
  }),
  models('tempfile', {
    ...each(['NamedTemporaryFile', 'TemporaryFile', 'SpooledTemporaryFile'], (call, engine) =>
      opened(engine, freshKey(call.place)),
    ),
    ...each(['TemporaryDirectory', 'mkdtemp', 'gettempdir'], (call, engine) =>
      engine.unknown('a fresh name', call.place),
    ),
    mktemp: (call, engine) => freshName(engine, freshKey(call.place)),
    mkstemp: (call, engine) =>
      engine.list([engine.unknown('a number'), freshName(engine, freshKey(call.place))], call.place),
  }),
];
