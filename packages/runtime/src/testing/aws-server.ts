import { once } from 'node:events';
import { request } from 'node:http';
import type { Json } from '../../../events/src/testing/matrix.ts';
import { findMoto, startMoto } from '../../../lab/src/triggers/moto.ts';

/** The program of moto, a server that keeps queues, streams and tables as AWS does; `undefined` when it is not installed. */
export function motoServer(): string | undefined {
  return findMoto(process.env)[0];
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
  const server = await startMoto([program]);
  const port = Number(new URL(server.url).port);
  return { port, call: (service, target, body) => post(port, service, target, body), close: server.close };
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
