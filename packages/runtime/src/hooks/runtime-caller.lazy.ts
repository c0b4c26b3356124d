import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sha256 } from '../telemetry/sha256.ts';
import { callSites } from './call-sites.ts';

/** Of `fs`, as it was before the function's code ran. */
export interface CallerFs {
  readFileSync(path: string): Uint8Array;
  realpathSync(path: string): string;
  existsSync(path: string): boolean;
}

/** How the runtime was started. */
export interface RuntimeStart {
  /** The file that Node.js was started with. */
  readonly main: string;
  /** `LAMBDA_RUNTIME_DIR` */
  readonly folder: string | undefined;
  /** The runtime was told to use `http` for everything, which others wrap. */
  readonly isAlternative: boolean;
}

interface Frame {
  getFileName(): string | null | undefined;
  getScriptHash?(): string;
}

/** `wrapped`: the runtime called, and code of others stands between it and Node.js. */
export type RuntimeCaller = 'runtime' | 'wrapped' | 'others';

/**
 * Whether Lambda's runtime itself is what called, by the files on the stack: the nearest one that is not Node.js's own is the
 * runtime's. Wrappers of `Socket.prototype.connect` may stand before that (dd-trace, OpenTelemetry).
 * A name on the stack is what a script calls itself (`vm.runInThisContext(code, { filename })`): V8's hash of the script has
 * to be that of the file.
 */
export function runtimeCaller({ main, folder, isAlternative }: RuntimeStart, fs: CallerFs): RuntimeCaller {
  const folders = runtimeFolders(main, folder, fs);
  // Nobody knows what the runtime looks like here: to stop it would stop every invocation.
  if (folders.length === 0) return 'runtime';
  const list: readonly Frame[] = callSites(runtimeCaller, 40) ?? [];
  const own = list[0]?.getFileName();
  const beside = dirname(realOf(main, fs));
  let isPastNode = false;
  let found: RuntimeCaller = 'runtime';
  for (const frame of list) {
    const file = frame.getFileName() ?? '';
    if (file.startsWith('node:')) {
      // The runtime loads the function, whose code is what called.
      if (file.startsWith('node:internal/modules')) return 'others';
      isPastNode = true;
    } else if (isPastNode) {
      const path = file.startsWith('file:') ? fileURLToPath(file) : file;
      if (folders.includes(dirname(path))) return isGenuine(path, frame, fs) ? found : 'others';
      // What the start of the runtime brought along wraps `http` too (the lab's way to a server that plays AWS).
      if (dirname(path) === beside && isGenuine(path, frame, fs)) continue;
      if (!isAlternative || file === own) found = 'wrapped';
    }
  }
  return 'others';
}

/**
 * Where the runtime's code lies: beside the file that started it, or where the environment says; the package has its start
 * in `bin` and the rest in `dist`, beside its native client.
 */
function runtimeFolders(main: string, own: string | undefined, fs: CallerFs): string[] {
  const folder = dirname(realOf(main, fs));
  const folders = folder.endsWith('/bin') ? [folder, `${folder.slice(0, -4)}/dist`] : [folder];
  // A stack names files by their real paths, an environment variable may name a link.
  if (own) for (const name of [own, realOf(own, fs)]) folders.push(name, `${name}/dist`);
  return folders.filter((name) => fs.existsSync(`${name}/rapid-client.node`));
}

function realOf(file: string, fs: CallerFs): string {
  try {
    return fs.realpathSync(file);
  } catch {
    // Started without a file, or the folder is not there.
    return file;
  }
}

function isGenuine(path: string, frame: Frame, fs: CallerFs): boolean {
  const hash = frame.getScriptHash?.();
  if (hash === undefined || hash === '') return true;
  return Buffer.from(sha256(fs.readFileSync(path))).toString('hex') === hash;
}
