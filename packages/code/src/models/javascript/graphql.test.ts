import { describe, expect, it } from 'vitest';
import { flowsOf } from '../../testing/flows.ts';
import { readProgram } from '../../testing/read-program.ts';

const HEAD = `
const { graphql, buildSchema, GraphQLSchema, GraphQLObjectType, GraphQLString } = require('graphql');
const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb');
const db = new DynamoDBClient({});
const read = (name) => db.send(new GetItemCommand({ TableName: 't', Key: { name } }));
`;
const type = (fields: string): string =>
  `const schema = new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields: ${fields} }) });`;
const HANDLER = 'exports.handler = async (event) => graphql(schema, event.body);';

describe('resolvers of graphql-js', () => {
  it.each([
    ['of a field', `${type('{ a: { type: GraphQLString, resolve: (_, args) => read(args.name) } }')} ${HANDLER}`, 1],
    [
      'of a function that gives fields',
      `${type('() => ({ a: { resolve: (_, args) => read(args.name) } })')} ${HANDLER}`,
      1,
    ],
    [
      'of a type below',
      `const Item = new GraphQLObjectType({ name: 'Item', fields: { b: { resolve: () => read('b') } } }); ${type('{ a: { type: Item } }')} ${HANDLER}`,
      1,
    ],
    [
      'of the root',
      "const schema = buildSchema('type Query { a: String }'); exports.handler = async (event) => graphql({ schema, source: event.body, rootValue: { a: ({ name }) => read(name) } });",
      1,
    ],
    [
      'of a schema that nothing runs',
      `${type('{ a: { resolve: () => read(1) } }')} exports.handler = async () => 1;`,
      0,
    ],
  ])('%s', (_, program, calls) => {
    expect(readProgram(HEAD + program).calls.map(({ operation }) => operation)).toEqual(Array(calls).fill('GetItem'));
  });

  it('get what the caller sends', () => {
    const program = `${type('{ a: { resolve: (_, args) => eval(args.name) } }')} ${HANDLER}`;
    expect(flowsOf(readProgram(HEAD + program))).toEqual(['codei body']);
  });
});
