import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { TelemetryOptions } from '../options.ts';
import { knownCaller } from './principals.ts';
import { moreOf } from './read-more.ts';
import { signing } from './signing.ts';
import { createStore } from './store.ts';
import { createSigner } from './trust.ts';

const ID = 'c0ffee00-0000-4000-8000-000000000001';
const NEW = 'req-1';
const signer = createSigner((text) => createHmac('sha256', 'k').update(text).digest('base64url'));

function capture(
  message: unknown,
  options: TelemetryOptions = {},
  more: { signed?: boolean; clientContext?: unknown } = {},
) {
  const store = createStore();
  store.configure({
    debugRate: 0,
    known: knownCaller,
    more: moreOf,
    ...signing(() => (more.signed ? signer : undefined)),
    ...options,
  });
  const context = { awsRequestId: NEW, clientContext: more.clientContext };
  return store.invoke(message, context, () => store.current()!);
}

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');
const context = { 'x-correlation-id': ID, 'x-correlation-user': 'ada', 'debug-log-enabled': 'true' };
const attributes = (shape: (value: string) => unknown) =>
  Object.fromEntries(Object.entries(context).map(([name, value]) => [name, shape(value)]));
const sqs = attributes((stringValue) => ({ stringValue, dataType: 'String' }));
const sns = attributes((Value) => ({ Type: 'String', Value }));
const bytes = (text: string) => [...Buffer.from(text)];

describe('captured from a message that came from inside', () => {
  it.each<[string, unknown, unknown?]>([
    ['SQS attributes', { eventSource: 'aws:sqs', body: 'x', messageAttributes: sqs }],
    [
      'SQS, packed into one attribute',
      {
        eventSource: 'aws:sqs',
        body: 'x',
        messageAttributes: { 'x-correlation-context': { stringValue: JSON.stringify(context), dataType: 'String' } },
      },
    ],
    ['SNS attributes', { EventSource: 'aws:sns', Sns: { Message: 'x', MessageAttributes: sns } }],
    [
      'SNS in SQS',
      { eventSource: 'aws:sqs', body: JSON.stringify({ Type: 'Notification', Message: 'x', MessageAttributes: sns }) },
    ],
    ['SNS in SQS, raw delivery', { eventSource: 'aws:sqs', body: 'x', messageAttributes: sqs }],
    ['a body of the sender’s own', { eventSource: 'aws:sqs', body: JSON.stringify({ a: 1, __context: context }) }],
    [
      'EventBridge in SQS',
      { eventSource: 'aws:sqs', body: JSON.stringify({ 'detail-type': 'x', detail: { __context: context } }) },
    ],
    [
      'EventBridge behind SNS',
      { EventSource: 'aws:sns', Sns: { Message: JSON.stringify({ detail: { __context: context } }) } },
    ],
    [
      'EventBridge behind SNS in SQS',
      {
        eventSource: 'aws:sqs',
        body: JSON.stringify({
          Type: 'Notification',
          Message: JSON.stringify({ 'detail-type': 'x', detail: { __context: context } }),
        }),
      },
    ],
    [
      'EventBridge into Kinesis',
      { eventSource: 'aws:kinesis', kinesis: { data: base64({ detail: { __context: context } }) } },
    ],
    ['EventBridge into Firehose', { recordId: '1', data: base64({ detail: { __context: context } }) }],
    ['Amazon MQ', { messageID: 'ID:1', data: base64({ a: 1, __context: context }) }],
    ['Kinesis', { eventSource: 'aws:kinesis', kinesis: { data: base64({ a: 1, __context: context }) } }],
    ['Kinesis, as DAZN calls it', { eventSource: 'aws:kinesis', kinesis: { data: base64({ __context__: context }) } }],
    ['Firehose', { recordId: '1', data: base64({ __context: context }) }],
    [
      'DynamoDB stream',
      { eventSource: 'aws:dynamodb', dynamodb: { NewImage: { __context: { M: attributes((S) => ({ S })) } } } },
    ],
    ['EventBridge', { 'detail-type': 'x', source: 's', detail: { __context: context } }],
    ['Step Functions input', { a: 1, __context: context }],
    ['Step Functions context object', { Execution: { Input: { __context: context } }, State: {} }],
    ['Lambda, asynchronous', { __context: context, a: 1 }],
    ['Lambda, with a field of a stream’s name', { __context: context, kinesis: { data: 'eyJ9' } }],
    ['Lambda, with a table’s', { __context: context, dynamodb: { table: 't' } }],
    ['Lambda, with those of Firehose', { __context: context, recordId: '1', data: 'x' }],
    ['Lambda, with those of Kafka', { __context: context, topic: 'news', headers: ['a'] }],
    ['Lambda, as DAZN calls it', { __context__: { ...context, 'debug-log-enabled': true }, a: 1 }],
    ['Lambda, synchronous', { a: 1 }, { custom: context }],
    ['a payload that is no object', [1], { custom: context }],
    [
      'Kafka headers',
      {
        topic: 't',
        partition: 0,
        offset: 1,
        value: '',
        headers: Object.entries(context).map(([name, value]) => ({ [name]: bytes(value) })),
      },
    ],
    ['a destination of an asynchronous invocation', { requestPayload: { __context: context }, responsePayload: {} }],
  ])('%s', (_name, message, clientContext) => {
    const scope = capture(message, {}, { clientContext });
    expect(scope.fields).toEqual({ 'x-correlation-id': ID, 'x-correlation-user': 'ada' });
    expect(scope.debug).toBe(true);
  });
});

