import type { Environment } from '../../environment.ts';
import type { HookContext } from '../../guard.ts';
import { type Call, type Launch, pairs } from '../child-process/launch.ts';
import { handedDown, type Inheritance, PARENT } from './inherit.ts';

/** Makes a child process that is this same Node.js load the guard first; its own credentials are its own. */
export function guardNodeChild(call: Call, from: Inheritance, context: HookContext): readonly unknown[] | undefined {
  const { launch } = call;
  const scope = context.scopes()[0];
  if (context.policy('workers', scope).action === 'off') return undefined;
  // Without one of its own it is given that of this process.
  const given = launch.env ?? pairs(from.environ)!;
  if (!isThisNode(launch, given, from)) return undefined;
  const own = { ...from, environment: { ...from.environment, credentials: {} as Environment['credentials'] } };
  const guard = from.flags([]);
  const env: string[] = [];
  // What such a file says of NODE_OPTIONS, preloads among it, counts where the environment says nothing.
  const isSaid = given.some((pair) => pair.startsWith(OPTIONS));
  if (!isSaid && launch.args.some((arg) => arg.startsWith('--env-file'))) env.push(OPTIONS + from.options(''));
  for (const pair of given) {
    // Of two with one name, a process reads the first.
    if (pair.startsWith(`${PARENT}=`)) continue;
    // What it preloads comes before what its arguments do.
    if (!pair.startsWith(OPTIONS)) env.push(pair);
    else env.push(OPTIONS + from.options(pair.slice(OPTIONS.length)));
  }
  env.push(`${PARENT}=${handedDown(own, scope?.policy)}`);
  const [first, argv] = call.args;
  if (typeof first === 'object') {
    const options = first as { args?: string[]; envPairs?: string[] };
    const [name = 'node', ...rest] = options.args ?? [];
    return [{ ...options, args: [name, ...guard, ...rest], envPairs: env }];
  }
  const [name = 'node', ...rest] = (argv as string[] | undefined) ?? [];
  const handed = call.args.slice();
  handed[1] = [name, ...guard, ...rest];
  handed[3] = env;
  return handed;
}

const OPTIONS = 'NODE_OPTIONS=';

/** Whether it is the file that this process runs, however it is spelled and whatever links lead there. */
function isThisNode({ file, cwd }: Launch, env: readonly string[], { node, stat }: Inheritance): boolean {
  if (file === node) return true;
  const own = stat(node, { throwIfNoEntry: false });
  const isOwn = (path: string): boolean => {
    try {
      const there = stat(path, { throwIfNoEntry: false });
      return there !== undefined && there.ino === own?.ino && there.dev === own.dev;
    } catch {
      // A folder that may not be read, or a part of it that is a file.
      return false;
    }
  };
  const from = (folder: string): string => (folder.startsWith('/') ? folder : `${cwd ?? '.'}/${folder}`);
  if (file.includes('/')) return isOwn(from(file));
  // As libuv and execvp(3) look for it.
  const path = env.find((pair) => pair.startsWith('PATH='))?.slice(5) ?? '/usr/local/bin:/bin:/usr/bin';
  return path.split(':').some((folder) => isOwn(`${from(folder === '' ? '.' : folder)}/${file}`));
}
