import { describe, expect, it } from 'vitest';
import { sourceOf } from './registry.ts';
import { samples as dynamodb } from './sources/dynamodb.ts';
import { samples as kafka } from './sources/kafka.ts';
import { samples as kinesis } from './sources/kinesis.ts';
import { samples as sqs } from './sources/sqs.ts';
import { at, type Json, PAYLOAD } from './testing/matrix.ts';
import { identifierOf, type PollRequest, type PollSource, pollBatch } from './testing/poller.ts';
import { joinPath } from './visits.ts';
import { walkEvent } from './walk-event.ts';

const SOURCES: readonly PollSource[] = ['sqs', 'sqs-fifo', 'kinesis', 'dynamodb', 'kafka'];
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64');

/** A record of the sample with its own number and `note` in what it carries, put in place step by step. */
function recordOf(source: PollSource, number: number, note: string): Json {
  const vote = { number, note };
  const copy = (record: unknown) => structuredClone(record) as Json;
  switch (source) {
    case 'sqs':
    case 'sqs-fifo': {
      const record = copy(source === 'sqs' ? sqs.batch.Records[0] : sqs.fifo.Records[0]);
      at('messageId')(record, `message-${number}`);
      at('body')(record, JSON.stringify(vote));
      if (source === 'sqs-fifo') at('attributes', 'MessageGroupId')(record, `group-${number % 3}`);
      return record;
    }
    case 'kinesis': {
      const record = copy(kinesis.batch.Records[0]);
      at('kinesis', 'sequenceNumber')(record, `${4_959_033_827_149_000 + number}`);
      at('kinesis', 'data')(record, base64(vote));
      return record;
    }
    case 'dynamodb': {
      const record = copy(dynamodb.modify.Records[0]);
      at('dynamodb', 'SequenceNumber')(record, `${4_421_584_500_000_000 + number}`);
      at('dynamodb', 'NewImage')(record, { number: { N: `${number}` }, note: { M: { text: { S: note } } } });
      return record;
    }
    case 'kafka': {
      const record = copy(kafka.msk.records['votes-0'][0]);
      at('partition')(record, number % 2);
      at('offset')(record, number);
      at('value')(record, base64(vote));
      return record;
    }
  }
}

function recordsOf(source: PollSource, hostile: readonly number[] = [42]): Json[] {
  return Array.from({ length: 100 }, (_, number) =>
    recordOf(source, number, hostile.includes(number) ? PAYLOAD : 'blue'),
  );
}

function listsOf(event: Json): Json[] {
  return (event['Records'] ?? Object.values(event['records'] as Json).flat()) as Json[];
}

/** A handler that writes down which records it was given. */
function recorder(source: PollSource, answer: (ids: readonly unknown[]) => unknown = () => undefined) {
  const handled: unknown[] = [];
  const handler = async (event: Json): Promise<unknown> => {
    const ids = listsOf(event).map((record) => identifierOf(source, record));
    const response = answer(ids);
    handled.push(...ids);
    return response;
  };
  return { handled, handler };
}

/** Walks, judges by the planted text alone, and blocks as the source says. */
function guarded(handler: (event: Json) => Promise<unknown>, deadLetter = false): (event: Json) => Promise<unknown> {
  return async (event) => {
    const source = sourceOf(event)!;
    const paths: string[] = [];
    const { truncated } = walkEvent(source, event, (value, parent, key, whole) => {
      if (whole !== true && value === PAYLOAD) paths.push(joinPath(parent, key));
    });
    expect(truncated).toBe(false);
    if (paths.length === 0) return handler(event);
    const before = JSON.stringify(event);
    const outcome = source.block(event, { requestId: 'r', paths, deadLetter });
    expect(JSON.stringify(event)).toBe(before);
    if (outcome.is === 'throw') throw new Error('blocked');
    if (outcome.is === 'respond') return outcome.response;
    const response = await handler(outcome.event as Json);
    return outcome.merge ? outcome.merge(response) : response;
  };
}

