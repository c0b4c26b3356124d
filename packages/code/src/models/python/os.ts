import { WHOLE_ENVIRONMENT } from '../../engine/environment.ts';
import type { AbstractValue, CallSite, Engine, Model, ModelSet, ReadModel } from '../../engine/types.ts';
import { osFileModels } from './files.ts';
import { argument, constantText, each, models, nothing } from './helpers.ts';

const DICTIONARY = new Set([
  'get',
  'items',
  'keys',
  'values',
  'copy',
  'pop',
  'setdefault',
  'update',
  'clear',
  '__getitem__',
  '__contains__',
]);

function variable(call: CallSite, engine: Engine): AbstractValue {
  const name = argument(call, 0, 'key');
  const otherwise = argument(call, 1, 'default');
  const texts = name ? engine.textsOf(name) : [];
  if (texts.length === 0) return engine.unknown('an environment variable by a computed name', call.place);
  return engine.join(
    texts.map((text) => {
      const value = engine.environment(text, otherwise);
      engine.use('environment', engine.constant(text), call.place);
      return value;
    }),
  );
}

const readVariable: ReadModel = ({ object, name, place }, engine) => {
  if (object.path !== 'environ' || DICTIONARY.has(name)) return undefined;
  if (name === '*') return engine.unknown('an environment variable by a computed name', place);
  engine.use('environment', engine.constant(name), place);
  return engine.environment(name);
};

/** The values of all variables. */
const values: Model = (call, engine) => {
  const step = { place: call.place, text: 'the whole environment is read' };
  const value = engine.tainted(engine.unknown('a variable', call.place), 'secret', WHOLE_ENVIRONMENT, step);
  if (call.callee.path === 'environ.values') return engine.list([], call.place, value);
  return engine.list([], call.place, engine.list([engine.unknown('a name', call.place), value], call.place));
};

/** A shell reads the whole text. */
const shell = (name: string): Model => {
  return (call, engine) => {
    const command = call.arguments[0] ?? call.named.values().next().value;
    if (command) runs(call, engine, name, command);
    return engine.unknown(`what ${name} gives`, call.place);
  };
};

function runs(call: CallSite, engine: Engine, name: string, command: AbstractValue): void {
  engine.sink({ class: 'cmdi', name, value: command, place: call.place });
  engine.use('process', command, call.place);
}

/** A program and its arguments: the arguments are only arguments, whatever stands in them. */
function program(call: CallSite, engine: Engine, name: string, list: AbstractValue): void {
  const items = engine.knownItems(list);
  const first = items?.[0];
  if (first === undefined) {
    runs(call, engine, name, list);
    return;
  }
  const text = constantText(engine, first)?.replace(/^.*\//, '') ?? '';
  const flag = constantText(engine, items?.[1]) ?? '';
  // `['sh', '-c', text]` is a shell again.
  if (/^(ba|da|z|k)?sh$/.test(text) && /^-\w*c$/.test(flag) && items?.[2]) runs(call, engine, name, items[2]);
  else if (/^(python[\d.]*|node|perl|ruby)$/.test(text) && /^-[ce]$/.test(flag) && items?.[2])
    runs(call, engine, name, items[2]);
  else runs(call, engine, name, first);
}

/** subprocess: a text is a command line with `shell=True`, and a program's name without. */
const subprocess = (name: string): Model => {
  return (call, engine) => {
    const command = argument(call, 0, 'args');
    if (!command) return undefined;
    const shellOption = call.named.get('shell');
    const isList = command.shapes.some(({ kind }) => kind === 'list');
    const viaShell = shellOption !== undefined && engine.constantOf(shellOption) !== false;
    if (isList && !viaShell) program(call, engine, name, command);
    else runs(call, engine, name, command);
    return engine.external('subprocess', 'Popen#');
  };
};

const execute =
  (name: string): Model =>
  (call, engine) => {
    const [path, list] = call.arguments;
    const isList = list?.shapes.some(({ kind }) => kind === 'list') === true;
    if (path && list && isList && constantText(engine, path) !== undefined) program(call, engine, name, list);
    else if (path) runs(call, engine, name, path);
    return engine.unknown(`what ${name} gives`, call.place);
  };

/** `shlex.split` makes a list of one text: its first word is the program. */
const quoted: Model = (call, engine) => {
  const [value] = call.arguments;
  return value && engine.cleaned(value, ['cmdi']);
};

export const osModels: readonly ModelSet[] = [
  models(
    'os',
    {
      getenv: variable,
      'environ.get': variable,
      'environ.setdefault': variable,
      'environ.copy': (_, engine) => engine.external('os', 'environ'),
      ...each(['environ.items', 'environ.values'], values),
      ...each(['putenv', 'environ.update', 'environ.pop'], nothing),
      system: shell('os.system'),
      popen: shell('os.popen'),
      ...each(['execl', 'execle', 'execlp', 'execv', 'execve', 'execvp', 'execvpe'], execute('os.exec')),
      ...each(['spawnl', 'spawnv', 'spawnvp', 'spawnlp'], (call, engine) => {
        const path = call.arguments[1];
        if (path) runs(call, engine, 'os.spawn', path);
        return engine.unknown('a number', call.place);
      }),
      ...osFileModels,
    },
    { otherReads: readVariable },
  ),
  models('commands', { ...each(['getoutput', 'getstatusoutput'], shell('commands.getoutput')) }),
  models('subprocess', {
    ...Object.fromEntries(
      ['run', 'call', 'check_call', 'check_output', 'Popen'].map((name) => [name, subprocess(`subprocess.${name}`)]),
    ),
    ...each(['getoutput', 'getstatusoutput'], shell('subprocess.getoutput')),
    ...each(['Popen#.communicate'], (call, engine) =>
      engine.list([engine.unknown('output'), engine.unknown('output')], call.place),
    ),
  }),
  models('asyncio', {
    create_subprocess_shell: shell('asyncio.create_subprocess_shell'),
    create_subprocess_exec: execute('asyncio.create_subprocess_exec'),
    run: (call) => call.arguments[0],
    ...each(['wait_for', 'ensure_future', 'create_task', 'shield'], (call) => call.arguments[0]),
    gather: (call, engine) => engine.list([...call.arguments], call.place, call.others),
    'get_event_loop().run_until_complete': (call) => call.arguments[0],
    'new_event_loop().run_until_complete': (call) => call.arguments[0],
    sleep: nothing,
  }),
  models('shlex', { quote: quoted }),
  models('pipes', { quote: quoted }),
];
