import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import { splitStreamData } from '../reading/packed.lazy.ts';
import {
  firstRecord,
  hostileIndexes,
  isBeside,
  pathsByRecord,
  removeStreamRecords,
  STREAM_FIELDS,
} from '../reading/records.ts';
import { visitStreamData } from '../reading/stream-data.ts';
import { visitRecords } from '../reading/visit-records.ts';
import type { BlockOutcome, BlockRequest, EventSamples, EventSource } from '../types.ts';

/**
 * Kinesis data stream, polled by Lambda shard by shard.
 * https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 *
 * Walked: the data (base64; text, JSON, gzip, the records that the Kinesis Producer Library puts into one), and the
 * partition key. Both are the producer's.
 * Not walked: sequence numbers, times, ids, ARNs and the shard are AWS's; the state of a tumbling window is what the
 * function itself returned.
 */
export const kinesis: EventSource = {
  id: 'kinesis',
  title: 'Kinesis data stream',
  invocation: 'poll',
  match(event) {
    return firstRecord(event, 'Records')?.['eventSource'] === 'aws:kinesis';
  },
  fields: STREAM_FIELDS,
  read(walk, event) {
    visitRecords(
      walk,
      event['Records'],
      'Records',
      (record, path) => {
        const data = record['kinesis'];
        visitExcept(walk, data, path, 'kinesis', DATA);
        if (isMap(data)) visitStreamData(walk, data['data'], `${path}.kinesis`, 'data');
      },
      RECORD,
    );
  },
  /**
   * A failed record holds up its shard until it expires, a day at least. So the batch is handed on without it, whether or
   * not the mapping reports failures; what the handler itself reports goes out as it is. Of the records that the Kinesis
   * Producer Library put into one, only the hostile ones go.
   * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
   */
  block(event, request) {
    if (isBeside(request.paths, 'Records')) return { is: 'throw' };
    const { reduced, taken, paths } = reduceAggregates(event, request);
    const outcome = removeStreamRecords(reduced, { ...request, paths });
    if (taken.length === 0) return outcome;
    if (outcome.is === 'throw') return { is: 'continue', event: reduced, removed: taken };
    return { ...outcome, removed: [...taken, ...(outcome.removed ?? [])] } satisfies BlockOutcome;
  },
};

const RECORD = [
  'kinesis',
  'eventSource',
  'eventVersion',
  'eventID',
  'eventName',
  'invokeIdentityArn',
  'awsRegion',
  'eventSourceARN',
];
const DATA = ['kinesisSchemaVersion', 'sequenceNumber', 'data', 'approximateArrivalTimestamp', 'encryptionType'];

function record(sequence: number, data: string, partitionKey: string): Record<string, unknown> {
  const sequenceNumber = `4959033827149025660855969253836157109592157598913${sequence}`;
  return {
    kinesis: {
      kinesisSchemaVersion: '1.0',
      partitionKey,
      sequenceNumber,
      data,
      approximateArrivalTimestamp: 1795169700.123,
    },
    eventSource: 'aws:kinesis',
    eventVersion: '1.0',
    eventID: `shardId-000000000006:${sequenceNumber}`,
    eventName: 'aws:kinesis:record',
    invokeIdentityArn: 'arn:aws:iam::123456789012:role/count-votes',
    awsRegion: 'eu-west-1',
    eventSourceARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/votes',
  };
}

/** Events after the AWS page above, by variant. The data is `{"vote":"blue"}` and `recount`. */
export const samples = /* @__PURE__ */ makeSamples();

function makeSamples() {
  return {
    batch: {
      Records: [record(6588898, 'eyJ2b3RlIjoiYmx1ZSJ9', 'voter-17'), record(6588899, 'cmVjb3VudA==', 'voter-18')],
    },
    window: {
      Records: [record(6588898, 'eyJ2b3RlIjoiYmx1ZSJ9', 'voter-17')],
      window: { start: '2026-11-21T09:14:00Z', end: '2026-11-21T09:16:00Z' },
      state: { blue: 282, green: 715 },
      shardId: 'shardId-000000000006',
      eventSourceARN: 'arn:aws:kinesis:eu-west-1:123456789012:stream/votes',
      isFinalInvokeForWindow: false,
      isWindowTerminatedEarly: false,
    },
  } satisfies EventSamples;
}

interface Reduced {
  readonly reduced: Record<string, unknown>;
  /** Records that hold what was taken out of aggregates. */
  readonly taken: readonly unknown[];
  /** Paths into records that have to go as a whole. */
  readonly paths: readonly string[];
}

function reduceAggregates(event: Record<string, unknown>, request: BlockRequest): Reduced {
  const untouched = { reduced: event, taken: [], paths: request.paths };
  const records = event['Records'];
  if (!Array.isArray(records) || !request.paths.some((path) => path.includes('|base64|kpl['))) return untouched;
  const left: unknown[] = [...records];
  const taken: unknown[] = [];
  const paths: string[] = [];
  for (const [index, own] of pathsByRecord(request.paths, 'Records')) {
    const list = `Records[${index}].kinesis.data|base64|kpl`;
    const record: unknown = records[index];
    const data = isMap(record) && isMap(record['kinesis']) ? record['kinesis'] : undefined;
    const isInside = own.every((path) => path.startsWith(`${list}[`));
    const parts = isInside ? splitStreamData(data?.['data'], hostileIndexes(own, list)) : undefined;
    if (parts === undefined) {
      for (const path of own) paths.push(path);
      continue;
    }
    left[index] = { ...(record as object), kinesis: { ...data, data: parts.rest } };
    taken.push({ ...(record as object), kinesis: { ...data, data: parts.removed } });
  }
  return taken.length === 0 ? untouched : { reduced: { ...event, Records: left }, taken, paths };
}