function idsOf(source: PollSource, records: readonly Json[], without: readonly number[]): unknown[] {
  return records.filter((_record, number) => !without.includes(number)).map((record) => identifierOf(source, record));
}

const CASES = SOURCES.flatMap((source) =>
  [false, true].flatMap((reportBatchItemFailures) =>
    [0, 42, 99].map((place) => ({ source, reportBatchItemFailures, place })),
  ),
);

describe('one hostile record among 100', () => {
  it.each(CASES)('$source, reporting failures: $reportBatchItemFailures, at place $place', async (given) => {
    const { source, place, reportBatchItemFailures } = given;
    const records = recordsOf(source, [place]);
    const { handled, handler } = recorder(source);
    const result = await pollBatch({ source, records, invoke: guarded(handler), reportBatchItemFailures });
    expect(handled.toSorted()).toEqual(idsOf(source, records, [place]).toSorted());
    expect(result).toEqual({ deliveries: records.map(() => 1), invocations: 1, deadLetters: [], stalled: [] });
  });

  it.each(SOURCES)('%s: in batches of ten', async (source) => {
    const hostile = [0, 9, 42, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59];
    const records = recordsOf(source, hostile);
    const { handled, handler } = recorder(source);
    const result = await pollBatch({ source, records, invoke: guarded(handler), batchSize: 10 });
    expect(handled.toSorted()).toEqual(idsOf(source, records, hostile).toSorted());
    expect(result).toEqual({ deliveries: records.map(() => 1), invocations: 10, deadLetters: [], stalled: [] });
  });

  it.each(SOURCES)('%s: a batch of nothing else is done with at once', async (source) => {
    const records = recordsOf(
      source,
      Array.from({ length: 100 }, (_, number) => number),
    );
    const { handled, handler } = recorder(source);
    const result = await pollBatch({ source, records, invoke: guarded(handler), reportBatchItemFailures: true });
    expect(handled).toEqual([]);
    expect(result).toMatchObject({ invocations: 1, stalled: [] });
  });

  it.each(SOURCES)('%s: would stall a function that throws at it', async (source) => {
    const records = recordsOf(source);
    const { handler } = recorder(source);
    const invoke = async (event: Json): Promise<unknown> => {
      const response = await handler(event);
      if (listsOf(event).some((record) => identifierOf(source, record) === identifierOf(source, records[42]!))) {
        throw new Error('hostile');
      }
      return response;
    };
    const result = await pollBatch({ source, records, invoke, maxInvocations: 5 });
    expect(result.stalled).toHaveLength(100);
    expect(result.deliveries).toEqual(records.map(() => 5));
  });
});

describe('beside what the handler itself reports', () => {
  const failOnce = (source: PollSource, id: unknown) => {
    let failed = false;
    return recorder(source, (ids) => {
      if (failed || !ids.includes(id)) return { batchItemFailures: [] };
      failed = true;
      return { batchItemFailures: [{ itemIdentifier: id }] };
    });
  };

  it.each<[PollSource, repeated: (number: number) => boolean]>([
    ['sqs', (number) => number === 50],
    ['sqs-fifo', (number) => number === 50],
    ['kinesis', (number) => number >= 50],
    ['dynamodb', (number) => number >= 50],
  ])('%s: retries go on from there, and the hostile record is not handed on in them', async (source, repeated) => {
    const hostile = [42, 60];
    const records = recordsOf(source, hostile);
    const { handled, handler } = failOnce(source, identifierOf(source, records[50]!));
    const result = await pollBatch({ source, records, invoke: guarded(handler), reportBatchItemFailures: true });
    expect(result.deliveries).toEqual(records.map((_record, number) => (repeated(number) ? 2 : 1)));
    expect(result).toMatchObject({ invocations: 2, stalled: [] });
    for (const number of hostile) expect(handled).not.toContain(identifierOf(source, records[number]!));
    const times = (number: number) => handled.filter((id) => id === identifierOf(source, records[number]!)).length;
    expect([49, 50, 51].map(times)).toEqual([49, 50, 51].map((number) => (repeated(number) ? 2 : 1)));
  });
});

