import { describe, expect, it } from 'vitest';
import { factsOf } from '../testing/flows.ts';
import { HTTP, readProgram, SQS } from '../testing/read-program.ts';

const handler = (body: string): string => `exports.handler = async (event, context) => { ${body} };`;
const LOG = 'console.log("x"); ';
const DYNAMO =
  "const { DynamoDBClient, PutItemCommand, ScanCommand } = require('@aws-sdk/client-dynamodb'); const d = new DynamoDBClient({});\n";
const LAMBDA =
  "const { LambdaClient, InvokeCommand } = require('@aws-sdk/client-lambda'); const l = new LambdaClient({});\n";

/** Title, program, facts besides `logs-nothing`. */
const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  ['the whole event', handler('console.log(JSON.stringify(event));'), ['event-logged console.log']],
  ['the event in a text', handler('console.log(`got ${JSON.stringify(event)}`);'), ['event-logged console.log']],
  ['a part of it', handler('console.log(event.path);'), []],
  ['state', `let last;\n${handler(`last = event.body; ${LOG}`)}`, ['state-from-event last']],
  [
    'state in an object',
    `const cache = {};\n${handler(`cache.user = JSON.parse(event.body).user; ${LOG}`)}`,
    ['state-from-event cache'],
  ],
  ['state that is no data of the event', `let n = 0;\n${handler(`n += 1; ${LOG}`)}`, []],
  ['a local variable', handler(`let last; last = event.body; ${LOG}`), []],
  [
    'client in the handler',
    `const { S3Client } = require('@aws-sdk/client-s3');\n${handler(`const s = new S3Client({}); ${LOG}`)}`,
    ['client-in-handler S3Client'],
  ],
  [
    'client outside',
    `const { S3Client } = require('@aws-sdk/client-s3');\nconst s = new S3Client({});\n${handler(LOG)}`,
    [],
  ],
  [
    'fixed file',
    `const fs = require('fs');\n${handler(`fs.writeFileSync('/tmp/out.json', 'x'); ${LOG}`)}`,
    ['fixed-tmp-file /tmp/out.json'],
  ],
  [
    'file by request',
    `const fs = require('fs');\n${handler(`fs.writeFileSync('/tmp/' + context.awsRequestId, 'x'); ${LOG}`)}`,
    [],
  ],
  [
    'remaining time',
    handler(`context.getRemainingTimeInMillis(); ${LOG}`),
    ['reads-remaining-time getRemainingTimeInMillis'],
  ],
  [
    'loop with calls',
    `${DYNAMO}${handler(`let k; do { const r = await d.send(new ScanCommand({ TableName: 't', ExclusiveStartKey: k })); k = r.LastEvaluatedKey; } while (k); ${LOG}`)}`,
    ['loop-without-deadline loop'],
  ],
  [
    'an error caught by a promise of a library',
    `const m = require('mongoose'); const U = m.model('User');\n${handler(`${LOG} return U.find({}).then((user) => ({ statusCode: 200, body: JSON.stringify(user) })).catch((err) => ({ statusCode: 500, body: err.message }));`)}`,
    ['error-in-response message'],
  ],
  [
    'an error caught by a promise of the project',
    `const get = async () => 1;\n${handler(`${LOG} return get().then((user) => ({ statusCode: 200, body: user })).catch((err) => ({ statusCode: 500, body: err.message }));`)}`,
    ['error-in-response message'],
  ],
  [
    'what a promise of a library gives is no error',
    `const m = require('mongoose'); const U = m.model('User');\n${handler(`${LOG} return U.find({}).then((user) => ({ statusCode: 200, body: JSON.stringify(user) }));`)}`,
    [],
  ],
  [
    'loop over what a table holds',
    `${DYNAMO}${handler(`const { Items } = await d.send(new ScanCommand({ TableName: 't' })); for (const item of Items) await d.send(new ScanCommand({ TableName: item.name })); ${LOG}`)}`,
    ['loop-without-deadline loop'],
  ],
  [
    'loop over a list of the event',
    `${DYNAMO}${handler(`for (const item of event.detail.items) await d.send(new ScanCommand({ TableName: item })); ${LOG}`)}`,
    [],
  ],
  [
    'loop over names that are written down',
    `${DYNAMO}${handler(`for (const name of ['a', 'b']) await d.send(new ScanCommand({ TableName: name })); ${LOG}`)}`,
    [],
  ],
  [
    'loop that looks at the time',
    `${DYNAMO}${handler(`let k; do { const r = await d.send(new ScanCommand({ TableName: 't', ExclusiveStartKey: k })); k = r.LastEvaluatedKey; } while (k && context.getRemainingTimeInMillis() > 1000); ${LOG}`)}`,
    ['reads-remaining-time getRemainingTimeInMillis'],
  ],
  [
    'message of an error',
    handler(`${LOG} try { JSON.parse(event.body) } catch (e) { return { statusCode: 500, body: e.message } }`),
    ['error-in-response message'],
  ],
  [
    'error that is only logged',
    handler(
      'try { JSON.parse(event.body) } catch (e) { console.error(e); return { statusCode: 500, body: "failed" } }',
    ),
    [],
  ],
  [
    'conditional write',
    `${DYNAMO}${handler(`await d.send(new PutItemCommand({ TableName: 't', ConditionExpression: 'attribute_not_exists(id)' })); ${LOG}`)}`,
    ['idempotency ConditionExpression'],
  ],
  [
    'TLS',
    `const https = require('https');\nconst a = new https.Agent({ rejectUnauthorized: false });\n${handler(LOG)}`,
    ['tls-off rejectUnauthorized'],
  ],
  [
    'TLS by the environment',
    `process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';\n${handler(LOG)}`,
    ['tls-off NODE_TLS_REJECT_UNAUTHORIZED'],
  ],
  ['plain HTTP', handler(`await fetch('http://api.example.com/x'); ${LOG}`), ['plain-http http://api.example.com/x']],
  ['plain HTTP to itself', handler(`await fetch('http://localhost:3000/x'); ${LOG}`), []],
  [
    'itself',
    `${LAMBDA}${handler(`await l.send(new InvokeCommand({ FunctionName: context.functionName })); ${LOG}`)}`,
    ['unbounded-recursion lambda:Invoke'],
  ],
  [
    'itself, with a bound',
    `${LAMBDA}${handler(`if (event.body > 3) return; await l.send(new InvokeCommand({ FunctionName: context.functionName })); ${LOG}`)}`,
    [],
  ],
  ['key', `const key = 'AKIAQYLPMN5HHHFPZAM2';\n${handler(LOG)}`, ['secret-literal AWS access key']],
  ['key of the documentation', `const key = 'AKIAIOSFODNN7EXAMPLE';\n${handler(LOG)}`, []],
  [
    'secret by its name',
    `const adminSecret = '9f8b2c41-77aa-4d0e-b1c2-5e6f7a8b9c0d';\n${handler(LOG)}`,
    ['secret-literal secret by its name'],
  ],
  ['name of a secret', `const secretName = 'prod/db-1'; const password = 'changeme1';\n${handler(LOG)}`, []],
  [
    'listing',
    `const fs = require('fs');\n${handler(`${LOG} return { statusCode: 200, body: JSON.stringify(fs.readdirSync('/tmp')) };`)}`,
    ['directory-listing answer'],
  ],
  [
    'policy for everything',
    handler(
      `${LOG} return { principalId: 'u', policyDocument: { Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: '*' }] } };`,
    ),
    ['wildcard-authorization *'],
  ],
  [
    'policy that denies',
    handler(
      `${LOG} return { principalId: 'u', policyDocument: { Statement: [{ Effect: 'Deny', Action: 'execute-api:Invoke', Resource: '*' }] } };`,
    ),
    [],
  ],
  [
    'claims of a token that nobody has verified',
    handler(
      `const part = event.headers.Authorization.split('.')[1]; ${LOG} return { statusCode: 200, body: JSON.parse(Buffer.from(part, 'base64').toString()).sub };`,
    ),
    ['own-authentication a token'],
  ],
  [
    'claims of a token in headers that a library has read',
    `const x = require('some-parser'); const b = require('some-base64');\n${handler(
      `const h = x.parse(event.headers); const t = h.Authorization || h.authorization; const parts = t.split('.'); ${LOG} return { statusCode: 200, body: JSON.parse(b.decode(parts[1])).sub };`,
    )}`,
    ['own-authentication a token'],
  ],
  [
    'the header of a token, which names a key',
    handler(
      `const [head] = event.headers.Authorization.split('.'); ${LOG} return { statusCode: 200, body: JSON.parse(Buffer.from(head, 'base64').toString()).kid };`,
    ),
    [],
  ],
  [
    'claims of a token that a library has verified',
    `const { jwtVerify } = require('jose');\n${handler(
      `const part = event.headers.Authorization.split('.')[1]; await jwtVerify(event.headers.Authorization, k); ${LOG} return { statusCode: 200, body: JSON.parse(Buffer.from(part, 'base64').toString()).sub };`,
    )}`,
    ['own-authentication jose'],
  ],
  [
    'a part of something else',
    handler(
      `const part = event.queryStringParameters.page.split('.')[1]; ${LOG} return { statusCode: 200, body: JSON.parse(part).x };`,
    ),
    [],
  ],
  [
    'a password hashed by hand',
    `const crypto = require('crypto');\n${handler(`const { password } = JSON.parse(event.body); ${LOG} return crypto.createHash('sha256').update(password).digest('hex');`)}`,
    ['own-authentication crypto.createHash'],
  ],
  [
    'a digest of something else',
    `const crypto = require('crypto');\n${handler(`${LOG} return crypto.createHash('sha256').update(event.body).digest('hex');`)}`,
    [],
  ],
  [
    'debugging',
    `const { Logger } = require('@aws-lambda-powertools/logger'); const l = new Logger({ logLevel: 'DEBUG' });\n${handler('l.info("x");')}`,
    ['debug-on @aws-lambda-powertools/logger logLevel'],
  ],
  [
    'debugging by the environment',
    `const { Logger } = require('@aws-lambda-powertools/logger'); const l = new Logger({ logLevel: process.env.LEVEL });\n${handler('l.info("x");')}`,
    [],
  ],
  [
    'schema',
    `const { z } = require('zod');\nconst S = z.object({});\n${handler(`S.parse(event); ${LOG}`)}`,
    ['validates-event zod'],
  ],
];

