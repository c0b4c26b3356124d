import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { MAX_RESPONSE_BYTES, MAX_STREAM_BYTES } from './names.ts';
import { passOn, readBody } from './read-body.ts';
import { header, safeDecode } from './request-parts.ts';

/** One event for the runtime, as `GET /runtime/invocation/next` hands it out. */
export interface RuntimeInvocation {
  readonly requestId: string;
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly functionArn: string;
  readonly trace: string;
  /** JSON text. */
  readonly clientContext?: string;
  /** JSON text. */
  readonly cognitoIdentity?: string;
  /**
   * Takes a streamed answer as it comes, from its first byte on; it fails where the stream breaks off. Left out, or when the
   * answer is not streamed: the whole answer comes in `onAnswer`.
   */
  readonly onStream?: (contentType: string | undefined, body: AsyncIterable<Uint8Array>) => void;
}

/** What the runtime answered to one event. */
export interface RuntimeAnswer {
  readonly is: 'response' | 'error';
  readonly body: Buffer;
  /** `Lambda-Runtime-Function-Error-Type` */
  readonly errorType?: string;
  readonly contentType?: string;
  readonly streamed: boolean;
}

export interface RuntimeApiEvents {
  /** The runtime asks for work: its initialization, or the invocation before, is done. */
  onReady(): void;
  onInitError(error: { readonly body: Buffer; readonly errorType: string }): void;
  onAnswer(answer: RuntimeAnswer): void;
}

export interface RuntimeApi {
  readonly port: number;
  /** Names of the extensions that registered. */
  readonly extensions: ReadonlySet<string>;
  /** Hands out an event, now or when the runtime next asks. */
  send(invocation: RuntimeInvocation): void;
  close(): Promise<void>;
}

export interface RuntimeApiFunction {
  readonly name: string;
  readonly handler: string;
}

const RUNTIME = '/2018-06-01/runtime/';
const EXTENSION = '/2020-01-01/extension/';

/**
 * The Lambda Runtime API of one execution environment (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html) and as much of
 * the Extensions API as an extension needs to start. Each environment has a server of its own, so that one cannot answer for
 * another. As in Lambda, whoever asks for `next` while an event is being worked on is given that event again.
 */
