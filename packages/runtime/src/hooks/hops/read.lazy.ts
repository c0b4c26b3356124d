import { type Fields, isFields, partsOf, textAt } from '../../flow/parts.ts';
import { CHAIN_NAME, type Chain, decodeChain, type Sign } from './chain.ts';
import { CONTEXT_FIELD } from './names.ts';

/** A message of an event, with the chain that it belongs to. */
export interface Carried {
  /** Path of the message; `''` for the event itself. */
  readonly path: string;
  readonly chain: Chain | undefined;
}

/** Longer payloads are not parsed only for their chain. */
const LONGEST_JSON = 1_000_000;

/**
 * The chain of each message of an event. Never throws on plain data.
 * @param trigger id of the event's source, `direct` where it is not known
 * @param clientContext `context.clientContext`, which carries it in synchronous invocations
 */
export function readChains(
  trigger: string,
  event: unknown,
  clientContext: unknown,
  sign: Sign | undefined,
): readonly Carried[] {
  return partsOf(trigger, event).map(({ path, fields }) => ({
    path,
    chain: decodeChain(chainText(trigger, fields, clientContext), sign),
  }));
}

function chainText(trigger: string, part: Fields, clientContext: unknown): string | undefined {
  switch (trigger) {
    case 'sqs':
      return textAt(part, 'messageAttributes', CHAIN_NAME, 'stringValue') ?? inBody(part['body']);
    case 'sns':
      return textAt(part, 'Sns', 'MessageAttributes', CHAIN_NAME, 'Value');
    case 'kinesis':
      return inJson(fromBase64(textAt(part, 'kinesis', 'data')));
    case 'kinesis-firehose':
      return inJson(fromBase64(textAt(part, 'data')));
    case 'dynamodb':
      return inImages(part['dynamodb']);
    case 'eventbridge':
      return inField(part['detail']);
    case 'step-functions':
      return inField(part) ?? inField(isFields(part['Execution']) ? part['Execution']['Input'] : undefined);
    case 'lambda-destination':
      return inField(part['requestPayload']);
    default:
      return (
        textAt(clientContext, 'custom', CHAIN_NAME) ??
        inField(part) ??
        inHeaders(part['headers'] ?? part['multiValueHeaders'])
      );
  }
}

function inField(value: unknown): string | undefined {
  return textAt(value, CONTEXT_FIELD, CHAIN_NAME);
}

function inJson(text: string | undefined): string | undefined {
  return inField(parsed(text));
}

/** A body that a topic or a bus put into the queue, or a JSON object of the sender's own. */
function inBody(body: unknown): string | undefined {
  const value = typeof body === 'string' ? parsed(body) : undefined;
  return (
    textAt(value, 'MessageAttributes', CHAIN_NAME, 'Value') ??
    inField(value) ??
    inField(isFields(value) ? value['detail'] : undefined)
  );
}

/**
 * A row keeps the chain of the last writer who has one. Where the images before and after hold the same text, this change
 * was made by somebody else, and belongs to no chain.
 */
function inImages(change: unknown): string | undefined {
  const text = (image: string): string | undefined => textAt(change, image, CONTEXT_FIELD, 'M', CHAIN_NAME, 'S');
  const after = text('NewImage');
  return after !== undefined && after === text('OldImage') ? undefined : after;
}

/** Headers in any case, of one value, or of several (ALB), of which the first counts. */
function inHeaders(headers: unknown): string | undefined {
  if (!isFields(headers)) return undefined;
  for (const name of Object.keys(headers)) {
    if (name.length !== CHAIN_NAME.length || name.toLowerCase() !== CHAIN_NAME) continue;
    const value = headers[name];
    return textAt([Array.isArray(value) ? value[0] : value], '0');
  }
  return undefined;
}

function parsed(text: string | undefined): unknown {
  // Most payloads carry none: a search is cheaper than a parse.
  if (text === undefined || text.length > LONGEST_JSON || !text.includes(CHAIN_NAME)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fromBase64(text: string | undefined): string | undefined {
  return text === undefined || text.length > LONGEST_JSON ? undefined : Buffer.from(text, 'base64').toString();
}
