import { BSON, Code } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { readCommand } from './bson.ts';

const ROWS: readonly [what: string, command: Record<string, unknown>, operators: string, code: readonly string[]][] = [
  ['a filter', { find: 'users', filter: { a: { $ne: null }, $or: [{ b: { $gt: 1 } }] } }, '$ne $or $gt', []],
  ['an aggregation', { aggregate: 'users', pipeline: [{ $match: { a: { $in: [1] } } }] }, '$match $in', []],
  ['a document that is stored', { insert: 'hooks', documents: [{ body: { $set: { $ref: 1 } } }] }, '', []],
  [
    'an update, its filter only',
    { update: 'a', updates: [{ q: { a: { $lt: 5 } }, u: { $set: { b: { $ne: 1 } } } }] },
    '$lt',
    [],
  ],
  ['an update of a list of its own', { q: { a: { $lt: 5 } }, u: { $set: { b: { $ne: 1 } } } }, '$lt', []],
  ['a replacement', { update: 'a', updates: [{ q: { _id: 1 }, u: { $schema: 'x' } }] }, '', []],
  ['what an update pulls', { update: 'a', updates: [{ q: {}, u: { $pull: { b: { $gte: 1 } } } }] }, '$gte', []],
  [
    'an update by a pipeline',
    { update: 'a', updates: [{ q: {}, u: [{ $set: { b: { $add: [1, 2] } } }] }] },
    '$set $add',
    [],
  ],
  ['a deletion', { delete: 'a', deletes: [{ q: { a: { $ne: 1 } }, limit: 0 }] }, '$ne', []],
  ['findAndModify', { findAndModify: 'a', query: { b: { $nin: [] } }, update: { $set: { c: { $x: 1 } } } }, '$nin', []],
  [
    'a field that is called as a part of a command',
    { find: 'a', filter: { u: { $ne: 1 }, update: { $gt: '' } } },
    '$ne $gt',
    [],
  ],
  [
    'a bulk write',
    { bulkWrite: 1, ops: [{ update: 0, filter: { a: { $ne: 1 } }, updateMods: { $set: { b: 1 } } }] },
    '$ne',
    [],
  ],
  ['$where', { find: 'a', filter: { $where: 'this.a == 1' } }, '$where', ['this.a == 1']],
  ['$where as code', { find: 'a', filter: { $where: new Code('this.b') } }, '$where', ['this.b']],
  ['$where with a scope', { find: 'a', filter: { $where: new Code('this.c', { x: 1 }) } }, '$where', ['this.c']],
  [
    '$function',
    { aggregate: 'a', pipeline: [{ $set: { b: { $function: { body: 'f()', args: [], lang: 'js' } } } }] },
    '$set $function',
    ['f()'],
  ],
  [
    '$accumulator',
    { aggregate: 'a', pipeline: [{ $group: { n: { $accumulator: { init: 'i', accumulate: 'a', merge: 'm' } } } }] },
    '$group $accumulator',
    ['i', 'a', 'm'],
  ],
  ['mapReduce', { mapReduce: 'a', map: 'm()', reduce: new Code('r()'), query: { map: 'x' } }, '', ['m()', 'r()']],
  ['fields that are called like code', { find: 'a', filter: { body: 'b', map: 'c' } }, '', []],
];

describe('what a command asks for', () => {
  it.each(ROWS)('%s', (_, command, operators, code) => {
    const read = readCommand(BSON.serialize(command));
    expect([...read.operators]).toEqual(operators === '' ? [] : operators.split(' '));
    expect(read.code).toEqual(code);
  });
});
