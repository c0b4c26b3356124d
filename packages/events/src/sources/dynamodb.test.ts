import { describe, expect, it } from 'vitest';
import { at, BASE64, ENCODED, type Json, PAYLOAD, plant, testMatrix, visitsOf } from '../testing/matrix.ts';
import { walkEvent } from '../walk-event.ts';
import { dynamodb, samples } from './dynamodb.ts';

const NEW = 'Records[1].dynamodb.NewImage';
const attribute = (value: unknown) => plant(at('Records', 1, 'dynamodb', 'NewImage', 'note'), value);

testMatrix(
  dynamodb,
  samples.modify,
  [
    ['a string', attribute({ S: PAYLOAD }), `${NEW}.note.S`],
    ['an encoded string', attribute({ S: ENCODED }), `${NEW}.note.S|url`],
    ['JSON in a string', attribute({ S: JSON.stringify({ a: PAYLOAD }) }), `${NEW}.note.S|json.a`],
    ['a number', attribute({ N: PAYLOAD }), `${NEW}.note.N`],
    ['a set of strings', attribute({ SS: ['a', PAYLOAD] }), `${NEW}.note.SS[1]`],
    ['a set of numbers', attribute({ NS: ['1', PAYLOAD] }), `${NEW}.note.NS[1]`],
    ['bytes', attribute({ B: BASE64 }), `${NEW}.note.B|base64`],
    ['a set of bytes', attribute({ BS: ['YQ==', BASE64] }), `${NEW}.note.BS[1]|base64`],
    ['a list', attribute({ L: [{ N: '1' }, { S: PAYLOAD }] }), `${NEW}.note.L[1].S`],
    ['a map', attribute({ M: { name: { S: PAYLOAD } } }), `${NEW}.note.M.name.S`],
    [
      'a list in a map in a list',
      attribute({ L: [{ M: { a: { L: [{ B: BASE64 }] } } }] }),
      `${NEW}.note.L[0].M.a.L[0].B|base64`,
    ],
    ['the name of a field of a map', attribute({ M: { [PAYLOAD]: { S: 'a' } } }), `${NEW}.note.M.{keys}.${PAYLOAD}`],
    [
      'the name of an attribute',
      plant(at('Records', 1, 'dynamodb', 'NewImage', PAYLOAD), { S: 'a' }),
      `${NEW}.{keys}.${PAYLOAD}`,
    ],
    [
      'a field of every object',
      attribute({ M: { __proto__x: { S: 'a' } } }),
      `${NEW}.note.M.{keys}.__proto__x`,
      '__proto__x',
    ],
    [
      'the way to every object',
      attribute({ M: { constructor: { M: { prototype: { M: {} } } } } }),
      `${NEW}.note.M.{keys}.constructor`,
      'constructor.prototype',
    ],
    ['a type that is not known', attribute({ X: { a: PAYLOAD } }), `${NEW}.note.X.a`],
    ['an attribute without a type', attribute(PAYLOAD), `${NEW}.note`],
    [
      'the old image',
      plant(at('Records', 1, 'dynamodb', 'OldImage', 'choice', 'S'), PAYLOAD),
      'Records[1].dynamodb.OldImage.choice.S',
    ],
    ['a key', plant(at('Records', 0, 'dynamodb', 'Keys', 'id', 'S'), PAYLOAD), 'Records[0].dynamodb.Keys.id.S'],
  ],
  [
    ['the table', plant(at('Records', 0, 'eventSourceARN'), PAYLOAD)],
    ['the sequence number', plant(at('Records', 0, 'dynamodb', 'SequenceNumber'), PAYLOAD)],
    ['the identity', plant(at('Records', 0, 'userIdentity'), { principalId: PAYLOAD })],
  ],
);
testMatrix(dynamodb, samples.remove, [
  [
    'what was removed',
    plant(at('Records', 0, 'dynamodb', 'OldImage', 'choice', 'S'), PAYLOAD),
    'Records[0].dynamodb.OldImage.choice.S',
  ],
]);
testMatrix(dynamodb, samples.keysOnly, [
  ['a key alone', plant(at('Records', 0, 'dynamodb', 'Keys', 'id', 'S'), PAYLOAD), 'Records[0].dynamodb.Keys.id.S'],
]);

describe('what images share', () => {
  it('is visited once', () => {
    const paths = [...visitsOf(dynamodb, samples.modify).keys()].filter((path) => path.startsWith('Records[1]'));
    expect(paths.filter((path) => !path.startsWith(NEW))).toEqual(['Records[1].dynamodb.OldImage.choice.S']);
    expect(paths).toContain(`${NEW}.address.M.lines.L[0].S`);
  });

  it.each<[string, unknown, unknown, boolean]>([
    ['the same', { L: [{ S: 'a' }, { M: { b: { S: 'c' } } }] }, { L: [{ S: 'a' }, { M: { b: { S: 'c' } } }] }, false],
    ['another order', { M: { a: { S: 'c' }, b: { N: '1' } } }, { M: { b: { N: '1' }, a: { S: 'c' } } }, false],
    ['another text', { S: 'a' }, { S: 'c' }, true],
    ['another type', { S: 'c' }, { SS: ['c'] }, true],
    ['more', { L: [{ S: 'a' }] }, { L: [{ S: 'a' }, { S: 'c' }] }, true],
    ['a list for a map', { M: { 0: { S: 'c' } } }, { L: [{ S: 'c' }] }, true],
  ])('%s', (_what, one, other, isVisited) => {
    const event = { Records: [{ dynamodb: { NewImage: { a: one }, OldImage: { a: other } } }] };
    const paths = [...visitsOf(dynamodb, event).keys()];
    expect(paths.some((path) => path.includes('OldImage'))).toBe(isVisited);
  });
});

it('ends for maps that hold themselves', () => {
  const loop: Json = { S: 'a' };
  loop['M'] = { a: loop, b: loop };
  const other: Json = { S: 'a' };
  other['M'] = { a: other, b: other };
  const event = { Records: [{ dynamodb: { NewImage: { x: loop }, OldImage: { x: other } } }] };
  expect(
    walkEvent(dynamodb, event, () => {}, { strings: 1000, characters: 1000, nodes: 1000, depth: 256 }).truncated,
  ).toBe(true);
});

it('hands the batch on without the hostile record', () => {
  const [one, two] = samples.modify.Records;
  const before = structuredClone(samples.modify);
  const outcome = dynamodb.block(samples.modify, { requestId: 'r', paths: [`${NEW}.note.M.{keys}.x[0]`] });
  expect(outcome).toEqual({ is: 'continue', event: { Records: [one] }, removed: [two] });
  expect(samples.modify).toEqual(before);
  expect(dynamodb.block(samples.remove, { requestId: 'r', paths: ['Records[0].dynamodb.Keys.id.S'] })).toEqual({
    is: 'respond',
    response: { batchItemFailures: [] },
    removed: samples.remove.Records,
  });
  const window = { ...samples.remove, window: { start: 'a', end: 'b' }, state: { a: 1 } };
  expect(dynamodb.block(window, { requestId: 'r', paths: ['Records[0].dynamodb.Keys.id.S'] })).toMatchObject({
    is: 'respond',
    response: { batchItemFailures: [], state: { a: 1 } },
  });
});
