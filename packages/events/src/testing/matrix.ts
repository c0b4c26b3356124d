import { describe, expect, it } from 'vitest';
import { sourceOf } from '../registry.ts';
import { EVENT_SAMPLES } from '../samples.ts';
import type { EventSource } from '../types.ts';
import { joinPath } from '../visits.ts';
import { walkEvent } from '../walk-event.ts';

/** Nothing in a sample looks like it, and every encoding changes it. */
export const PAYLOAD = `x' OR "1"=1; cat /etc/passwd`;
export const ENCODED = encodeURIComponent(PAYLOAD);
export const PLUS = ENCODED.replaceAll('%20', '+');
export const BASE64 = Buffer.from(PAYLOAD).toString('base64');

export type Json = Record<string, unknown>;

/** Puts `value` at a place of the event that is named step by step, not with our own reader. */
export function at(...steps: (string | number)[]): (event: Json, value: unknown) => void {
  return (event, value) => {
    let node = event as Record<string | number, unknown>;
    for (const step of steps.slice(0, -1)) {
      node[step] ??= {};
      node = node[step] as Record<string | number, unknown>;
    }
    node[steps.at(-1)!] = value;
  };
}

export function setHeader(event: Json, name: string, value: string): void {
  const headers = event['headers'] as Json;
  for (const known of Object.keys(headers)) if (known.toLowerCase() === name) delete headers[known];
  headers[name] = value;
  const lists = event['multiValueHeaders'] as Record<string, string[]> | undefined;
  if (lists) {
    for (const known of Object.keys(lists)) if (known.toLowerCase() === name) delete lists[known];
    lists[name] = [value];
  }
}

export function withBody(body: string, contentType?: string, base64 = false): (event: Json) => void {
  return (event) => {
    event['body'] = base64 ? Buffer.from(body).toString('base64') : body;
    event['isBase64Encoded'] = base64;
    if (contentType !== undefined) setHeader(event, 'content-type', contentType);
  };
}

const MULTIPART = [
  '--bOuNd',
  'Content-Disposition: form-data; name="note"',
  '',
  PAYLOAD,
  '--bOuNd',
  `Content-Disposition: form-data; name="file"; filename="x' OR 1=1; cat.txt"`,
  'Content-Type: application/pdf',
  '',
  '%PDF-1.7',
  '--bOuNd--',
  '',
].join('\r\n');

const FORM = 'application/x-www-form-urlencoded';
const NESTED = JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ c: PAYLOAD }) }) });

/** What a stranger can write: where it is put (never by our own reader), where it must be found, and as what. */
export type Row = [what: string, change: (event: Json) => void, path: string, value?: string];

export const plant = (place: ReturnType<typeof at>, value: unknown) => (event: Json) => place(event, value);

