import { type CarriedFields, CONTEXT_FIELD, OTHER_CONTEXT_FIELD, PACKED_ATTRIBUTE } from './names.ts';
import { isFields } from './values.ts';

/** Whether a field is asked for; names come in lower case. */
export type Wanted = (name: string) => boolean;

/** What an event may be made of: each step into it may lead nowhere. */
type Node = { readonly [name: string]: Node } | undefined;

/** Longer payloads are not parsed only for what rides along. */
const LONGEST_JSON = 1_000_000;

/** Most names that are looked at in one map of headers or attributes. */
const MOST_NAMES = 200;

/**
 * What rides along with a message of an event, from where this kind of message keeps it, told by its own shape: one record
 * of a batch, or the event itself where it is one message. Names come in lower case, values as they are: a stranger may
 * have written them. Never throws on plain data.
 * @param message a record, or the event
 * @param clientContext `context.clientContext`, which carries it in synchronous invocations
 */
export function carriedFields(message: unknown, wanted: Wanted, clientContext?: unknown): CarriedFields {
  const found: Record<string, string> = {};
  let some = false;
  /** Takes the wanted texts of a map; the first of a name stays. */
  const take = (map: unknown): void => {
    if (!isFields(map)) return;
    for (const name of Object.keys(map).slice(0, MOST_NAMES)) {
      const lower = name.toLowerCase();
      const packed = lower === PACKED_ATTRIBUTE;
      const text = packed || wanted(lower) ? textOf(map[name]) : undefined;
      if (packed) take(parsed(text));
      else if (text !== undefined) {
        found[lower] ??= text;
        some = true;
      }
    }
  };
  const payload = (value: Node): void => {
    take(value?.[CONTEXT_FIELD]);
    take(value?.[OTHER_CONTEXT_FIELD]);
  };
  /** Most payloads carry none: a search is cheaper than a parse. */
  const json = (text: unknown): Node =>
    typeof text === 'string' && /__context|MessageAttributes/.test(text) ? parsed(text) : undefined;

  if (isFields(message)) {
    const event = message as Node & object;
    const { body, dynamodb, headers, recordId, topic, Sns } = event;
    const source: unknown = event['eventSource'] ?? event['EventSource'];
    const data: unknown =
      source === 'aws:kinesis' ? event['kinesis']?.['data'] : typeof recordId === 'string' && event['data'];
    // Whatever else its fields are called: an invocation's payload may have a `recordId`, a `topic` or a `dynamodb` of its own.
    payload(event);
    if (source === 'aws:sqs') {
      take(event['messageAttributes']);
      if (!some) {
        // A body that a topic or a bus put into the queue, or a JSON object of the sender's own.
        const value = json(body);
        take(value?.['MessageAttributes']);
        payload(value?.['detail']);
        payload(value);
      }
    } else if (source === 'aws:sns') {
      take(Sns?.['MessageAttributes']);
      if (!some) payload(json(Sns?.['Message']));
    } else if (isFields(dynamodb)) take(changed(dynamodb));
    else if (typeof data === 'string') {
      if (data.length <= LONGEST_JSON) payload(json(Buffer.from(data, 'base64').toString()));
    } else if (typeof topic === 'string' && Array.isArray(headers)) {
      // Kafka: a list of maps from name to the bytes of the value.
      headers.slice(0, MOST_NAMES).forEach(take);
    } else {
      payload(event['detail']);
      // Step Functions' context object, destinations of asynchronous invocations.
      payload(event['Execution']?.['Input']);
      payload(event['requestPayload']);
      take((event['request'] ?? event)['headers'] ?? event['multiValueHeaders']);
    }
  }
  take((clientContext as Node)?.['custom']);
  return found;
}

/**
 * What a row's last writer of ours put there. Where the images before and after hold the same, this change was made by
 * somebody else, and nothing rides along with it.
 */
function changed({ NewImage, OldImage }: Node & object): unknown {
  const [after, before] = [NewImage, OldImage].map(
    (image) => (image?.[CONTEXT_FIELD] ?? image?.[OTHER_CONTEXT_FIELD])?.['M'],
  );
  return JSON.stringify(after) === JSON.stringify(before) ? undefined : after;
}

/**
 * The text of an entry in whatever form its service has for it: attributes of SQS, SNS and DynamoDB, bytes of Kafka, lists of
 * headers. Flags may be booleans where nobody made texts of them.
 */
function textOf(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry;
  if (typeof entry === 'boolean') return String(entry);
  if (Array.isArray(entry) && typeof entry[0] === 'number') {
    return entry.length > LONGEST_JSON ? undefined : Buffer.from(entry as number[]).toString();
  }
  const { stringValue, Value, S, 0: first } = (entry ?? {}) as { readonly [name: string]: unknown };
  const text = stringValue ?? Value ?? S ?? first;
  return typeof text === 'string' ? text : undefined;
}

function parsed(text: unknown): Node {
  try {
    return (text as string).length > LONGEST_JSON ? undefined : (JSON.parse(text as string) as Node);
  } catch {
    return undefined;
  }
}