export async function createRuntimeApi(fn: RuntimeApiFunction, events: RuntimeApiEvents): Promise<RuntimeApi> {
  const sockets = new Set<Socket>();
  const extensions = new Map<string, string>();
  const extensionWaiters = new Map<string, ServerResponse>();
  let waiter: ServerResponse | undefined;
  let queued: RuntimeInvocation | undefined;
  let current: RuntimeInvocation | undefined;
  let answered = true;

  const server = createServer((request, response) => {
    route(request, response).catch(() => {
      if (!response.headersSent) fail(response, 500, 'InternalServerError', 'Internal Server Error');
      else response.destroy();
    });
  });
  // A frozen environment keeps its connection open for as long as it lives.
  Object.assign(server, { keepAliveTimeout: 0, headersTimeout: 0, requestTimeout: 0, timeout: 0 });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?', 1)[0]!;
    const method = request.method ?? '';
    if (method === 'GET' && path === `${RUNTIME}invocation/next`) return next(response);
    if (method === 'POST' && path === `${RUNTIME}init/error`) return initError(request, response);
    const answer = /^\/2018-06-01\/runtime\/invocation\/([^/]+)\/(response|error)$/.exec(path);
    if (method === 'POST' && answer) return take(request, response, answer[1]!, answer[2] as 'response' | 'error');
    if (method === 'POST' && path === `${EXTENSION}register`) return register(request, response);
    if (method === 'GET' && path === `${EXTENSION}event/next`) return extensionNext(request, response);
    if (method === 'POST' && /^\/2020-01-01\/extension\/(init|exit)\/error$/.test(path)) {
      await readBody(request, MAX_RESPONSE_BYTES);
      return send(response, 202, { status: 'OK' });
    }
    if (method === 'PUT' && path === '/2022-07-01/telemetry') {
      await readBody(request, MAX_RESPONSE_BYTES);
      // What AWS's runtime interface emulator answers: extensions go on without.
      return fail(response, 202, 'Telemetry.NotSupported', 'Telemetry API is not supported');
    }
    if (method === 'PUT' && path === '/2020-08-15/logs') {
      await readBody(request, MAX_RESPONSE_BYTES);
      return fail(response, 202, 'Logs.NotSupported', 'Logs API is not supported');
    }
    response.writeHead(404).end();
  }

  function next(response: ServerResponse): void {
    if (current && !answered) {
      give(response, current);
      return;
    }
    current = undefined;
    waiter?.destroy();
    waiter = response;
    response.once('close', () => {
      if (waiter === response) waiter = undefined;
    });
    events.onReady();
    deliver();
  }

  function deliver(): void {
    if (!waiter || !queued) return;
    current = queued;
    queued = undefined;
    answered = false;
    give(waiter, current);
    waiter = undefined;
    for (const [id, response] of extensionWaiters) {
      extensionWaiters.delete(id);
      const { requestId, deadline: deadlineMs, functionArn: invokedFunctionArn, trace } = current;
      const tracing = { type: 'X-Amzn-Trace-Id', value: trace };
      response.setHeader('Lambda-Extension-Event-Identifier', randomUUID());
      send(response, 200, { eventType: 'INVOKE', deadlineMs, requestId, invokedFunctionArn, tracing });
    }
  }

  function give(response: ServerResponse, invocation: RuntimeInvocation): void {
    const headers: Record<string, string> = {
      'Content-Type': 'application/json',
      'Lambda-Runtime-Aws-Request-Id': invocation.requestId,
      'Lambda-Runtime-Deadline-Ms': String(invocation.deadline),
      'Lambda-Runtime-Invoked-Function-Arn': invocation.functionArn,
      'Lambda-Runtime-Trace-Id': invocation.trace,
    };
    if (invocation.clientContext !== undefined) headers['Lambda-Runtime-Client-Context'] = invocation.clientContext;
    if (invocation.cognitoIdentity !== undefined) {
      headers['Lambda-Runtime-Cognito-Identity'] = invocation.cognitoIdentity;
    }
    response.writeHead(200, headers).end(invocation.payload);
  }

  async function take(
    request: IncomingMessage,
    response: ServerResponse,
    id: string,
    is: 'response' | 'error',
  ): Promise<void> {
    const invocation = current;
    if (!invocation || safeDecode(id) !== invocation.requestId) {
      request.resume();
      return fail(response, 400, 'InvalidRequestID', 'Invalid request ID');
    }
    if (answered) {
      request.resume();
      return fail(response, 403, 'InvalidStateTransition', 'The invocation has been answered already');
    }
    answered = true;
    const mode = request.headers['lambda-runtime-function-response-mode'];
    if (mode !== undefined && mode !== 'streaming') {
      request.resume();
      events.onAnswer(functionError('Runtime.InvalidResponseModeHeader', ''));
      return fail(response, 400, 'InvalidFunctionResponseMode', 'Invalid function response mode');
    }
    const streamed = mode === 'streaming' && is === 'response';
    const limit = streamed ? MAX_STREAM_BYTES : MAX_RESPONSE_BYTES;
    const onStream = streamed ? invocation.onStream : undefined;
    const body = await (onStream
      ? passOn(request, limit, (chunks) => onStream(request.headers['content-type'], chunks))
      : readBody(request, limit)
    ).catch(() => undefined);
    if (body === undefined) {
      events.onAnswer(functionError('Runtime.TruncatedResponse', ''));
      return;
    }
    if (body.size > limit) {
      events.onAnswer(
        functionError(
          'Function.ResponseSizeTooLarge',
          `Response payload size (${body.size} bytes) exceeded maximum allowed payload size (${limit} bytes).`,
        ),
      );
      return fail(response, 413, 'RequestEntityTooLarge', `Exceeded maximum allowed payload size (${limit} bytes).`);
    }
    const late = streamed ? trailerError(request) : undefined;
    const contentType = request.headers['content-type'];
    const errorType = is === 'error' ? header(request, 'lambda-runtime-function-error-type') : undefined;
    events.onAnswer(
      late ?? {
        is,
        body: body.data,
        streamed,
        ...(errorType === undefined ? {} : { errorType }),
        ...(contentType === undefined ? {} : { contentType }),
      },
    );
    send(response, 202, { status: 'OK' });
  }

  async function initError(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, MAX_RESPONSE_BYTES);
    events.onInitError({
      body: body.data,
      errorType: header(request, 'lambda-runtime-function-error-type') ?? 'Runtime.Unknown',
    });
    send(response, 202, { status: 'OK' });
  }

  async function register(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await readBody(request, MAX_RESPONSE_BYTES);
    const name = header(request, 'lambda-extension-name');
    if (!name) return fail(response, 403, 'Extension.InvalidExtensionName', 'Empty extension name');
    const id = randomUUID();
    extensions.set(id, name);
    response.setHeader('Lambda-Extension-Identifier', id);
    send(response, 200, { functionVersion: '$LATEST', functionName: fn.name, handler: fn.handler });
  }

  function extensionNext(request: IncomingMessage, response: ServerResponse): void {
    const id = header(request, 'lambda-extension-identifier') ?? '';
    if (!extensions.has(id)) {
      fail(response, 403, 'Extension.UnknownExtensionIdentifier', `Unknown extension ${id.slice(0, 64)}`);
      return;
    }
    extensionWaiters.set(id, response);
    response.once('close', () => extensionWaiters.delete(id));
  }

  return {
    port: (server.address() as AddressInfo).port,
    get extensions() {
      return new Set(extensions.values());
    },
    send(invocation) {
      queued = invocation;
      deliver();
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function functionError(errorType: string, errorMessage: string): RuntimeAnswer {
  return { is: 'error', body: Buffer.from(JSON.stringify({ errorType, errorMessage })), errorType, streamed: false };
}

/** An error after the first streamed byte comes as HTTP trailers, its body in base64. */
function trailerError(request: IncomingMessage): RuntimeAnswer | undefined {
  const errorType = request.trailers['lambda-runtime-function-error-type'];
  if (errorType === undefined || errorType === '') return undefined;
  const body = Buffer.from(request.trailers['lambda-runtime-function-error-body'] ?? '', 'base64');
  return { is: 'error', body, errorType, streamed: true };
}

function send(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
}

function fail(response: ServerResponse, status: number, errorType: string, errorMessage: string): void {
  send(response, status, { errorMessage, errorType });
}
