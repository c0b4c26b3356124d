import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { type App, BulkheadError } from '@bulkhead/core';
import { MAX_REQUEST_BYTES, startLab } from '@bulkhead/lab';
import type { Command } from 'commander';
import { preloadPath } from '../assets.ts';
import { type Io, painter, readAll } from '../io.ts';
import { openProject, type ProjectOptions } from '../project.ts';
import { addProjectOptions, parsePort } from './options.ts';

interface InvokeOptions extends ProjectOptions {
  readonly event?: string;
  readonly path: string;
  readonly inspect?: string | true;
  readonly protect: boolean;
  readonly awsEndpoint?: string;
}

export function registerInvoke(program: Command, io: Io, finish: (code: number) => void): void {
  const command = program
    .command('invoke')
    .description('Run one function once on the local lab and print what it answers.')
    .argument('<function>', 'its key in serverless.yml, logical id, or deployed name')
    .option('-e, --event <file>', 'JSON file with the event; - reads standard input; left out: {}')
    .option('-p, --path <folder>', 'the project', '.')
    .option('--inspect [port]', 'open a debugger port (default 9229) and wait for a debugger before the handler runs')
    .option('--no-protect', 'run without Bulkhead')
    .option('--aws-endpoint <url>', 'where AWS SDK calls go (a local moto, for example)');
  addProjectOptions(command)
    .addHelpText(
      'after',
      `
The answer is on standard output, the function's log on standard error.
Exit code: 0 answered, 1 the function failed, 2 wrong usage or unreadable input.

Example:
  $ echo '{"queryStringParameters": {"prefix": "2025/"}}' > event.json
  $ npx bulkhead invoke ListFilesFunction --path examples/attack-lab --event event.json
`,
    )
    .action(async (name: string, options: InvokeOptions) => {
      finish(await invoke(name, options, io));
    });
}

async function invoke(given: string, options: InvokeOptions, io: Io): Promise<number> {
  const payload = await readEvent(options.event, io);
  const project = await openProject(options.path, options, io);
  const name = functionIdOf(project.app, given);
  for (const note of [project.note ?? [], project.app.notes ?? []].flat()) io.err.write(`${note}\n`);
  const paint = painter(io.err, io.env);
  const inspect =
    options.inspect === undefined ? undefined : parsePort(options.inspect === true ? '9229' : options.inspect);
  const lab = await startLab({
    app: project.app,
    port: 0,
    watch: false,
    onLine: (line) => io.err.write(`${paint('dim', line.text)}\n`),
    // Errors are thrown as well, and told once, at the end.
    onNotice: (notice) => notice.level === 'warn' && io.err.write(`warn: ${notice.message}\n`),
    ...(options.protect
      ? {
          protection: {
            preload: preloadPath(project.app.root),
            key: randomBytes(32).toString('base64url'),
            policyFor: project.policyFor,
          },
        }
      : {}),
    ...(inspect === undefined ? {} : { inspect: { functionId: name, port: inspect, wait: true } }),
    ...(options.awsEndpoint === undefined ? {} : { awsEndpoint: options.awsEndpoint }),
  });
  try {
    if (inspect !== undefined)
      io.err.write(`Debugger port 127.0.0.1:${inspect}; open chrome://inspect or attach your editor.\n`);
    const outcome = await Promise.race([
      lab.invoke(name, { payload, invocationType: 'RequestResponse' }),
      io.stopped.then(() => undefined),
    ]);
    if (!outcome) return 1;
    // The function never ran: what it printed as an answer is the runtime's, not its own.
    if (outcome.initError) throw outcome.initError;
    io.out.write(`${outcome.payload.toString('utf8')}\n`);
    return outcome.functionError ? 1 : 0;
  } finally {
    await lab.close();
  }
}

/** A function's id, of that, its deployed name, or its own name in Terraform (`hello` of `aws_lambda_function.hello`) if it is the only one. */
export function functionIdOf({ functions }: Pick<App, 'functions'>, name: string): string {
  const exact = functions.find((fn) => fn.id === name) ?? functions.find((fn) => fn.name === name);
  if (exact) return exact.id;
  const short = (id: string) => id.replace(/(^|\.)aws_lambda_function\./, '$1').replace(/\.this\[0\]$/, '');
  const alike = functions.filter(({ id }) => short(id) === name || short(id) === `module.${name}`);
  return alike.length === 1 ? alike[0]!.id : name;
}

/** @throws BulkheadError BULKHEAD_BAD_EVENT with the place where the JSON breaks */
async function readEvent(file: string | undefined, io: Io): Promise<string> {
  if (file === undefined) return '{}';
  const shown = file === '-' ? '<stdin>' : relative(io.cwd, resolve(io.cwd, file)) || file;
  let text: string;
  try {
    text = file === '-' ? await readAll(io.in, MAX_REQUEST_BYTES) : readFileSync(resolve(io.cwd, file), 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'cannot be read';
    throw new BulkheadError('BULKHEAD_BAD_EVENT', `${shown}: ${code === 'ENOENT' ? 'there is no such file' : code}`, {
      cause,
    });
  }
  if (Buffer.byteLength(text) > MAX_REQUEST_BYTES) {
    throw new BulkheadError(
      'BULKHEAD_BAD_EVENT',
      `${shown}: ${Buffer.byteLength(text)} bytes; Lambda takes ${MAX_REQUEST_BYTES} at most`,
    );
  }
  try {
    JSON.parse(text);
  } catch (cause) {
    const place = { file: shown, ...placeOf(text, (cause as Error).message) };
    throw new BulkheadError('BULKHEAD_BAD_EVENT', `not JSON: ${(cause as Error).message}`, { place, cause });
  }
  return text;
}

/** V8 says "at position N" for most syntax errors, and nothing for an unexpected end. */
function placeOf(text: string, message: string): { line: number; column: number } {
  const position = Number(/position (\d+)/.exec(message)?.[1] ?? text.length);
  const before = text.slice(0, position).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1 };
}
