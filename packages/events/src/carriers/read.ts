import { PACKED_ATTRIBUTE } from './names.ts';
import { isFields } from './values.ts';

/** Whether a field is asked for, which is what is neither `false` nor 0; names come in lower case. */
export type Wanted = (name: string) => boolean | number;

/** Maps of fields in places that no way of {@link placesOf} leads to: rows of tables, records of Kafka. */
export type MoreMaps = (message: unknown) => readonly unknown[];

/** A place in a message: a map of fields, or what lies in it on the way to one. */
type Places = 1 | { readonly [name: string]: Places };

/**
 * Where messages keep what rides along, each told by its own shape; the first that has a field counts. A text on the way is
 * parsed, and `data` is base64. Made at its first use, so that bundlers can leave it out.
 */
const placesOf = (): Places => {
  const context = { __context: 1, __context__: 1 } as const;
  // A payload of the sender's own, or an event that a bus has put there.
  const payload = { ...context, detail: context };
  const notification = { MessageAttributes: 1, Message: payload } as const;
  return {
    // First the message's own, whatever else its fields are called: an invocation's payload may have a `data` or a `body`.
    ...payload,
    messageAttributes: 1,
    Sns: notification,
    kinesis: { data: payload },
    data: payload,
    // What a topic or a bus put into a queue, or a JSON object of the sender's own.
    body: { ...notification, ...payload },
    // Step Functions' context object, destinations of asynchronous invocations.
    Execution: { Input: payload },
    requestPayload: payload,
    request: { headers: 1 },
    headers: 1,
    multiValueHeaders: 1,
  };
};

let places: Places | undefined;

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
      if (lower === PACKED_ATTRIBUTE) take(opened(textOf(map[name] as Entry)));
      else if (wanted(lower)) {
        const text = textOf(map[name] as Entry);
        if (text !== undefined) {
          found[lower] ??= text;
          some = true;
        }
      }
    }
  };
  const walk = (value: unknown, to: Places, name: string): void => {
    if (to === 1) take(value);
    else {
      const node = (typeof value === 'string' ? opened(value, name) : value) as Record<string, unknown> | undefined;
      for (const next in node && to) {
        // Over HTTP a body is the caller's own.
        if (!some && (next !== 'body' || node!['eventSource'])) walk(node![next], to[next]!, next);
      }
    }
  };
  places ??= placesOf();
  walk(message, places, '');
  more?.(message).forEach(take);
  take((clientContext as { readonly custom?: unknown } | undefined)?.custom);
  return found;
}

/**
 * What the text of a JSON value holds; `undefined` where nothing can ride along in it, since most payloads carry none, and a
 * search is cheaper than a parse.
 */
function opened(value: string | undefined, name?: string): unknown {
  try {
    if (value!.length > LONGEST_JSON) return undefined;
    const text = name === 'data' ? `${Buffer.from(value!, 'base64')}` : value!;
    return /__context|MessageAttributes|x-corr/.test(text) ? JSON.parse(text) : undefined;
  } catch {
    return undefined;
  }
}

/** An entry of a map, in whatever form its service has for it. */
type Entry = string | boolean | null | undefined | { readonly [form: string]: unknown };

/**
 * The text of an entry: attributes of SQS, SNS and DynamoDB, lists of headers. Flags may be booleans where nobody made texts of
 * them.
 */
function textOf(entry: Entry): string | undefined {
  const of = typeof entry === 'object' ? (entry ?? {}) : { S: entry };
  const text = of['stringValue'] ?? of['Value'] ?? of['S'] ?? of[0];
  return typeof text === 'string' || typeof text === 'boolean' ? `${text}` : undefined;
}