describe('captured from a request over HTTP', () => {
  const headers = {
    'X-Correlation-Id': ID,
    'x-CORRELATION-user': 'ada',
    'Debug-Log-Enabled': 'true',
    'User-Agent': 'app',
  };
  const multi = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value, 'other']]));
  const events: [string, unknown][] = [
    ['API Gateway v1', { httpMethod: 'GET', headers, requestContext: {} }],
    ['API Gateway v2, function URL', { version: '2.0', headers, requestContext: { http: {} } }],
    ['ALB', { headers, requestContext: { elb: {} } }],
    ['ALB with values in lists', { multiValueHeaders: multi, requestContext: { elb: {} } }],
    ['AppSync', { info: {}, request: { headers } }],
    ['VPC Lattice', { headers, method: 'GET', raw_path: '/' }],
  ];
  it.each(events)('%s: of anyone, when the API is not for strangers', (_name, event) => {
    const scope = capture(event, { trust: 'anyone' });
    expect(scope.fields).toEqual({ 'x-correlation-id': ID, 'x-correlation-user': 'ada', 'user-agent': 'app' });
    expect(scope.debug).toBe(true);
  });

  it.each(events)('%s: a stranger sets neither ids nor the debug decision', (_name, event) => {
    const scope = capture(event);
    expect(scope.fields).toEqual({ 'x-correlation-id': NEW, 'user-agent': 'app' });
    expect(scope.debug).toBe(false);
  });

  it('of one who has the deploy’s key', () => {
    const own = { 'x-correlation-id': ID, 'debug-log-enabled': 'true' };
    const signed = { ...own, 'x-bulkhead-context': signer.sign(own) };
    const scope = capture({ headers: signed, requestContext: {} }, {}, { signed: true });
    expect([scope.fields, scope.debug]).toEqual([{ 'x-correlation-id': ID }, true]);
    const forged = capture(
      { headers: { ...signed, 'x-correlation-id': 'x' }, requestContext: {} },
      {},
      { signed: true },
    );
    expect([forged.fields, forged.debug]).toEqual([{ 'x-correlation-id': NEW }, false]);
  });

  it('with a key, a flag in a payload counts when it is signed only', () => {
    expect(capture({ __context: context }, {}, { signed: true }).debug).toBe(false);
    const signed = { ...context, 'x-bulkhead-context': signer.sign(context) };
    expect(capture({ __context: signed }, {}, { signed: true }).debug).toBe(true);
  });

  describe('an id that somebody adds to a signed message', () => {
    const sent = capture({ __context: { ...context, 'x-correlation-id': 'id-1' } }, { debugRate: 1 }, { signed: true });
    const added = { ...sent.outgoing(), 'x-correlation-tenant': 't-9' };

    it('counts inside, and leaves the decision as it was', () => {
      const { fields, debug } = capture({ __context: added }, {}, { signed: true });
      expect([fields['x-correlation-id'], fields['x-correlation-tenant'], debug]).toEqual(['id-1', 't-9', true]);
    });

    it('does not count over HTTP, nor do the others; the id of the request and the decision do', () => {
      const { fields, debug } = capture({ headers: added, requestContext: {} }, {}, { signed: true });
      expect([fields, debug]).toEqual([{ 'x-correlation-id': 'id-1', 'x-correlation-parent-id': NEW }, true]);
    });

    it('a changed id or decision is no longer signed', () => {
      for (const changed of [{ 'x-correlation-id': 'id-2' }, { 'debug-log-enabled': 'false' }]) {
        const { fields } = capture({ headers: { ...added, ...changed }, requestContext: {} }, {}, { signed: true });
        expect(fields).toEqual({ 'x-correlation-id': NEW });
      }
    });
  });

  it('a signature holds for minutes over HTTP, and for as long as a queue keeps a message', () => {
    const mac = (text: string) => createHmac('sha256', 'k').update(text).digest('base64url');
    const own = { 'x-correlation-id': ID, 'debug-log-enabled': 'true' };
    const at = (seconds: number) => {
      const signature = createSigner(mac, () => Date.now() - seconds * 1000).sign(own);
      return [signer.signedBy(own, signature, true), signer.signedBy(own, signature, false)];
    };
    expect([at(10), at(400), at(13 * 86_400), at(15 * 86_400)]).toEqual([
      ['all', 'all'],
      [undefined, 'all'],
      [undefined, 'all'],
      [undefined, undefined],
    ]);
  });

  describe('other headers bring fields', () => {
    const names = {
      'X-Request-ID': 'x-correlation-id',
      'x-tenant': 'x-correlation-tenant',
      'X-Debug': 'debug-log-enabled',
    };
    const others = { 'X-Request-Id': ID, 'X-Tenant': 't-1', 'x-debug': 'true' };

    it('of callers that are trusted', () => {
      const { fields, debug } = capture({ headers: others, requestContext: {} }, { trust: 'anyone', headers: names });
      expect([fields, debug]).toEqual([{ 'x-correlation-id': ID, 'x-correlation-tenant': 't-1' }, true]);
    });

    it('not of strangers, and not in messages', () => {
      for (const message of [{ headers: others, requestContext: {} }, { __context: others }]) {
        const { fields, debug } = capture(message, { headers: names });
        expect([fields, debug]).toEqual([{ 'x-correlation-id': NEW }, false]);
      }
    });

    it('not where ours are there too', () => {
      const event = { headers: { ...others, 'x-correlation-id': 'ours' }, requestContext: {} };
      const { fields } = capture(event, { trust: 'anyone', headers: names });
      expect(fields['x-correlation-id']).toBe('ours');
    });

    it('not beside a signature alone, which does not hold for them', () => {
      const own = { 'x-correlation-id': ID, 'debug-log-enabled': 'false' };
      const signed = { ...others, ...own, 'x-bulkhead-context': signer.sign(own) };
      const { fields, debug } = capture({ headers: signed, requestContext: {} }, { headers: names }, { signed: true });
      expect([fields, debug]).toEqual([{ 'x-correlation-id': ID }, false]);
    });
  });

  it.each([
    [
      'a role',
      { requestContext: { identity: { userArn: 'arn:aws:sts::111122223333:assumed-role/orders/s' } } },
      'arn:aws:sts::111122223333:assumed-role/orders/*',
    ],
    [
      'a role, v2',
      { requestContext: { authorizer: { iam: { userArn: 'arn:aws:iam::1:role/x' } } } },
      'arn:aws:iam::1:role/x',
    ],
    [
      'an issuer',
      { requestContext: { authorizer: { jwt: { claims: { iss: 'https://id.example.com' } } } } },
      'https://id.example.com',
    ],
    [
      'an issuer, v1',
      { requestContext: { authorizer: { claims: { iss: 'https://id.example.com' } } } },
      'https://id.example.com',
    ],
    ['a Lambda authorizer', { requestContext: { authorizer: { principalId: 'gateway' } } }, 'gateway'],
    ['a Lambda authorizer, v2', { requestContext: { authorizer: { lambda: { principalId: 'gateway' } } } }, 'gateway'],
  ])('of %s on the list', (_name, event, principal) => {
    const whole = { ...event, headers: { 'x-correlation-id': ID } };
    expect(capture(whole, { trust: { principals: [principal] } }).fields['x-correlation-id']).toBe(ID);
    expect(capture(whole, { trust: { principals: ['other'] } }).fields['x-correlation-id']).toBe(NEW);
    const claimed = { headers: { 'x-correlation-id': ID, principalId: principal, iss: principal }, requestContext: {} };
    expect(capture(claimed, { trust: { principals: [principal] } }).fields['x-correlation-id']).toBe(NEW);
  });
});

