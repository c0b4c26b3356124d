const { isArray } = Array;

/** A process about to be started. */
export interface Launch {
  /** For a person: `child_process.execSync`. */
  readonly operation: string;
  readonly file: string;
  /** Without the name that the program sees of itself. */
  readonly args: readonly string[];
  /** `NAME=value`; `undefined` where the process's own environment is passed on. */
  readonly env: readonly string[] | undefined;
  readonly cwd: string | undefined;
  /** What it gets as standard input, where that is known at its start: bytes or text. */
  readonly input?: unknown;
}

/** A call with arguments that nobody else holds: what is judged is what is handed on. */
export interface Call {
  readonly launch: Launch;
  readonly args: readonly unknown[];
}

/**
 * Reads a call of the native functions that every start of a process ends in. They take `({ file, args, envPairs, cwd, … })`;
 * that of asynchronous starts, since Node.js 24, `(file, args, cwd, envPairs, stdio, flags, uid, gid)`.
 * Not run as a check, in which a fault lets the operation pass: what a getter or a `toString` throws here, the caller gets.
 */
export function nativeCall(operation: string, given: readonly unknown[]): Call | undefined {
  const first = given[0];
  if (typeof first === 'object' && first !== null) {
    const options: Record<string, unknown> = { ...first };
    const parts = read(options['file'], options['args'], options['envPairs'], options['cwd']);
    const [stdin] = isArray(options['stdio']) ? (options['stdio'] as readonly unknown[]) : [];
    const { input } = (stdin ?? {}) as { input?: unknown };
    return parts && { launch: launch(operation, { ...parts, input }), args: [{ ...options, ...named(parts) }] };
  }
  const parts = read(first, given[1], given[3], given[2]);
  if (!parts) return undefined;
  const [, , , , ...rest] = given;
  return {
    launch: launch(operation, parts),
    args: [parts.file, parts.argv, parts.cwd ?? given[2], parts.env ?? given[3], ...rest],
  };
}

/** The same call for a program that is not there. */
export function nowhere({ args }: Call): readonly unknown[] {
  const file = '/nonexistent/blocked-by-bulkhead';
  const first = args[0];
  if (typeof first === 'object') return [{ ...first, file, cwd: undefined, uid: undefined, gid: undefined }];
  const handed = args.slice(0, 6);
  handed[0] = file;
  handed[2] = null;
  return handed;
}

interface Parts {
  readonly file: string;
  readonly argv: string[] | undefined;
  readonly env: string[] | undefined;
  readonly cwd: string | undefined;
  readonly input?: unknown;
}

function read(file: unknown, argv: unknown, env: unknown, cwd: unknown): Parts | undefined {
  if (file === undefined || file === null) return undefined;
  return {
    file: `${file as string}`,
    argv: texts(argv),
    env: texts(env),
    // An empty string is what Node.js takes for none.
    cwd: cwd === undefined || cwd === null ? undefined : `${cwd as string}`,
  };
}

function named({ file, argv, env, cwd }: Parts): Record<string, unknown> {
  return { file, ...(argv && { args: argv }), ...(env && { envPairs: env }), ...(cwd !== undefined && { cwd }) };
}

function launch(operation: string, { file, argv, env, cwd, input }: Parts): Launch {
  const args: string[] = [];
  for (let i = 1; i < (argv?.length ?? 0); i++) args[i - 1] = argv![i]!;
  return { operation, file, args, env, cwd, input };
}

/** A copy of a list as text; by index, since user code may have replaced how arrays are iterated. */
export function texts(list: unknown): string[] | undefined {
  if (!isArray(list)) return undefined;
  const copy: string[] = [];
  for (let i = 0; i < list.length; i++) copy[i] = `${list[i]}`;
  return copy;
}

export const SYNC_NAMES = ['spawnSync', 'execSync', 'execFileSync'] as const;

/**
 * The three synchronous calls as they are called, `(command, options?)` and `(file, args?, options?)`: for Node.js under its
 * permission model, where the function that they share cannot be reached.
 */
export function syncCall(name: (typeof SYNC_NAMES)[number], given: readonly unknown[]): Call | undefined {
  const [file, second, third] = given;
  if (typeof file !== 'string') return undefined;
  const list = texts(second);
  const last = list || second === undefined || second === null ? third : second;
  const options: Record<string, unknown> | undefined =
    typeof last === 'object' && last !== null ? { ...last } : undefined;
  const shell = name === 'execSync' ? (options?.['shell'] ?? true) : options?.['shell'];
  const words = list ?? [];
  const env = options?.['env'];
  const parts = {
    file: shell ? (typeof shell === 'string' ? shell : '/bin/sh') : file,
    argv: shell ? ['', '-c', [file, ...words].join(' ')] : ['', ...words],
    env: pairs(env),
    cwd: options?.['cwd'] === undefined || options['cwd'] === null ? undefined : `${options['cwd'] as string}`,
    input: options?.['input'],
  };
  const args = list ? [file, list, options] : name === 'execSync' ? [file, options] : [file, [], options];
  return { launch: launch(`child_process.${name}`, parts), args };
}

/** `process.execve(file, args, env)`. */
export function execveCall([file, given, variables]: readonly unknown[]): Call | undefined {
  const list = texts(given);
  if (typeof file !== 'string' || (given !== undefined && !list)) return undefined;
  const own = typeof variables === 'object' && variables !== null ? { ...variables } : undefined;
  const parts = { file, argv: list, env: pairs(own), cwd: undefined };
  return {
    launch: launch('process.execve', parts),
    args: own ? [file, list ?? [], own] : list ? [file, list] : [file],
  };
}

/** An environment as `NAME=value`. */
export function pairs(env: unknown): string[] | undefined {
  if (typeof env !== 'object' || env === null) return undefined;
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}
