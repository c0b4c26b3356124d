import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Json } from '../../../events/src/testing/matrix.ts';

const INSTALLED = join(import.meta.dirname, '../../../../tools/runtimes/.cache/python/bin/moto_server');

/** The program of moto, a server that keeps queues, streams and tables as AWS does; `undefined` when it is not installed. */
export function motoServer(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'moto_server'));
  return [INSTALLED, ...folders].find((file) => existsSync(file));
}

/** Calls an action of a service with AWS's JSON protocol: `call('sqs', 'AmazonSQS.CreateQueue', {…})`. */
export type Call = (service: string, target: string, body: Json) => Promise<Json>;

export interface AwsServer {
  readonly port: number;
  readonly call: Call;
  close(): Promise<void>;
}

/** Starts moto on a port of its own of 127.0.0.1. */
export async function startAwsServer(program: string): Promise<AwsServer> {
  const port = await freePort();
  const child = spawn(program, ['-H', '127.0.0.1', '-p', `${port}`], { stdio: 'ignore', detached: true });
  const closed = once(child, 'close');
  const call: Call = (service, target, body) => post(port, service, target, body);
  for (let attempt = 0; ; attempt++) {
    try {
      await call('sqs', 'AmazonSQS.ListQueues', {});
      break;
    } catch (error) {
      if (attempt === 150 || child.exitCode !== null) throw new Error('moto does not answer', { cause: error });
      await sleep(100);
    }
  }
  return {
    call,
    port,
    async close() {
      // A launcher may stand before the server: its whole group ends.
      if (child.exitCode === null) process.kill(-child.pid!, 'SIGKILL');
      await closed;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** moto tells services apart by the scope of the credential and the host; it checks no signature. */
async function post(port: number, service: string, target: string, body: Json): Promise<Json> {
  const text = JSON.stringify(body);
  const sent = request({
    host: '127.0.0.1',
    port,
    method: 'POST',
    agent: false,
    headers: {
      host: `${target.startsWith('DynamoDBStreams') ? 'streams.' : ''}${service}.eu-west-1.amazonaws.com`,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20261121/eu-west-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      'x-amz-target': target,
      'content-type': 'application/x-amz-json-1.1',
      'content-length': Buffer.byteLength(text),
    },
  });
  sent.end(text);
  const [response] = (await once(sent, 'response')) as [import('node:http').IncomingMessage];
  let answer = '';
  for await (const chunk of response.setEncoding('utf8')) answer += chunk;
  if (response.statusCode !== 200) throw new Error(`${target}: ${response.statusCode} ${answer.slice(0, 300)}`);
  return JSON.parse(answer || '{}') as Json;
}
