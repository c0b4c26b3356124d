import type { AwsCall } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { readFunctions, readProgram, SQS } from '../testing/read-program.ts';

const CLIENT =
  "const { S3Client, PutObjectCommand, GetObjectCommand } = require('@aws-sdk/client-s3'); const s3 = new S3Client({});\n";
const PUT = "await s3.send(new PutObjectCommand({ Bucket: process.env.OUT, Key: 'a' }));";

function callsOf(body: string, before = ''): readonly AwsCall[] {
  return readProgram(`${CLIENT}${before}\nexports.handler = async (event, context) => { ${body} };`, {
    triggers: [SQS],
  }).calls;
}

const guardsOf = (body: string, before = ''): readonly (readonly string[])[] =>
  callsOf(body, before).map(({ guards }) =>
    guards.map(
      ({ text, holds, paths }) => `${holds ? '' : 'not '}${text}${paths.length > 0 ? ` <${paths.join(' ')}>` : ''}`,
    ),
  );

describe('where an AWS call stands', () => {
  it('once, in a loop over records, in any other loop', () => {
    expect(callsOf(PUT).map(({ times }) => times)).toEqual(['once']);
    expect(callsOf(`for (const r of event.Records) { ${PUT} }`).map(({ times }) => times)).toEqual(['items']);
    expect(callsOf(`await Promise.all(event.Records.map(async (r) => { ${PUT} }));`).map(({ times }) => times)).toEqual(
      ['items'],
    );
    expect(callsOf(`while (context.x) { ${PUT} }`).map(({ times }) => times)).toEqual(['repeated']);
  });

  it('while the module loads, or in an invocation', () => {
    const code = readProgram({
      'index.mjs': `import { S3Client, ListBucketsCommand } from '@aws-sdk/client-s3'; const s3 = new S3Client({}); const list = await s3.send(new ListBucketsCommand({})); export const handler = async () => s3.send(new ListBucketsCommand({}));`,
    });
    expect(code.calls.map(({ during }) => during)).toEqual(['load', 'invocation']);
  });

  it('conditions in force, with what they look at', () => {
    expect(guardsOf(`if (event.Records[0].body === 'x') { ${PUT} }`)).toEqual([
      ["event.Records[0].body === 'x' <Records[].body>"],
    ]);
    expect(guardsOf(`if (!process.env.ON) return; ${PUT}`)).toEqual([['not !process.env.ON']]);
    expect(guardsOf(`if (context.a) { ${PUT} } else { context.b; }`)).toEqual([['context.a']]);
    expect(guardsOf(`for (const r of event.Records) { if (r.eventName.startsWith('x')) continue; ${PUT} }`)).toEqual([
      ["not r.eventName.startsWith('x') <Records[].eventName>"],
    ]);
    expect(guardsOf(`if (context.a) { context.b; } ${PUT}`)).toEqual([[]]);
  });

  it('conditions that the items of a list have met', () => {
    const kept = "event.Records.filter((r) => r.eventName === 'x')";
    const met = ['r.eventName === "x" <Records[].eventName>'];
    expect(guardsOf(`for (const r of ${kept}) { ${PUT} }`)).toEqual([met]);
    expect(guardsOf(`const list = ${kept}; await Promise.all(list.map(async (r) => { ${PUT} }));`)).toEqual([met]);
    expect(guardsOf(`for (const r of ${kept}.map((r) => r.body)) { ${PUT} }`)).toEqual([met]);
    expect(guardsOf(`const list = ${kept}; list.push(context.a); for (const r of list) { ${PUT} }`)).toEqual([[]]);
    expect(guardsOf(`for (const r of context.a ? ${kept} : event.Records) { ${PUT} }`)).toEqual([[]]);
    expect(guardsOf(`const list = ${kept}; ${PUT}`)).toEqual([[]]);
  });

  it('what a middleware has left in the context', () => {
    const [call] = callsOf(
      'await before({ event, context }); for (const one of context.parsed) { await s3.send(new PutObjectCommand({ Bucket: "b", Key: one.key })); }',
      'const before = async (handler) => { handler.context.parsed = handler.event.Records.map((r) => JSON.parse(r.body)); };',
    );
    expect(call?.input).toMatchObject({ fields: { Key: { kind: 'event', path: 'Records[].body.key' } } });
    const [first, second] = readFunctions(
      `${CLIENT}exports.a = async (event, context) => { context.key = 'a'; }; exports.b = async (event, context) => { await s3.send(new PutObjectCommand({ Bucket: 'b', Key: context.key })); };`,
      { handlers: ['a', 'b'] },
    );
    expect(first?.calls).toEqual([]);
    expect(second?.calls[0]?.input).toMatchObject({ fields: { Key: { kind: 'context', property: 'key' } } });
  });

  it('each way to a helper is a call of its own, with its input', () => {
    const calls = callsOf(
      "await put('a'); await put('b');",
      'const put = async (Key) => s3.send(new PutObjectCommand({ Bucket: "b", Key }));',
    );
    expect(calls.map(({ input, trail }) => [input, trail.map(({ line }) => line)])).toEqual([
      [
        {
          kind: 'object',
          fields: { Bucket: { kind: 'literal', value: 'b' }, Key: { kind: 'literal', value: 'a' } },
          open: false,
        },
        [3, 3],
      ],
      [
        {
          kind: 'object',
          fields: { Bucket: { kind: 'literal', value: 'b' }, Key: { kind: 'literal', value: 'b' } },
          open: false,
        },
        [3, 3],
      ],
    ]);
  });

  it('input of constants, environment, event and choices', () => {
    const [call] = callsOf(
      "const Key = `${event.Records[0].messageId}/${context.awsRequestId}.json`; const Bucket = process.env.A || 'a'; await s3.send(new PutObjectCommand({ Bucket, Key, ACL: context.x ? 'private' : 'public-read' }));",
    );
    expect(call?.input).toEqual({
      kind: 'object',
      open: false,
      fields: {
        Bucket: { kind: 'environment', name: 'A', fallback: { kind: 'literal', value: 'a' } },
        Key: {
          kind: 'concat',
          parts: [
            { kind: 'event', path: 'Records[].messageId' },
            { kind: 'literal', value: '/' },
            { kind: 'context', property: 'awsRequestId' },
            { kind: 'literal', value: '.json' },
          ],
        },
        ACL: {
          kind: 'either',
          options: [
            { kind: 'literal', value: 'private' },
            { kind: 'literal', value: 'public-read' },
          ],
        },
      },
    });
  });

  it.each([
    ['middy(inner)', 'const inner = async () => 1;\nexport const handler = middy(inner);', 2],
    ['middy().handler(inner)', '\n\nexport const handler = middy().use({}).handler(async () => 1);', 4],
  ])('a handler in %s is where it is written', (_, source, line) => {
    expect(readProgram(`import middy from '@middy/core';\n${source}`).handler.line).toBe(line);
  });

  it('a default of the environment, and of what may not be given', () => {
    const inputs = callsOf(
      "const { OUT = 'fallback' } = process.env; const put = async ({ key = 'a' } = {}) => { await s3.send(new PutObjectCommand({ Bucket: OUT, Key: key })); }; await put(JSON.parse(event.Records[0].body));",
    ).map(({ input }) => input);
    expect(inputs).toEqual([
      {
        kind: 'object',
        open: false,
        fields: {
          Bucket: { kind: 'environment', name: 'OUT', fallback: { kind: 'literal', value: 'fallback' } },
          Key: {
            kind: 'either',
            options: [
              { kind: 'event', path: 'Records[].body.key' },
              { kind: 'literal', value: 'a' },
            ],
          },
        },
      },
    ]);
  });

  it('a table of operations keeps each with its own input', () => {
    const calls = callsOf(
      'await RUN[event.Records[0].body]();',
      "const RUN = { a: () => s3.send(new PutObjectCommand({ Bucket: 'x' })), b: () => s3.send(new GetObjectCommand({ Bucket: 'y' })) };",
    );
    expect(calls.map(({ operation }) => operation)).toEqual(['PutObject', 'GetObject']);
  });

  it('the same on every run, whatever was read before', () => {
    const source = {
      'index.js': `${CLIENT}const lib = require('./lib'); exports.a = async () => { lib.state.bucket = 'a'; await lib.put(s3); }; exports.b = async () => lib.put(s3);`,
      'lib.js':
        "const { PutObjectCommand } = require('@aws-sdk/client-s3'); exports.state = { bucket: 'start' }; exports.put = (s3) => s3.send(new PutObjectCommand({ Bucket: exports.state.bucket }));",
    };
    const both = readFunctions(source, { handlers: ['a', 'b'] });
    const turned = readFunctions(source, { handlers: ['b', 'a'] });
    expect(JSON.stringify(both)).toBe(JSON.stringify([...turned].reverse()));
    expect(JSON.stringify(both[1]?.calls)).toContain('start');
    expect(JSON.stringify(both[1]?.calls)).not.toContain('"a"');
  });
});
