import { joinPath } from '@bulkhead/events';
import { type Fields, isFields } from '@bulkhead/events/carriers';

/** One message of an event: a record of a batch, or the event itself. */
export interface Part {
  /** `''` for the event itself. */
  readonly path: string;
  readonly fields: Fields;
}

/** Where the sources that bring several messages at once keep them. */
const LISTS: Readonly<Record<string, string>> = {
  activemq: 'messages',
  codecommit: 'Records',
  documentdb: 'events',
  dynamodb: 'Records',
  kinesis: 'Records',
  'kinesis-analytics': 'records',
  'kinesis-firehose': 'records',
  s3: 'Records',
  's3-batch': 'tasks',
  sns: 'Records',
  sqs: 'Records',
};

/** Those that keep them in a map of lists. */
const MAPS: Readonly<Record<string, string>> = { kafka: 'records', rabbitmq: 'rmqMessagesByQueue' };

/** More than any batch of AWS holds; what lies beyond is judged with the event. */
const MOST_PARTS = 100_000;

/**
 * The messages of an event, each with its path, so that one may be refused without the others. At least one.
 * @param trigger id of the event's source
 */
export function partsOf(trigger: string, event: unknown): readonly Part[] {
  const whole = [{ path: '', fields: isFields(event) ? event : {} }];
  const fields = whole[0]!.fields;
  const parts: Part[] = [];
  const list = LISTS[trigger];
  if (list !== undefined) add(parts, fields[list], list);
  const map = MAPS[trigger];
  const lists = map === undefined ? undefined : fields[map];
  if (map !== undefined && isFields(lists)) {
    for (const name of Object.keys(lists)) add(parts, lists[name], joinPath(map, name));
  }
  return parts.length > 0 ? parts : whole;
}

function add(parts: Part[], list: unknown, path: string): void {
  if (!Array.isArray(list)) return;
  for (let i = 0; i < list.length && parts.length < MOST_PARTS; i++) {
    const item: unknown = list[i];
    parts.push({ path: `${path}[${i}]`, fields: isFields(item) ? item : {} });
  }
}
