import { describe, expect, it } from 'vitest';
import { at, BASE64, ENCODED, PAYLOAD, plant, testMatrix, visitsOf } from '../testing/matrix.ts';
import { walkEvent } from '../walk-event.ts';
import { documentdb, samples } from './documentdb.ts';

const PATH = 'events[0].event.fullDocument';
const field = (value: unknown, name = 'note') => plant(at('events', 0, 'event', 'fullDocument', name), value);

testMatrix(
  documentdb,
  samples.changes,
  [
    ['a field', field(PAYLOAD), `${PATH}.note`],
    ['an encoded field', field(ENCODED), `${PATH}.note|url`],
    ['JSON in a field', field(JSON.stringify([PAYLOAD])), `${PATH}.note|json[0]`],
    ['a list', field([1, { a: PAYLOAD }]), `${PATH}.note[1].a`],
    ['the name of a field', field(1, PAYLOAD), `${PATH}.{keys}.${PAYLOAD}`],
    ['bytes', field({ $binary: { base64: BASE64, subType: '00' } }), `${PATH}.note.$binary.base64|base64`],
    ['a symbol', field({ $symbol: PAYLOAD }), `${PATH}.note.$symbol`],
    ['code', field({ $code: PAYLOAD }), `${PATH}.note.$code`],
    [
      'a pattern',
      field({ $regularExpression: { pattern: PAYLOAD, options: 'i' } }),
      `${PATH}.note.$regularExpression.pattern`,
    ],
    ['an operator', field({ $gt: '' }), `${PATH}.note.{keys}.$gt`, '$gt'],
    [
      'an operator beside a wrapper',
      field({ $oid: '63eeb6e7d418cd98afb1c1d7', $ne: 1 }),
      `${PATH}.note.{keys}.$ne`,
      '$ne',
    ],
    ['an id that is none', field({ $oid: PAYLOAD }), `${PATH}.note.$oid`],
    ['a date that is none', field({ $date: PAYLOAD }), `${PATH}.note.$date`],
    ['a number that is none', field({ $numberLong: PAYLOAD }), `${PATH}.note.$numberLong`],
    ['a time that is none', field({ $timestamp: { t: PAYLOAD, i: 1 } }), `${PATH}.note.$timestamp.t`],
    [
      'bytes that are none',
      field({ $binary: { base64: 'YQ==', subType: '00', a: PAYLOAD } }),
      `${PATH}.note.$binary.a`,
    ],
    [
      'the way to every object',
      field({ constructor: { prototype: { a: 1 } } }),
      `${PATH}.note.{keys}.constructor`,
      'constructor.prototype',
    ],
    ['a key', plant(at('events', 1, 'event', 'documentKey', '_id'), PAYLOAD), 'events[1].event.documentKey._id'],
    [
      'a changed field',
      plant(at('events', 1, 'event', 'updateDescription', 'updatedFields', 'a'), PAYLOAD),
      'events[1].event.updateDescription.updatedFields.a',
    ],
    [
      'a removed field',
      plant(at('events', 1, 'event', 'updateDescription', 'removedFields'), [PAYLOAD]),
      'events[1].event.updateDescription.removedFields[0]',
    ],
    [
      'the document before',
      plant(at('events', 1, 'event', 'fullDocumentBeforeChange'), { a: PAYLOAD }),
      'events[1].event.fullDocumentBeforeChange.a',
    ],
  ],
  [
    ['the database', plant(at('events', 0, 'event', 'ns', 'db'), PAYLOAD)],
    ['the resume token', plant(at('events', 0, 'event', '_id', '_data'), PAYLOAD)],
  ],
);

describe('a wrapper', () => {
  it.each([
    [{ $oid: '63eeb6e7d418cd98afb1c1d7' }],
    [{ $date: '2026-11-21T09:15:00.123+01:00' }],
    [{ $date: 1795169700123 }],
    [{ $date: { $numberLong: '1795169700123' } }],
    [{ $numberInt: '5' }],
    [{ $numberLong: '-5' }],
    [{ $numberDouble: '-Infinity' }],
    [{ $numberDouble: 'NaN' }],
    [{ $numberDecimal: '1.5E+3' }],
    [{ $timestamp: { t: 1, i: 2 } }],
    [{ $minKey: 1 }],
    [{ $undefined: true }],
    [{ $uuid: '3b241101-e2bb-4255-8caf-4136c566a962' }],
  ])('%j says nothing', (value) => {
    const event = { eventSource: 'aws:docdb', events: [{ event: { fullDocument: { a: value } } }] };
    expect([...visitsOf(documentdb, event)]).toEqual([]);
  });
});

it('reports a document that is nested beyond measure', () => {
  let document: unknown = 'a';
  for (let i = 0; i < 90; i++) document = [document];
  const event = { events: [{ event: { fullDocument: document } }] };
  expect(walkEvent(documentdb, event, () => {}).oversized).toMatchObject([{ what: 'depth' }]);
});

it('takes a hostile change out, so that those behind it move', () => {
  const [one, two] = samples.changes.events;
  const before = structuredClone(samples.changes);
  expect(documentdb.block(samples.changes, { requestId: 'r', paths: [`${PATH}.choice`] })).toEqual({
    is: 'continue',
    event: { ...samples.changes, events: [two] },
    removed: [one],
  });
  expect(samples.changes).toEqual(before);
  expect(
    documentdb.block({ ...samples.changes, events: [two] }, { requestId: 'r', paths: ['events[0].event.x'] }),
  ).toEqual({
    is: 'respond',
    response: { batchItemFailures: [] },
    removed: [two],
  });
});
