import { type CarriedFields, CONTEXT_FIELD, OTHER_CONTEXT_FIELD } from './names.ts';
import { carriedInPlaces, type Wanted } from './read.ts';
import { type Fields, isFields } from './values.ts';

/** Most headers of a Kafka record that are looked at. */
const MOST_HEADERS = 200;

/** As {@link carriedInPlaces}, from rows of DynamoDB streams and records of Kafka too. */
export function carriedFields(message: unknown, wanted: Wanted, clientContext?: unknown): CarriedFields {
  return carriedInPlaces(message, wanted, clientContext, moreMaps);
}

/** The maps of fields of a row's change, and of a Kafka record; none of another message. */
export function moreMaps(message: unknown): readonly unknown[] {
  if (!isFields(message)) return [];
  const { dynamodb, topic, headers } = message;
  if (isFields(dynamodb)) return [changed(dynamodb)];
  // A list of maps from name to the bytes of the value.
  return typeof topic === 'string' && Array.isArray(headers) ? headers.slice(0, MOST_HEADERS).map(texts) : [];
}

/**
 * What a row's last writer of ours put there. Where the images before and after hold the same, this change was made by
 * somebody else, and nothing rides along with it.
 */
function changed({ NewImage, OldImage }: Fields): unknown {
  const [after, before] = [NewImage, OldImage].map((image) => {
    const { [CONTEXT_FIELD]: ours, [OTHER_CONTEXT_FIELD]: other } = (image ?? {}) as Fields;
    return ((ours ?? other) as Fields | undefined)?.['M'];
  });
  return JSON.stringify(after) === JSON.stringify(before) ? undefined : after;
}

/** Longest value of a header. */
const LONGEST_BYTES = 1_000_000;

function texts(header: unknown): Fields {
  if (!isFields(header)) return {};
  return Object.fromEntries(
    Object.entries(header).map(([name, bytes]) => [
      name,
      Array.isArray(bytes) && typeof bytes[0] === 'number' && bytes.length <= LONGEST_BYTES
        ? Buffer.from(bytes as number[]).toString()
        : bytes,
    ]),
  );
}
