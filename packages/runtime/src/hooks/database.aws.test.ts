import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireComponent } from '../../../../test/support/components.ts';
import { type AwsServer, motoServer, startAwsServer } from '../testing/aws-server.ts';
import { builtPackage, tempFolder } from '../testing/built.ts';
import { startHttps } from '../testing/databases.ts';
import { nodeBinaries } from '../testing/nodes.ts';
import { post, runScenario } from '../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();
const program = motoServer();
const hasMoto = requireComponent('moto', program !== undefined, 'tools/setup-services.sh');
const clients = createRequire(createRequire(import.meta.url).resolve('@aws-sdk/client-lambda'));

let https: Awaited<ReturnType<typeof startHttps>>;
let moto: AwsServer | undefined;
beforeAll(async () => {
  https = await startHttps();
  if (!hasMoto) return;
  moto = await startAwsServer(program!);
  await moto.call('dynamodb', 'DynamoDB_20120810.CreateTable', {
    TableName: 'users',
    AttributeDefinitions: [{ AttributeName: 'login', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'login', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  await moto.call('dynamodb', 'DynamoDB_20120810.PutItem', {
    TableName: 'users',
    Item: { login: { S: 'alice or bob' } },
  });
}, 60_000);
afterAll(async () => {
  await https.close();
  await moto?.close();
});

/**
 * The requests of each API as the SDKs make them, sent by the SDK's own handler (all clients of version 3 send with it), by
 * fetch, and by https with a body in pieces, as version 2 and streams do.
 */
const HANDLER = `
const { NodeHttpHandler } = require(${JSON.stringify(clients.resolve('@smithy/node-http-handler'))});
const APIS = {
  rds: (sql) => ['rds-data', undefined, '/Execute', { resourceArn: 'arn', secretArn: 'arn', sql }],
  'rds batch': (sql) => ['rds-data', undefined, '/BatchExecute', { resourceArn: 'arn', secretArn: 'arn', sql, parameterSets: [] }],
  partiql: (Statement) => ['dynamodb', 'DynamoDB_20120810.ExecuteStatement', '/', { Statement }],
  'partiql batch': (Statement) => ['dynamodb', 'DynamoDB_20120810.BatchExecuteStatement', '/', { Statements: [{ Statement: 'select * from "users" where login = ?', Parameters: [{ S: 'a' }] }, { Statement }] }],
  'partiql transaction': (Statement) => ['dynamodb', 'DynamoDB_20120810.ExecuteTransaction', '/', { TransactStatements: [{ Statement }] }],
  athena: (QueryString) => ['athena', 'AmazonAthena.StartQueryExecution', '/', { QueryString, ResultConfiguration: { OutputLocation: 's3://b/' } }],
  redshift: (Sql) => ['redshift-data', 'RedshiftData.ExecuteStatement', '/', { Database: 'd', Sql }],
  item: (S) => ['dynamodb', 'DynamoDB_20120810.PutItem', '/', { TableName: 'users', Item: { login: { S } } }],
};
const handler3 = new NodeHttpHandler();
const https = require(PROTOCOL);
const SENDERS = {
  'sdk 3': async (path, headers, body) => {
    const { response } = await handler3.handle({ method: 'POST', protocol: PROTOCOL + ':', hostname: '127.0.0.1', port, path, headers, query: {}, body });
    const parts = [];
    for await (const part of response.body) parts.push(part);
    return Buffer.concat(parts).toString();
  },
  fetch: async (path, headers, body) => (await fetch(PROTOCOL + '://127.0.0.1:' + port + path, { method: 'POST', headers, body })).text(),
  pieces: (path, headers, body) => new Promise((resolve, reject) => {
    const request = https.request({ method: 'POST', hostname: '127.0.0.1', port, path, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => { text += part; }).on('end', () => resolve(text));
    }).on('error', reject);
    request.write(body.slice(0, 20));
    setTimeout(() => { request.write(Buffer.from(body.slice(20, 40))); request.end(body.slice(40)); }, 10);
  }),
};
exports.handler = async (event) => {
  const { sender, api, login } = JSON.parse(event.body);
  const statement = api === 'item' ? login : "select * from \\"users\\" where login = '" + login + "'";
  const [service, target, path, content] = APIS[api](statement);
  const body = JSON.stringify(content);
  const headers = {
    'content-type': 'application/x-amz-json-1.0', 'content-length': String(Buffer.byteLength(body)),
    ...(target && { 'x-amz-target': target }),
    authorization: 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261120/eu-west-1/' + service + '/aws4_request, SignedHeaders=host, Signature=00',
  };
  try { return 'answered ' + (await SENDERS[sender](path, headers, body)); }
  catch (error) { const { code, message } = error.cause ?? error; return code + ': ' + message; }
};`;

const STOPPED = 'BULKHEAD_BLOCKED: Blocked by Bulkhead: event data changes the structure of a query.';
const HOSTILE = "x' or login >= 'a";
const SENDERS = ['sdk 3', 'fetch', 'pieces'];
const OPERATIONS: Record<string, string> = {
  rds: 'rds-data:ExecuteStatement',
  'rds batch': 'rds-data:BatchExecuteStatement',
  partiql: 'dynamodb:ExecuteStatement',
  'partiql batch': 'dynamodb:BatchExecuteStatement',
  'partiql transaction': 'dynamodb:ExecuteTransaction',
  athena: 'athena:StartQueryExecution',
  redshift: 'redshift-data:ExecuteStatement',
};

describe.each(nodeBinaries())('$name', ({ path: node }) => {
  it('the query APIs of AWS over TLS: hostile statements fail, others and plain items pass, on connections kept open', async () => {
    const cases = Object.keys(OPERATIONS).flatMap((api, index) =>
      SENDERS.flatMap((sender) => [
        { sender, api: 'item', login: `${HOSTILE} ${index}` },
        { sender, api, login: `O''Brien; -- ${index}` },
        { sender, api, login: HOSTILE },
      ]),
    );
    const before = https.bodies.length;
    const outcome = await runScenario({
      node,
      dist,
      folder,
      form: 'cjs',
      code: `const PROTOCOL = 'https'; const port = ${https.port};${HANDLER}`,
      events: cases.map(post),
      env: { NODE_EXTRA_CA_CERTS: https.certificateFile },
    });
    expect(outcome.stderr).toBe('');
    expect(outcome.answers.map(({ result, error }) => result ?? error)).toEqual(
      cases.map(({ login }) => (login === HOSTILE ? STOPPED : 'answered {}')),
    );
    const found = outcome.attacks.filter(({ rule }) => rule === 'hook/database');
    expect(new Set(found.map(({ sink }) => sink!.operation))).toEqual(new Set(Object.values(OPERATIONS)));
    const statements = https.bodies
      .slice(before)
      .filter((body) => !body.includes('PutItem') && !body.includes('"Item"'));
    expect(statements.filter((body) => body.includes(HOSTILE))).toEqual([]);
    expect(statements).toHaveLength(Object.keys(OPERATIONS).length * SENDERS.length);
    expect(outcome.faults).toEqual([]);
  });

  it.skipIf(!hasMoto)('PartiQL against a server that runs it', async () => {
    const outcome = await runScenario({
      node,
      dist,
      folder,
      form: 'cjs',
      code: `const PROTOCOL = 'http'; const port = ${moto!.port};${HANDLER}`,
      events: ['alice or bob', HOSTILE].map((login) => post({ sender: 'sdk 3', api: 'partiql', login })),
    });
    expect(outcome.answers.map(({ result }) => result)).toEqual([expect.stringContaining('alice or bob'), STOPPED]);
  });
});
