import { BulkheadError, formatError, nearest } from '@bulkhead/core';
import type { servePart as serve } from '@bulkhead/posture';
import { Command, CommanderError } from 'commander';
import { COMMANDS } from './commands/index.ts';
import { type Io, painter } from './io.ts';
import { VERSION } from './version.ts';

/**
 * Runs one command line.
 * @returns the exit code: 0 done, 1 the function failed or something was found, 2 wrong usage or unreadable input
 */
export async function run(args: readonly string[], io: Io = processIo()): Promise<number> {
  let exitCode = 0;
  const program = new Command('bulkhead')
    .description(
      'Keeps AWS Lambda applications watertight: run them locally on the real runtime, protected, with the console open.',
    )
    .version(VERSION, '-V, --version')
    .option('--debug', 'show stacks with errors')
    .showHelpAfterError('(bulkhead --help lists the commands)')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out.write(text), writeErr: (text) => io.err.write(text) })
    .addHelpText('after', '\nExample:\n  $ npx bulkhead up examples/voting-app\n');
  const finish = (code: number) => {
    exitCode = code;
  };
  // The code of one command alone is loaded: together they are some 4 MB.
  const [first, second] = args.filter((arg) => !arg.startsWith('-'));
  const wanted = first === 'help' ? second : first;
  for (const { name, summary, load } of COMMANDS) {
    if (name === wanted) (await load())(program, io, finish);
    else program.command(name).description(summary);
  }
  for (const command of program.commands) {
    command
      .exitOverride()
      .configureOutput(program.configureOutput())
      .showHelpAfterError(`(bulkhead ${command.name()} --help says more)`);
  }
  try {
    await program.parseAsync(args as string[], { from: 'user' });
    return exitCode;
  } catch (error) {
    return report(error, program, io, args.includes('--debug'));
  }
}

/** What a thread of a scan runs; `port` leads to the scan. */
export async function servePart(port: Parameters<typeof serve>[0]): Promise<void> {
  const posture = await import('@bulkhead/posture');
  await posture.servePart(port);
}

function report(error: unknown, program: Command, io: Io, debug: boolean): number {
  const paint = painter(io.err, io.env);
  if (error instanceof CommanderError) {
    if (error.code === 'commander.unknownCommand') suggest(error, program, io);
    return error.exitCode === 0 ? 0 : 2;
  }
  if (error instanceof BulkheadError) {
    io.err.write(`${paint('red', 'error')} ${formatError(error)}\n`);
    if (debug) io.err.write(`${error.stack}\n${error.cause instanceof Error ? `cause: ${error.cause.stack}\n` : ''}`);
    return 2;
  }
  const file = fileProblem(error);
  if (file !== undefined) {
    io.err.write(`${paint('red', 'error')} ${file}\n  Mend that, or name another place.\n`);
    if (debug) io.err.write(`${(error as Error).stack}\n`);
    return 2;
  }
  const message = error instanceof Error ? error.message : String(error);
  io.err.write(`${paint('red', 'error')} unexpected: ${message}\n  Please report this with the output of --debug.\n`);
  if (debug && error instanceof Error) io.err.write(`${error.stack}\n`);
  return 2;
}

/** What the file system says of a place that a person has named, and can change. */
const FILE_PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EDQUOT: 'no space is left',
  ENOENT: 'does not exist',
  ENOTDIR: 'leads through a file',
  EISDIR: 'is a folder',
  EEXIST: 'is a file',
};

/** `/srv/app/out.json: permission denied`; `undefined` for anything else. */
function fileProblem(error: unknown): string | undefined {
  const { code = '', path } = (error instanceof Error ? error : {}) as NodeJS.ErrnoException;
  const problem = Object.hasOwn(FILE_PROBLEMS, code) ? FILE_PROBLEMS[code] : undefined;
  return problem === undefined || typeof path !== 'string' ? undefined : `${path}: ${problem}`;
}

function suggest(error: CommanderError, program: Command, io: Io): void {
  const name = /'([^']+)'/.exec(error.message)?.[1] ?? '';
  const near = nearest(
    name,
    program.commands.map((command) => command.name()),
  );
  if (near && !error.message.includes('Did you mean')) io.err.write(`Did you mean bulkhead ${near}?\n`);
}

function processIo(): Io {
  let stop = () => {};
  let stopped: Promise<void> | undefined;
  for (const stream of [process.stdout, process.stderr]) {
    // A reader that went away (`bulkhead scan | head`): what is still written goes nowhere, and the exit code stays true.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      stop();
    });
  }
  return {
    out: process.stdout,
    err: process.stderr,
    in: process.stdin,
    cwd: process.cwd(),
    env: process.env,
    // Signals are taken from who asks for them alone: anything else ends at once, as everywhere.
    get stopped() {
      stopped ??= new Promise<void>((resolve) => {
        stop = resolve;
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
      });
      return stopped;
    },
  };
}
