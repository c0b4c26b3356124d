import { type CarriedFields, CONTEXT_FIELD, OTHER_CONTEXT_FIELD, PACKED_ATTRIBUTE } from './names.ts';
import { type Fields, isFields, textAt } from './values.ts';

/** Whether a field is asked for; names come in lower case. */
export type Wanted = (name: string) => boolean;

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
  if (isFields(message)) fromMessage(message, (map, value) => take(map, value, wanted, found), found);
  const custom = isFields(clientContext) ? clientContext['custom'] : undefined;
  take(custom, plain, wanted, found);
  return found;
}

/** Takes the wanted texts of a map; the first of a name stays. */
type Take = (map: unknown, value: (entry: unknown) => unknown) => void;

function fromMessage(message: Fields, take: Take, found: CarriedFields): void {
  const source = message['eventSource'] ?? message['EventSource'];
  if (source === 'aws:sqs') {
    fromAttributes(message['messageAttributes'], take, (entry) => textAt(entry, 'stringValue'));
    if (isEmpty(found)) fromBody(parsed(message['body']), take);
  } else if (source === 'aws:sns') {
    fromAttributes(isFields(message['Sns']) ? message['Sns']['MessageAttributes'] : undefined, take, snsValue);
    if (isEmpty(found)) fromPayload(parsed(textAt(message, 'Sns', 'Message')), take);
  } else if (source === 'aws:kinesis') {
    fromPayload(parsed(fromBase64(textAt(message, 'kinesis', 'data'))), take);
  } else if (source === 'aws:dynamodb' || isFields(message['dynamodb'])) {
    fromImages(message['dynamodb'], take);
  } else if (typeof message['recordId'] === 'string' && typeof message['data'] === 'string') {
    fromPayload(parsed(fromBase64(message['data'])), take);
  } else if (typeof message['topic'] === 'string' && Array.isArray(message['headers'])) {
    // Kafka: a list of maps from name to the bytes of the value.
    for (const header of message['headers'].slice(0, MOST_NAMES)) take(header, bytesText);
  } else {
    fromWhole(message, take);
  }
}

/** An event that is one message: an invocation's payload, a bus's event, a request over HTTP. */
function fromWhole(event: Fields, take: Take): void {
  if (isFields(event['detail'])) fromPayload(event['detail'], take);
  fromPayload(event, take);
  // Step Functions' context object, destinations of asynchronous invocations.
  if (isFields(event['Execution'])) fromPayload(event['Execution']['Input'], take);
  if (isFields(event['requestPayload'])) fromPayload(event['requestPayload'], take);
  const request = isFields(event['request']) ? event['request'] : event;
  take(request['headers'], plain);
  take(event['multiValueHeaders'], (value) => (Array.isArray(value) ? value[0] : undefined));
}

function fromAttributes(attributes: unknown, take: Take, value: (entry: unknown) => unknown): void {
  take(attributes, value);
  if (!isFields(attributes) || !Object.hasOwn(attributes, PACKED_ATTRIBUTE)) return;
  take(parse(value(attributes[PACKED_ATTRIBUTE])), plain);
}

const snsValue = (entry: unknown): unknown => textAt(entry, 'Value');
const plain = (entry: unknown): unknown => entry;

/** A body that a topic or a bus put into the queue, or a JSON object of the sender's own. */
function fromBody(body: unknown, take: Take): void {
  if (!isFields(body)) return;
  fromAttributes(body['MessageAttributes'], take, snsValue);
  if (isFields(body['detail'])) fromPayload(body['detail'], take);
  fromPayload(body, take);
}

function fromPayload(payload: unknown, take: Take): void {
  if (!isFields(payload)) return;
  take(payload[CONTEXT_FIELD], plain);
  take(payload[OTHER_CONTEXT_FIELD], plain);
}

/**
 * A row keeps what its last writer of ours put there. Where the images before and after hold the same, this change was made
 * by somebody else, and nothing rides along with it.
 */
function fromImages(change: unknown, take: Take): void {
  if (!isFields(change)) return;
  const after = contextOf(change['NewImage']);
  const before = contextOf(change['OldImage']);
  if (after === undefined || (before !== undefined && JSON.stringify(after) === JSON.stringify(before))) return;
  take(after, (entry) => textAt(entry, 'S'));
}

function contextOf(image: unknown): unknown {
  if (!isFields(image)) return undefined;
  const attribute = image[CONTEXT_FIELD] ?? image[OTHER_CONTEXT_FIELD];
  return isFields(attribute) ? attribute['M'] : undefined;
}

function take(map: unknown, value: (entry: unknown) => unknown, wanted: Wanted, found: Record<string, string>): void {
  if (!isFields(map)) return;
  for (const name of Object.keys(map).slice(0, MOST_NAMES)) {
    const lower = name.toLowerCase();
    if (!wanted(lower) || Object.hasOwn(found, lower)) continue;
    const text = value(map[name]);
    // Flags may be booleans where nobody made texts of them.
    if (typeof text === 'string') found[lower] = text;
    else if (typeof text === 'boolean') found[lower] = String(text);
  }
}

function isEmpty(fields: CarriedFields): boolean {
  for (const _ in fields) return false;
  return true;
}

function bytesText(value: unknown): unknown {
  if (!Array.isArray(value) || value.length > LONGEST_JSON) return undefined;
  return Buffer.from(value as number[]).toString();
}

function parsed(text: unknown): unknown {
  // Most payloads carry none: a search is cheaper than a parse.
  if (typeof text !== 'string' || text.length > LONGEST_JSON) return undefined;
  return text.includes(CONTEXT_FIELD) || text.includes('MessageAttributes') ? parse(text) : undefined;
}

function parse(text: unknown): unknown {
  if (typeof text !== 'string' || text.length > LONGEST_JSON) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fromBase64(text: string | undefined): string | undefined {
  return text === undefined || text.length > LONGEST_JSON ? undefined : Buffer.from(text, 'base64').toString();
}
