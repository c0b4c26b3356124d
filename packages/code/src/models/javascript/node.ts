import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { fetchedArguments } from '../programs.ts';
import { callBackWith, caught, cleaning, each, madeOf, methodOf, models, same, sinkOf } from './helpers.ts';
import { searchParams, url } from './urls.ts';
import { splitInto } from './words.ts';

/*
 * Builtin modules of Node.js: processes, code, files, paths.
 */

/** `exec('…')`: the shell reads the text. */
const shell: Model = (call, engine) => {
  const [command] = call.arguments;
  if (command === undefined) return undefined;
  engine.sink({ class: 'cmdi', name: `child_process.${methodOf(call)}`, value: command, place: call.place });
  engine.use('process', command, call.place);
  return processResult(call, engine);
};

/** `spawn(program, arguments)`: no shell reads the arguments, unless one is asked for or is the program. */
const program: Model = (call, engine) => {
  const [file, second, third] = call.arguments;
  if (file === undefined) return undefined;
  const name = `child_process.${methodOf(call)}`;
  engine.sink({ class: 'cmdi', name, value: file, place: call.place });
  engine.use('process', file, call.place);
  const options = third ?? second;
  const usesShell = options === undefined ? undefined : engine.ownField(options, 'shell');
  const asksForShell = usesShell !== undefined && engine.constantOf(usesShell) !== false;
  const isShell = engine.textsOf(file).some((text) => /(^|\/)(ba|z|da|k)?sh$|cmd(\.exe)?$|powershell/.test(text));
  const items = second && engine.knownItems(second);
  if (second !== undefined && (asksForShell || isShell)) {
    const order = asksForShell ? second : orderOf(engine, second, items);
    if (order !== undefined) engine.sink({ class: 'cmdi', name, value: order, place: call.place });
  } else {
    // Each word of the text is an argument: options of the program may be among them.
    const words = second && splitInto(second, engine);
    if (words) engine.sink({ class: 'cmdi', name, value: words, place: call.place, confidence: 'medium' });
    judgeFetched(call, engine, file, items ?? []);
  }
  return processResult(call, engine);
};

/** What a shell reads as its orders: the argument behind `-c`; of a list that is not known all of it, of a script's arguments none. */
function orderOf(
  engine: Engine,
  list: AbstractValue,
  items: readonly AbstractValue[] | undefined,
): AbstractValue | undefined {
  if (items === undefined) return list;
  const at = items.findIndex((item) => engine.textsOf(item).some((text) => /^(?:-\w*c|\/c|-Command)$/i.test(text)));
  const isKnown = items.every((item, i) => i > 0 || engine.textsOf(item).length > 0);
  if (at < 0) return isKnown ? undefined : list;
  // cmd.exe reads all that follows, a shell of Unix the one behind.
  return items[at + 1];
}