/** What every HTTP trigger must show the same way. */
export const BODIES: readonly Row[] = [
  ['a JSON body', withBody(JSON.stringify({ user: { name: PAYLOAD } })), 'body|json.user.name'],
  ['a JSON body without its type', withBody(JSON.stringify([PAYLOAD]), 'text/plain'), 'body|json[0]'],
  ['a JSON body that says form', withBody(JSON.stringify({ a: [{ b: PAYLOAD }] }), FORM), 'body|json.a[0].b'],
  ['a name in a JSON body', withBody(JSON.stringify({ u: { [PAYLOAD]: 1 } })), `body|json.u.{keys}.${PAYLOAD}`],
  ['JSON in JSON in JSON', withBody(NESTED), 'body|json.a|json.b|json.c'],
  ['a percent-encoded string in JSON', withBody(JSON.stringify({ a: ENCODED })), 'body|json.a|url'],
  ['a base64 JSON body', withBody(JSON.stringify({ a: PAYLOAD }), 'application/json', true), 'body|base64|json.a'],
  ['a base64 text body', withBody(PAYLOAD, 'text/plain', true), 'body|base64'],
  ['a text body', withBody(PAYLOAD, 'text/plain'), 'body'],
  ['a form', withBody(`a=1&q=${PLUS}`, FORM), 'body|form.q'],
  ['a form, twice encoded', withBody(`q=${encodeURIComponent(ENCODED)}`, FORM), 'body|form.q|url'],
  ['a name in a form', withBody(`${PLUS}=1`, FORM), `body|form.{keys}.${PAYLOAD}`],
  ['a base64 form', withBody(`q=${ENCODED}`, FORM, true), 'body|base64|form.q'],
  ['JSON in a form', withBody(`q=${encodeURIComponent(JSON.stringify({ a: PAYLOAD }))}`, FORM), 'body|form.q|json.a'],
  ['a multipart field', withBody(MULTIPART, 'multipart/form-data; boundary=bOuNd'), 'body|multipart.note'],
  [
    'a multipart file name',
    withBody(MULTIPART, 'multipart/form-data; boundary="bOuNd"'),
    'body|multipart.file|filename',
    "x' OR 1=1; cat.txt",
  ],
  [
    'a base64 multipart body',
    withBody(MULTIPART, 'Multipart/Form-Data; boundary=bOuNd', true),
    'body|base64|multipart.note',
  ],
  [
    'an XML attribute',
    withBody(`<a b='${PAYLOAD.replaceAll("'", '&#39;').replaceAll('"', '&quot;')}'/>`, 'text/xml'),
    'body|xml.a.@b',
  ],
  ['an XML text', withBody(`<a>${PAYLOAD}</a>`, 'application/soap+xml'), 'body|xml.a'],
];

/** Every string that `source` visits by itself (not as a whole document), by path. The walk must end whole. */
export function visitsOf(source: EventSource, event: Json): Map<string, string> {
  const visits = new Map<string, string>();
  const result = walkEvent(source, event, (value, parent, key, whole) => {
    if (whole !== true) visits.set(joinPath(parent, key), value);
  });
  expect(result).toEqual({ truncated: false });
  return visits;
}

/** What one call of {@link testMatrix} tests. */
export interface MatrixEntry {
  readonly id: string;
  /** The variant of the sample, `''` for one that is not among the samples. */
  readonly variant: string;
  /** What each row plants. */
  readonly rows: readonly string[];
}

/** Every call of {@link testMatrix} in this process, in order. */
export const MATRIX: MatrixEntry[] = [];

function variantOf(id: string, sample: unknown): string {
  const variants = Object.entries(EVENT_SAMPLES[id] ?? {});
  return variants.find(([, event]) => event === sample)?.[0] ?? '';
}

/**
 * The trigger matrix of one sample: each row is planted and must be found at its path with its exact text; what AWS or the
 * owner writes (`quiet`) must not be visited.
 * @example testMatrix(sns, samples.notification, [['the subject', plant(at('Records', 0, 'Sns', 'Subject'), PAYLOAD), 'Records[0].Sns.Subject']])
 */
export function testMatrix(
  source: EventSource,
  sample: Readonly<Record<string, unknown>>,
  rows: readonly Row[],
  quiet: readonly [what: string, change: (event: Json) => void][] = [],
): void {
  MATRIX.push({ id: source.id, variant: variantOf(source.id, sample), rows: rows.map(([what]) => what) });
  describe(source.id, () => {
    it('recognises its sample', () => {
      expect(sourceOf(structuredClone(sample))?.id).toBe(source.id);
    });

    it.each(rows)('%s is read', (_what, change, path, value) => {
      const event = structuredClone(sample) as Json;
      expect([...visitsOf(source, event).values()].some((text) => text.includes(value ?? PAYLOAD))).toBe(false);
      change(event);
      expect(sourceOf(event)?.id).toBe(source.id);
      expect(visitsOf(source, event).get(path)).toBe(value ?? PAYLOAD);
    });

    if (quiet.length > 0) {
      it.each(quiet)('%s is not read', (_what, change) => {
        const event = structuredClone(sample) as Json;
        change(event);
        expect([...visitsOf(source, event).values()]).not.toContain(PAYLOAD);
      });
    }
  });
}

/** A copy of the first sample of a source. */
export function sampleOf(id: string): Json {
  return structuredClone(Object.values(EVENT_SAMPLES[id]!)[0]!) as Json;
}