describe('facts', () => {
  it.each(CASES)('%s', (_title, program, facts) => {
    expect(factsOf(readProgram(program, { triggers: [HTTP] }))).toEqual(facts);
  });

  it('a function that logs nothing', () => {
    expect(factsOf(readProgram(handler('return 1;')))).toEqual(['logs-nothing handler']);
  });
});

describe('batches', () => {
  const batch = (body: string): readonly string[] =>
    factsOf(
      readProgram(
        handler(
          `${LOG} const failed = []; for (const r of event.Records) { ${body} } return { batchItemFailures: failed };`,
        ),
        { triggers: [SQS] },
      ),
    );
  const COMMON = ['loops-over-records Records', 'reports-batch-failures batchItemFailures'];

  it('swallowed', () =>
    expect(batch('try { JSON.parse(r.body) } catch (e) { console.error(e) }')).toEqual([
      ...COMMON,
      'swallows-errors catch',
    ]));
  it('reported', () =>
    expect(batch('try { JSON.parse(r.body) } catch (e) { failed.push({ itemIdentifier: r.messageId }) }')).toEqual(
      COMMON,
    ));
  it('swallowed around all of them', () => {
    const around = (end: string) =>
      factsOf(
        readProgram(
          handler(
            `${LOG} try { for (const r of event.Records) JSON.parse(r.body); } catch (e) { console.error(e); ${end} }`,
          ),
          { triggers: [SQS] },
        ),
      );
    expect(around('return { statusCode: 500 };')).toEqual(['loops-over-records Records', 'swallows-errors catch']);
    expect(around('')).toEqual(['loops-over-records Records', 'swallows-errors catch']);
    expect(around('throw e;')).toEqual(['loops-over-records Records']);
  });
  it('thrown on', () => expect(batch('try { JSON.parse(r.body) } catch (e) { throw e }')).toEqual(COMMON));
});