/** `ffmpeg`, `curl`, `git`: they go where an argument leads that is the sender's from its beginning. */
function judgeFetched(call: CallSite, engine: Engine, file: AbstractValue, items: readonly AbstractValue[]): void {
  const words = [file, ...items].map((one) => {
    const text = engine.constantOf(one) ?? endOf(one);
    return typeof text === 'string' ? text : '';
  });
  for (const at of fetchedArguments(words)) {
    const value = items[at - 1];
    if (value !== undefined)
      engine.sink({
        class: 'ssrf',
        name: words[0]?.replace(/^.*\//, '') ?? '',
        value,
        place: call.place,
        position: 'start',
      });
  }
}

/** How a text ends, as far as the code has it written down: `…/ffmpeg` in a folder that only the run knows. */
function endOf({ shapes }: AbstractValue): string | undefined {
  for (const shape of shapes) {
    const last = shape.kind === 'text' ? shape.parts.at(-1) : undefined;
    if (typeof last === 'string') return last;
  }
  return undefined;
}

function processResult(call: CallSite, engine: Engine): AbstractValue {
  const output = engine.unknown('the output of a process', call.place);
  for (const argument of call.arguments) {
    if (engine.isFunction(argument))
      engine.call(argument, [engine.join([caught(call, engine), engine.constant(null)]), output, output], call.place);
  }
  const state = waitsForOrders(call, engine) ? SHELL : undefined;
  return engine.external(state === undefined ? 'child_process' : call.callee.module, `${methodOf(call)}()`, state);
}

/** State of a shell that reads its orders from what is written to it. */
const SHELL = { isShell: true };

/** `spawn('sh')`, `spawn('bash', ['-s'])`: no script and no order is named. */
function waitsForOrders(call: CallSite, engine: Engine): boolean {
  const [file, second] = call.arguments;
  if (file === undefined || methodOf(call) !== 'spawn') return false;
  const items = second?.shapes.some(({ kind }) => kind === 'list') ? engine.knownItems(second) : [];
  const isShell = engine.textsOf(file).some((text) => /(^|\/)(ba|z|da|k)?sh$/.test(text));
  return isShell && items?.every((item) => /^-/.test(String(engine.constantOf(item)))) === true;
}

/** `shell.stdin.write(text)` */
const said: Model = (call, engine) => {
  const [text] = call.arguments;
  const isShell = (call.callee.state as { readonly isShell?: boolean } | undefined)?.isShell === true;
  if (isShell && text !== undefined && /\(\)\.(?:stdin\.)?(?:write|end)$/.test(call.callee.path))
    engine.sink({ class: 'cmdi', name: `${call.callee.module}.stdin`, value: text, place: call.place });
  return undefined;
};

/** `new Worker(file)`, `new Worker(code, { eval: true })` */
const worker: Model = (call, engine) => {
  const [code, options] = call.arguments;
  const evaluates = options && engine.ownField(options, 'eval');
  const isCode = evaluates !== undefined && engine.constantOf(evaluates) !== false;
  if (code !== undefined)
    engine.sink({ class: isCode ? 'codei' : 'traversal', name: 'Worker', value: code, place: call.place });
  return undefined;
};

const promisify: Model = (call) => call.arguments[0];

const named = (
  uses: readonly ('read' | 'write')[],
  methods: string,
): Readonly<Record<string, readonly ('read' | 'write')[]>> =>
  Object.fromEntries(methods.split(' ').map((method) => [method, uses]));

/** Files: which argument is the path, and what is done with it. */
const FILES: Readonly<Record<string, readonly ('read' | 'write')[]>> = {
  readFile: ['read'],
  readFileSync: ['read'],
  createReadStream: ['read'],
  open: ['read'],
  openSync: ['read'],
  readdir: ['read'],
  readdirSync: ['read'],
  opendir: ['read'],
  sendFile: ['read'],
  readlink: ['read'],
  writeFile: ['write'],
  writeFileSync: ['write'],
  createWriteStream: ['write'],
  appendFile: ['write'],
  appendFileSync: ['write'],
  unlink: ['write'],
  unlinkSync: ['write'],
  rm: ['write'],
  rmSync: ['write'],
  rmdir: ['write'],
  rmdirSync: ['write'],
  mkdir: ['write'],
  mkdirSync: ['write'],
  truncate: ['write'],
  chmod: ['write'],
  chmodSync: ['write'],
  rename: ['read', 'write'],
  renameSync: ['read', 'write'],
  copyFile: ['read', 'write'],
  copyFileSync: ['read', 'write'],
  cp: ['read', 'write'],
  cpSync: ['read', 'write'],
  symlink: ['read', 'write'],
  symlinkSync: ['read', 'write'],
  remove: ['write'],
  outputFile: ['write'],
  ensureDir: ['write'],
  emptyDir: ['write'],
  ...named(['read'], 'readJson readJSON readJsonSync readJSONSync readlinkSync opendirSync lstat'),
  ...named(
    ['write'],
    'writeJson writeJSON writeJsonSync writeJSONSync outputJson outputJSON outputJsonSync outputFileSync removeSync',
  ),
  ...named(
    ['write'],
    'ensureDirSync ensureFile ensureFileSync mkdirs mkdirsSync mkdirp mkdirpSync emptyDirSync createFile truncateSync',
  ),
  ...named(['read', 'write'], 'copy copySync move moveSync link linkSync ensureSymlink ensureLink'),
  stat: [],
  statSync: [],
  exists: [],
  existsSync: [],
  access: [],
  accessSync: [],
};

const file: Model = (call, engine) => {
  const method = methodOf(call);
  const uses = Object.hasOwn(FILES, method) ? FILES[method] : undefined;
  if (uses === undefined) return undefined;
  uses.forEach((kind, i) => {
    const path = call.arguments[i];
    if (path === undefined) return;
    engine.sink({ class: 'traversal', name: `fs.${method}`, value: path, place: call.place });
    engine.use(kind, path, call.place);
    if (kind === 'write' && /^(write|create|append|copy|outputFile|open)/.test(method)) noteFixed(call, engine, path);
  });
  const isListing = /^readdir/.test(method);
  const content = engine.unknown('the content of a file', call.place);
  const result = isListing
    ? engine.tainted(engine.list([], call.place, listing(call, engine)), 'error', 'directory listing', {
        place: call.place,
        text: 'a folder is listed',
      })
    : content;
  for (const argument of call.arguments) {
    if (engine.isFunction(argument))
      engine.call(argument, [engine.join([engine.constant(null), caught(call, engine)]), result], call.place);
  }
  return /Stream$/.test(method) ? engine.external('fs', `${method}()`) : result;
};

function listing(call: CallSite, engine: Engine): AbstractValue {
  return engine.tainted(engine.unknown('a name in a folder', call.place), 'error', 'directory listing', {
    place: call.place,
    text: 'a folder is listed',
  });
}

/** A file that the next invocation in the same environment finds again. */
function noteFixed(call: CallSite, engine: Engine, path: AbstractValue): void {
  for (const text of engine.textsOf(path)) {
    if (text.startsWith('/tmp/')) engine.fact('fixed-tmp-file', call.place, text.slice(0, 200));
  }
}

/** Joined with what a path is joined with; checks of the whole look for `resolve()`. */
const joinPath: Model = (call, engine) => {
  const [first, ...others] = call.arguments;
  if (first === undefined) return engine.constant('.');
  const joined = engine.text([first, ...others.flatMap((part) => ['/', part])]);
  if (joined.taint.length === 0) return joined;
  const step = { place: call.place, text: `becomes part of a path by ${methodOf(call)}()` };
  return {
    shapes: joined.shapes,
    taint: joined.taint.map((taint) => ({ ...taint, steps: [...taint.steps, step].slice(-16) })),
  };
};

/** `path.relative(folder, path)`: whether it begins with `..` says where the path leads. */
const relative: Model = (call, engine) => {
  const [, path] = call.arguments;
  if (path === undefined || path.taint.length === 0) return engine.unknown('a path', call.place);
  const way = madeOf(engine, call.arguments, call.place, 'a part of the path is taken');
  return { shapes: engine.external('<relative>', '', path).shapes, taint: way.taint };
};

const leads: Model = (call, engine) => {
  const [sign] = call.arguments;
  const path = call.callee.state as AbstractValue;
  return sign !== undefined && /^\.\./.test(String(engine.constantOf(sign)))
    ? engine.checked(path, ['traversal'], { holds: false })
    : undefined;
};

interface Storage {
  readonly kept: AbstractValue;
}

/** `new AsyncLocalStorage()`: what `run` is given `getStore` gives. */
const storage: Model = (call, engine) =>
  engine.external('<storage>', '', { kept: engine.object({}, call.place) } satisfies Storage);

const stored: Model = (call, engine) => {
  const { kept } = call.callee.state as Storage;
  const [value, callback, ...others] = call.arguments;
  if (call.callee.path === 'getStore') return engine.ownField(kept, 'store') ?? engine.constant(undefined);
  if (value === undefined || !/^(run|enterWith)$/.test(call.callee.path)) return undefined;
  engine.setField(kept, 'store', value);
  return callback === undefined ? engine.constant(undefined) : engine.call(callback, others, call.place);
};

/** `async`: tasks in a row, each with what the one before has given, or one function for each item. */
const controlFlow: Model = (call, engine) => {
  const [tasks, second] = call.arguments;
  const done = engine.native('done', () => engine.constant(undefined));
  const method = methodOf(call);
  if (tasks === undefined) return undefined;
  if (/^(each|forEach|map|filter|concat|eachOf|some|every|reject|detect)(Series|Limit)?$/.test(method)) {
    const item = engine.item(tasks, call.place);
    for (const one of call.arguments.slice(1, -1))
      if (engine.isFunction(one)) engine.call(one, [item, done], call.place, { times: 'items', itemsOf: tasks });
    return engine.constant(undefined);
  }
  if (!/^(waterfall|series|parallel|parallelLimit|auto)$/.test(method)) return undefined;
  let given: readonly AbstractValue[] = [];
  const names = engine.fieldNames(tasks);
  const all = engine.knownItems(tasks) ?? names.map((name) => engine.field(tasks, name, call.place));
  for (const task of all) {
    const results: AbstractValue[][] = [];
    const next = engine.native('callback', (inner) => {
      results.push(inner.arguments.slice(1));
      return engine.constant(undefined);
    });
    engine.call(task, [...(method === 'waterfall' ? given : []), next], call.place);
    given = results[0] ?? [];
  }
  if (second !== undefined && engine.isFunction(second))
    engine.call(second, [engine.constant(null), ...given], call.place);
  return engine.constant(undefined);
};

const listens: Model = (call, engine) => callBackWith(call, engine);

/** Listeners of an emitter, in one list: which event they wait for is told apart too rarely to matter. */
const emitter: Model = (call, engine) => engine.external('<emitter>', '', { listeners: engine.list([], call.place) });

const emits: Model = (call, engine) => {
  const { listeners } = (call.callee.state ?? {}) as { readonly listeners?: AbstractValue };
  if (listeners === undefined) return undefined;
  const method = methodOf(call);
  const [, ...rest] = call.arguments;
  if (/^(on|once|addListener|prependListener)$/.test(method) && rest[0] !== undefined)
    engine.addItem(listeners, rest[0]);
  if (method === 'emit') {
    for (const listener of engine.knownItems(listeners) ?? []) {
      if (engine.isFunction(listener)) engine.call(listener, rest, call.place);
    }
  }
  return engine.external('<emitter>', '', call.callee.state);
};

const digest: Model = (call, engine) =>
  /digest$/.test(call.callee.path) ? engine.unknown('a digest', call.place) : callBackWith(call, engine);

export const nodeModels: readonly ModelSet[] = [
  models(['events', 'eventemitter3', 'emittery'], { calls: { EventEmitter: emitter, '': emitter } }),
  models(['<emitter>'], { otherCalls: emits }),
  models(['<relative>'], { calls: { ...each(['startsWith', 'includes'], leads) } }),
  models(['child_process', 'child-process-promise', 'mz/child_process', 'cross-spawn', 'execa', 'shelljs'], {
    otherCalls: said,
    calls: {
      ...each(['exec', 'execSync', 'command', 'commandSync', 'execaCommand', 'execaCommandSync'], shell),
      ...each(['spawn', 'spawnSync', 'execFile', 'execFileSync', 'fork', '', 'execa', 'sync'], program),
    },
  }),
  // No shell, unless one is asked for or is the program.
  models(['tinyexec', 'nano-spawn', '@npmcli/promise-spawn'], { calls: { ...each(['', 'x', 'exec'], program) } }),
  models(['worker_threads'], { calls: { Worker: worker } }),
  models(['v8'], { calls: { deserialize: sinkOf('deser', 'v8.deserialize') } }),
  models(['node-pty'], { calls: { spawn: program }, otherCalls: said }),
  models(['vm', 'vm2', 'safe-eval', 'static-eval', 'notevil'], {
    calls: {
      ...each(
        [
          'runInNewContext',
          'runInThisContext',
          'runInContext',
          'Script',
          'compileFunction',
          'VM#.run',
          'NodeVM#.run',
          '',
        ],
        sinkOf('codei', 'vm'),
      ),
    },
  }),
  models(['fs', 'fs/promises', 'fs-extra', 'graceful-fs', 'mz/fs'], { otherCalls: file }),
  models(['path', 'path/posix'], {
    calls: {
      ...each(['join', 'resolve', 'posix.join', 'posix.resolve'], joinPath),
      normalize: same,
      'posix.normalize': same,
      ...each(['basename', 'extname', 'posix.basename', 'posix.extname'], cleaning(['traversal'])),
      ...each(
        ['dirname', 'posix.dirname'],
        (call, engine) =>
          call.arguments[0] && madeOf(engine, call.arguments, call.place, 'a part of the path is taken'),
      ),
      ...each(['relative', 'posix.relative'], relative),
      parse: (call, engine) => {
        const [path] = call.arguments;
        if (path === undefined) return undefined;
        const name = engine.cleaned(madeOf(engine, [path], call.place, 'its file name is taken'), ['traversal']);
        const dir = madeOf(engine, [path], call.place, 'its folder is taken');
        return engine.object({ base: name, name, ext: name, dir, root: engine.constant('') }, call.place);
      },
    },
    reads: { sep: (_, engine) => engine.constant('/'), delimiter: (_, engine) => engine.constant(':') },
  }),
  models(['util'], {
    calls: {
      ...each(['promisify', 'callbackify', 'deprecate', 'promisify.custom'], promisify),
      inspect: (call, engine) =>
        call.arguments[0] && engine.carrying(engine.unknown('a text', call.place), call.arguments[0]),
      format: (call, engine) => engine.text(call.arguments.flatMap((one, i) => (i === 0 ? [one] : [' ', one]))),
    },
  }),
  models(['querystring', 'qs', 'query-string'], {
    calls: {
      ...each(['parse', 'decode'], (call) => {
        const [text] = call.arguments;
        return (
          text && {
            shapes: text.shapes.map((shape) =>
              shape.kind === 'event'
                ? { ...shape, structured: call.callee.module === 'qs' }
                : ({ kind: 'unknown', reason: 'a parsed query' } as const),
            ),
            taint: text.taint,
          }
        );
      }),
      ...each(['stringify', 'encode', 'escape'], cleaning(['ssrf', 'traversal', 'crlf', 'html-response'])),
      unescape: same,
    },
  }),
  models(['url'], {
    calls: {
      parse: same,
      format: same,
      resolve: (call, engine) =>
        call.arguments[0] && call.arguments[1] ? engine.text([call.arguments[0], '/', call.arguments[1]]) : undefined,
      fileURLToPath: same,
      pathToFileURL: same,
      URL: url,
      URLSearchParams: searchParams,
    },
  }),
  models(['os'], {
    calls: { ...each(['tmpdir', 'homedir'], (_, engine) => engine.constant('/tmp')) },
    reads: { EOL: (_, engine) => engine.constant('\n') },
  }),
  models(['zlib'], {
    otherCalls: (call, engine) => {
      const [value] = call.arguments;
      if (value === undefined || !/zip|inflate|deflate|brotli/i.test(methodOf(call))) return undefined;
      for (const argument of call.arguments)
        if (engine.isFunction(argument)) engine.call(argument, [engine.constant(null), value], call.place);
      return value;
    },
  }),
  models(['crypto'], {
    calls: {
      ...each(['randomUUID', 'randomBytes', 'randomInt', 'randomBytes().toString'], (call, engine) =>
        engine.unknown('random', call.place),
      ),
      ...each(['pbkdf2', 'pbkdf2Sync', 'scrypt', 'scryptSync'], (call, engine) => {
        engine.fact('own-authentication', call.place, methodOf(call));
        return callBackWith(call, engine, engine.unknown('a key', call.place));
      }),
    },
    // Digests and signatures are of a fixed alphabet.
    otherCalls: (call, engine) => {
      const [value] = call.arguments;
      const isPassword = value?.taint.some(({ source }) => /passw|passphrase|pwd$/i.test(source));
      if (isPassword === true && /^createHash\(\).*update$/.test(call.callee.path)) {
        engine.fact('own-authentication', call.place, 'crypto.createHash');
      }
      return digest(call, engine);
    },
  }),
  models(['async_hooks'], { calls: { AsyncLocalStorage: storage } }),
  models(['<storage>'], { otherCalls: stored }),
  models(['async'], { otherCalls: controlFlow }),
  models(['stream', 'readline', 'perf_hooks', 'timers', 'timers/promises'], {
    otherCalls: listens,
  }),
];