describe('a standard queue with a dead-letter queue', () => {
  const poll = (source: PollSource, more: Partial<PollRequest>) => {
    const records = recordsOf(source);
    const { handled, handler } = recorder(source);
    const request = {
      source,
      records,
      invoke: guarded(handler, true),
      reportBatchItemFailures: true,
      maxReceiveCount: 3,
    };
    return pollBatch({ ...request, ...more }).then((result) => ({ ...result, handled, records }));
  };

  it('keeps the hostile message there, and each of the others is processed once', async () => {
    const { deliveries, deadLetters, stalled, handled, records } = await poll('sqs', {});
    expect({ deadLetters, stalled }).toEqual({ deadLetters: [42], stalled: [] });
    expect(deliveries).toEqual(records.map((_record, number) => (number === 42 ? 3 : 1)));
    expect(handled).toEqual(idsOf('sqs', records, [42]));
  });

  it('does so only in standard queues: a FIFO queue would wait for it', async () => {
    const { deadLetters, deliveries, handled, records } = await poll('sqs-fifo', {});
    expect(deadLetters).toEqual([]);
    expect(deliveries).toEqual(records.map(() => 1));
    expect(handled).toEqual(idsOf('sqs-fifo', records, [42]));
  });

  it('loses the message where the mapping does not report failures after all, and stalls nothing', async () => {
    const { deadLetters, stalled, deliveries } = await poll('sqs', { reportBatchItemFailures: false });
    expect({ deadLetters, stalled }).toEqual({ deadLetters: [], stalled: [] });
    expect(Math.max(...deliveries)).toBe(1);
  });
});

describe('the poller', () => {
  const answers = (response: unknown) => async () => response;
  const poll = (source: PollSource, response: unknown, more: Partial<PollRequest> = {}) =>
    pollBatch({ source, records: recordsOf(source), invoke: answers(response), maxInvocations: 3, ...more });

  it.each<[unknown, stalled: number]>([
    [undefined, 0],
    [null, 0],
    [{}, 0],
    [{ batchItemFailures: null }, 0],
    [{ batchItemFailures: [] }, 0],
    [{ batchItemFailures: [{ itemIdentifier: '' }] }, 100],
    [{ batchItemFailures: [{ itemIdentifier: null }] }, 100],
    [{ batchItemFailures: [{ itemId: 'message-1' }] }, 100],
    [{ batchItemFailures: [{ itemIdentifier: 'of no record' }] }, 100],
    [{ batchItemFailures: [{ itemIdentifier: 'message-7' }] }, 1],
  ])('takes %j as SQS does', async (response, stalled) => {
    const result = await poll('sqs', response, { reportBatchItemFailures: true, batchSize: 100 });
    expect(result.stalled).toHaveLength(stalled);
    expect((await poll('sqs', response)).stalled).toEqual([]);
  });

  it('goes on from the lowest sequence number that failed', async () => {
    const records = recordsOf('kinesis');
    const failures = [70, 30].map((number) => ({ itemIdentifier: identifierOf('kinesis', records[number]!) }));
    const result = await poll(
      'kinesis',
      { batchItemFailures: failures },
      { reportBatchItemFailures: true, maxInvocations: 1 },
    );
    expect(result.stalled).toEqual(Array.from({ length: 70 }, (_, i) => 30 + i));
  });

  it('keeps the groups of a FIFO queue in order', async () => {
    const records = recordsOf('sqs-fifo', []);
    const seen: unknown[] = [];
    let calls = 0;
    await pollBatch({
      source: 'sqs-fifo',
      records,
      batchSize: 10,
      invoke: async (event) => {
        if (++calls % 2 === 1) throw new Error('every other time');
        seen.push(...listsOf(event).map((record) => record['messageId']));
      },
    });
    expect(seen).toEqual(records.map((record) => record['messageId']));
  });
});
