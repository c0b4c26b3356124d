import { WHOLE_ENVIRONMENT } from '../../engine/environment.ts';
import type { AbstractValue, CallSite, Engine, Model, ModelSet, ReadModel } from '../../engine/types.ts';
import { osFileModels } from './files.ts';
import { argument, each, madeOf, models, nothing } from './helpers.ts';
import { communicate, execute, shell, subprocess } from './programs.ts';

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
  if (name === 'sep' && (object.path === '' || object.path === 'path')) return engine.constant('/');
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

/** `shlex.split` makes a list of one text: its first word is the program. */
const quoted: Model = (call, engine) => {
  const [value] = call.arguments;
  return value && engine.cleaned(value, ['cmdi']);
};

const quotedItems: Model = (call, engine) => {
  const [list] = call.arguments;
  return list && engine.cleaned(madeOf(engine, call, 'is quoted and joined', list), ['cmdi']);
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
      ...each(
        ['execl', 'execle', 'execlp', 'execlpe', 'execv', 'execve', 'execvp', 'execvpe'],
        execute('os.exec', 0, 1),
      ),
      ...each(
        ['l', 'le', 'lp', 'lpe', 'v', 've', 'vp', 'vpe'].map((each) => `spawn${each}`),
        execute('os.spawn', 1, 1),
      ),
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
    'Popen#.communicate': communicate,
    'Popen#.stdin.write': communicate,
  }),
  models('asyncio', {
    create_subprocess_shell: shell('asyncio.create_subprocess_shell'),
    create_subprocess_exec: execute('asyncio.create_subprocess_exec', 0, 0),
    run: (call) => call.arguments[0],
    ...each(['wait_for', 'ensure_future', 'create_task', 'shield'], (call) => call.arguments[0]),
    gather: (call, engine) => engine.list([...call.arguments], call.place, call.others),
    'get_event_loop().run_until_complete': (call) => call.arguments[0],
    'new_event_loop().run_until_complete': (call) => call.arguments[0],
    sleep: nothing,
  }),
  models('pty', { spawn: subprocess('pty.spawn') }),
  models('shlex', { quote: quoted, join: quotedItems }),
  models('pipes', { quote: quoted }),
];