describe('what is no id', () => {
  it.each<[string, unknown]>([
    ['10 kB', 'x'.repeat(10_000)],
    ['a line break', 'a\nINFO forged'],
    ['a control character', 'a\u001b[2J'],
    ['beyond ASCII', 'é'],
    ['empty', ''],
    ['a number', 7],
  ])('%s: the request begins anew', (_name, id) => {
    expect(capture({ __context: { 'x-correlation-id': id } }).fields).toEqual({ 'x-correlation-id': NEW });
  });

  it('bounds names and their number', () => {
    const many = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`x-correlation-${i}`, 'v']));
    const odd = { [`x-correlation-${'n'.repeat(300)}`]: 'v', 'x-correlation-a b': 'v', __proto__: 'v', other: 'v' };
    const { fields } = capture({ __context: { 'x-correlation-id': ID, ...odd, ...many } });
    expect(Object.keys(fields).length).toBe(16);
    expect(fields['x-correlation-id']).toBe(ID);
  });

  it.each([null, undefined, 7, 'text', [], [[]], Object.create(null)])('%j as an event', (event) => {
    expect(capture(event).fields).toEqual({ 'x-correlation-id': NEW });
  });
});

describe('what is sent on', () => {
  it('names this invocation as its parent and is signed', () => {
    const scope = capture({ __context: { ...context, 'x-correlation-parent-id': 'before' } }, {}, { signed: true });
    scope.set('Order', 7);
    const sent = scope.outgoing();
    expect(sent).toMatchObject({
      'x-correlation-id': ID,
      'x-correlation-order': '7',
      'x-correlation-parent-id': NEW,
      'debug-log-enabled': 'false',
    });
    const { 'x-bulkhead-context': signature, ...rest } = sent;
    expect(signer.signedBy(rest, signature, true)).toBe('all');
  });

  it('is signed anew each time: over HTTP a signature holds for five minutes', () => {
    let now = 1_763_726_400_000;
    const store = createStore();
    const clocked = createSigner(
      (text) => text,
      () => now,
    );
    store.configure(signing(() => clocked));
    const scope = store.capture({});
    const first = scope.outgoing()['x-bulkhead-context'];
    now += 400_000;
    expect(scope.outgoing()['x-bulkhead-context']).not.toBe(first);
  });

  it('has no id by the name of what stands for others', () => {
    const scope = capture({});
    for (const name of ['context', 'user-agent']) scope.set(name, 'x');
    expect(Object.keys(scope.fields)).toEqual(['x-correlation-id']);
  });

  it('keeps one of sixteen for the request itself', () => {
    const many = Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`x-correlation-${i}`, 'v']));
    const { fields } = capture({ __context: many });
    expect([Object.keys(fields).length, fields['x-correlation-id']]).toEqual([16, NEW]);
  });

  it('takes sixteen ids, and counts what it drops', () => {
    const scope = capture({});
    for (let i = 0; i < 20; i++) scope.set(`n${i}`, 'v');
    scope.set('n0', 'changed');
    expect(Object.keys(scope.fields)).toHaveLength(16);
    expect(scope.fields['x-correlation-n0']).toBe('changed');
    expect(JSON.parse(`{${scope.logText()}}`)).toMatchObject({ droppedIds: 5 });
    const { fields } = capture({ __context: scope.outgoing() });
    expect(Object.keys(fields)).toHaveLength(17);
  });

  it('takes no more from what it reads later', () => {
    const scope = capture({});
    for (let i = 0; i < 15; i++) scope.set(`n${i}`, 'v');
    scope.adopt(capture({ __context: { ...context, 'user-agent': 'app' } }));
    expect(Object.keys(scope.fields)).toHaveLength(17);
    expect(scope.fields).toMatchObject({ 'x-correlation-id': ID, 'user-agent': 'app' });
    expect(JSON.parse(`{${scope.logText()}}`)).toMatchObject({ droppedIds: 1, 'debug-log-enabled': 'true' });
  });

  it('takes no odd id', () => {
    const scope = capture({});
    scope.set('a b', 'x');
    scope.set('order', 'a\nb');
    scope.set('debug-log-enabled', 'true');
    expect(Object.keys(scope.fields)).toEqual(['x-correlation-id', 'x-correlation-debug-log-enabled']);
  });
});
