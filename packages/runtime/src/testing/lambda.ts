import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { LAMBDA_ENV } from './scenario.ts';

/** One execution environment with Lambda's own runtime interface client inside, and the Runtime API that it talks to. */
export interface Environment {
  /** Hands an event to the function; resolves with what it posted. */
  invoke(event: unknown, headers?: Record<string, string>): Promise<Posted>;
  /** Resolves with the first init error that was posted, or rejects when an invocation is asked for instead. */
  initError(): Promise<Posted>;
  /** Ends the process; resolves with everything that it printed. */
  close(): Promise<{ readonly lines: readonly string[]; readonly stderr: string }>;
}

export interface Posted {
  readonly is: 'response' | 'error' | 'init';
  readonly body: string;
  readonly type: string | undefined;
  readonly streamed: boolean;
}

export interface EnvironmentOptions {
  readonly node: string;
  /** Folder of aws-lambda-ric. */
  readonly client: string;
  readonly major: '3' | '4';
  readonly handler: string;
  /** Task root. */
  readonly code: string;
  readonly preload?: string;
  /** AWS_LAMBDA_EXEC_WRAPPER. */
  readonly wrapper?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Waiting {
  readonly event: unknown;
  readonly headers: Record<string, string>;
  readonly id: string;
}

/** A Runtime API (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html) reduced to what one test asks of it. */
export async function startEnvironment(options: EnvironmentOptions): Promise<Environment> {
  const queue: Waiting[] = [];
  const asking: ServerResponse[] = [];
  const answers = new Map<string, (posted: Posted) => void>();
  let initFailed: (posted: Posted) => void = () => undefined;
  const init = new Promise<Posted>((resolve) => {
    initFailed = resolve;
  });
  let count = 0;

  function serve(): void {
    while (queue.length > 0 && asking.length > 0) {
      const { event, headers, id } = queue.shift()!;
      asking
        .shift()!
        .writeHead(200, {
          'content-type': 'application/json',
          'lambda-runtime-aws-request-id': id,
          'lambda-runtime-deadline-ms': String(Date.now() + 10_000),
          'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:convert',
          ...headers,
        })
        .end(JSON.stringify(event));
    }
  }

  const server: Server = createServer((request, response) => void route(request, response));
  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? '';
    if (url.endsWith('/invocation/next')) {
      asking.push(response);
      serve();
      return;
    }
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => {
      body += text;
    });
    await once(request, 'end').catch(() => undefined);
    response.writeHead(202).end('{}');
    const is = url.endsWith('/init/error') ? 'init' : url.endsWith('/error') ? 'error' : 'response';
    const type =
      request.headers['lambda-runtime-function-error-type'] ?? request.trailers['lambda-runtime-function-error-type'];
    const posted: Posted = {
      is,
      body,
      type: typeof type === 'string' ? type : undefined,
      streamed: request.headers['lambda-runtime-function-response-mode'] === 'streaming',
    };
    if (is === 'init') initFailed(posted);
    else answers.get(url.split('/')[4] ?? '')?.(posted);
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const child = startProcess(options, (server.address() as AddressInfo).port);
  let stdout = '';
  let stderr = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const closed = once(child, 'close');
  const died = closed.then(() => Promise.reject(new Error(`the environment ended: ${stdout}\n${stderr}`)));
  died.catch(() => undefined);

  return {
    invoke(event, headers = {}) {
      const id = `request-${count++}`;
      const posted = new Promise<Posted>((resolve) => answers.set(id, resolve));
      queue.push({ event, headers, id });
      serve();
      return Promise.race([posted, died]);
    },
    initError: () => Promise.race([init, died]),
    async close() {
      child.kill('SIGKILL');
      await closed;
      server.closeAllConnections();
      server.close();
      return { lines: stdout.split('\n'), stderr };
    },
  };
}

function startProcess(options: EnvironmentOptions, port: number): ChildProcess {
  const { node, client, major, handler, code, preload, wrapper } = options;
  const args = major === '4' ? [join(client, 'index.mjs')] : [join(client, 'bin/index.mjs'), handler];
  return spawn(wrapper ?? node, wrapper === undefined ? args : [node, ...args], {
    cwd: code,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...LAMBDA_ENV,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
      LAMBDA_TASK_ROOT: code,
      LAMBDA_RUNTIME_DIR: options.client,
      _HANDLER: handler,
      ...(preload && { NODE_OPTIONS: `--require ${preload}` }),
      ...options.env,
    },
  });
}
