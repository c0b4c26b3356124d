import type { Environment } from '../../environment.ts';
import type { HookContext } from '../../guard.ts';
import { type Call, type Launch, pairs } from '../child-process/launch.ts';
import { joinOptions, permissionFlags, splitOptions, withoutGrants } from './flags.ts';
import { handedDown, type Inheritance, PARENT, type Stat } from './inherit.ts';

/** Makes a child process that is this same Node.js load the guard first; its own credentials are its own. */
export function guardNodeChild(call: Call, from: Inheritance, context: HookContext): readonly unknown[] | undefined {
  const { launch } = call;
  const scope = context.scopes()[0];
  if (context.policy('workers', scope).action === 'off') return undefined;
  // Without one of its own it is given that of this process.
  const given = launch.env ?? pairs(process.env)!;
  if (!isThisNode(launch, given, from.stat)) return undefined;
  const own = { ...from, environment: { ...from.environment, credentials: {} as Environment['credentials'] } };
  const guard = ['--require', from.preload, ...permissionFlags()];
  const env: string[] = [];
  for (const pair of given) {
    // Of two with one name, a process reads the first.
    if (pair.startsWith(`${PARENT}=`)) continue;
    // What it preloads comes before what its arguments do.
    if (!pair.startsWith(OPTIONS)) env.push(pair);
    else env.push(OPTIONS + joinOptions([...guard, ...withoutGrants(splitOptions(pair.slice(OPTIONS.length)))]));
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
function isThisNode({ file, cwd }: Launch, env: readonly string[], stat: Stat): boolean {
  if (file === process.execPath) return true;
  const own = stat(process.execPath, { throwIfNoEntry: false });
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
