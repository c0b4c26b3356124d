import { PACKED_ATTRIBUTE } from './names.ts';
import { isFields } from './values.ts';

/** Whether a field is asked for; names come in lower case. */
export type Wanted = (name: string) => boolean;

/** Maps of fields in places that no way of {@link PLACES} leads to: rows of tables, records of Kafka. */
export type MoreMaps = (message: unknown) => readonly unknown[];

/** A place in a message: a map of fields, or what lies in it on the way to one. */
type Places = 1 | { readonly [name: string]: Places };

const CONTEXT: Places = { __context: 1, __context__: 1 };

/** A payload of the sender's own, or an event that a bus has put there. */
const PAYLOAD: Places = { __context: 1, __context__: 1, detail: CONTEXT };

/**
 * Where messages keep what rides along, each told by its own shape; the first that has a field counts. A text on the way is
 * parsed, and `data` is base64.
 */
const PLACES: Places = {
  // Whatever else its fields are called: an invocation's payload may have a `data` or a `body` of its own.
  __context: 1,
  __context__: 1,
  messageAttributes: 1,
  Sns: { MessageAttributes: 1, Message: PAYLOAD },
  kinesis: { data: PAYLOAD },
  data: PAYLOAD,
  // What a topic or a bus put into a queue, or a JSON object of the sender's own.
  body: { MessageAttributes: 1, Message: PAYLOAD, detail: CONTEXT, __context: 1, __context__: 1 },
  detail: CONTEXT,
  // Step Functions' context object, destinations of asynchronous invocations.
  Execution: { Input: PAYLOAD },
  requestPayload: PAYLOAD,
  request: { headers: 1 },
  headers: 1,
  multiValueHeaders: 1,
};

/** Longer payloads are not parsed only for what rides along. */
const LONGEST_JSON = 1_000_000;

/** Most names that are looked at in one map of headers or attributes. */
const MOST_NAMES = 200;

/**
 * What rides along with a message of an event: one record of a batch, or the event itself where it is one message. Names come
 * in lower case, values as they are: a stranger may have written them. Never throws on plain data.
 * @param message a record, or the event
 * @param clientContext `context.clientContext`, which carries it in synchronous invocations
 */
export function carriedInPlaces(
  message: unknown,
  wanted: Wanted,
  clientContext?: unknown,
  more?: MoreMaps,
): Record<string, string> {
  const found: Record<string, string> = {};
  let some = false;
  /** Takes the wanted texts of a map; the first of a name stays. */
  const take = (map: unknown): void => {
    if (!isFields(map)) return;
    for (const name of Object.keys(map).slice(0, MOST_NAMES)) {
      const lower = name.toLowerCase();
      if (lower === PACKED_ATTRIBUTE) take(parsed(textOf(map[name])));
      else if (wanted(lower)) {
        const text = textOf(map[name]);
        if (text === undefined) continue;
        found[lower] ??= text;
        some = true;
      }
    }
  };
  const walk = (value: unknown, places: Places, name: string): void => {
    if (places === 1) take(value);
    else {
      const node = typeof value === 'string' ? opened(value, name) : value;
      if (!isFields(node)) return;
      for (const next in places) {
        // Over HTTP a body is the caller's own.
        if (!some && (next !== 'body' || node['eventSource'])) walk(node[next], places[next]!, next);
      }
    }
  };
  walk(message, PLACES, '');
  more?.(message).forEach(take);
  take((clientContext as { readonly custom?: unknown } | undefined)?.custom);
  return found;
}

/** Most payloads carry none: a search is cheaper than a parse. */
function opened(value: string, name: string): unknown {
  if (value.length > LONGEST_JSON) return undefined;
  const text = name === 'data' ? Buffer.from(value, 'base64').toString() : value;
  return /__context|MessageAttributes/.test(text) ? parsed(text) : undefined;
}

/**
 * The text of an entry in whatever form its service has for it: attributes of SQS, SNS and DynamoDB, lists of headers. Flags
 * may be booleans where nobody made texts of them.
 */
function textOf(entry: unknown): string | undefined {
  const { stringValue, Value, S, 0: first } = (entry ?? {}) as { readonly [name: string]: unknown };
  const text = typeof entry === 'string' ? entry : (stringValue ?? Value ?? S ?? first);
  return typeof text === 'string' ? text : entry === true || entry === false ? String(entry) : undefined;
}

function parsed(text: unknown): unknown {
  try {
    return (text as string).length > LONGEST_JSON ? undefined : JSON.parse(text as string);
  } catch {
    return undefined;
  }
}
