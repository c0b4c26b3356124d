import { loadApp } from '@bulkhead/iac';
import { expect, it } from 'vitest';
import { postureModel } from './model.ts';
import { FIXTURE_DAY, makeProject } from './testing/project.ts';

const code = (use: string) => `
const { execSync } = require('child_process');
exports.handler = async (event) => { execSync('print ' + ${use}); };
`;

const template = ({ schema = '', resolver = '', more = '' }) => `Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: 'arn:aws:iam::123456789012:role/r', Code: . }
  Api: { Type: AWS::AppSync::GraphQLApi, Properties: { Name: a, AuthenticationType: API_KEY } }
  Schema: { Type: AWS::AppSync::GraphQLSchema, Properties: { ApiId: !GetAtt Api.ApiId, Definition: '${schema}' } }
  Source: { Type: AWS::AppSync::DataSource, Properties: { ApiId: !GetAtt Api.ApiId, Name: fn, Type: AWS_LAMBDA, LambdaConfig: { LambdaFunctionArn: !GetAtt Fn.Arn } } }
  Go: { Type: AWS::AppSync::Resolver, Properties: { ApiId: !GetAtt Api.ApiId, TypeName: Query, FieldName: go, DataSourceName: !GetAtt Source.Name${resolver} } }
${more}`;

const OTHER =
  '  Other: { Type: AWS::AppSync::Resolver, Properties: { ApiId: !GetAtt Api.ApiId, TypeName: Query, FieldName: other, DataSourceName: fn } }\n';
const QUEUE =
  '  Queue: { Type: AWS::SQS::Queue }\n  Map: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Fn, EventSourceArn: !GetAtt Queue.Arn } }\n';

it.each<[string, Parameters<typeof template>[0], string, string]>([
  ['a number', { schema: 'type Query { go(n: Int!): String }' }, 'event.arguments.n', ''],
  ['a text', { schema: 'type Query { go(n: ID!): String }' }, 'event.arguments.n', 'arguments.n'],
  ['a time', { schema: 'type Query { go(n: AWSDateTime): String }' }, 'event.arguments.n', ''],
  ['an address of mail', { schema: 'type Query { go(n: AWSEmail): String }' }, 'event.arguments.n', 'arguments.n'],
  ['a choice', { schema: 'enum K { A B } type Query { go(n: K): String }' }, 'event.arguments.n', ''],
  [
    'a number of an input',
    { schema: 'input I { n: Int, s: String } type Query { go(i: I): String }' },
    'event.arguments.i.n',
    '',
  ],
  [
    'a text of an input',
    { schema: 'input I { n: Int, s: String } type Query { go(i: I): String }' },
    'event.arguments.i.s',
    'arguments.i.s',
  ],
  ['a number in a list', { schema: 'type Query { go(n: [Int]): String }' }, 'event.arguments.n[0]', ''],
  [
    'a field that the schema lacks',
    { schema: 'type Query { no(n: Int): String }' },
    'event.arguments.n',
    'arguments.n',
  ],
  [
    'a text of a second field',
    { schema: 'type Query { go(n: Int): String other(n: String): String }', more: OTHER },
    'event.arguments.n',
    'arguments.n',
  ],
  [
    'a second field without it',
    { schema: 'type Query { go(n: Int): String other(m: String): String }', more: OTHER },
    'event.arguments.n',
    '',
  ],
  ['a queue besides', { schema: 'type Query { go(n: Int): String }', more: QUEUE }, 'event.arguments.n', 'arguments.n'],
  [
    'a template that hands them on',
    {
      schema: 'type Query { go(n: Int): String }',
      resolver:
        ', RequestMappingTemplate: \'{"operation": "Invoke", "payload": {"arguments": $util.toJson($context.arguments)}}\'',
    },
    'event.arguments.n',
    '',
  ],
  [
    'a template that hands on something else',
    {
      schema: 'type Query { go(n: Int): String }',
      resolver:
        ', RequestMappingTemplate: \'{"operation": "Invoke", "payload": {"arguments": $util.toJson($context.source)}}\'',
    },
    'event.arguments.n',
    'arguments.n',
  ],
])('AppSync checks %s', async (_, setup, use, found) => {
  const root = makeProject({ 'template.yaml': template(setup), 'index.js': code(use) });
  const model = await postureModel(await loadApp(root), { now: FIXTURE_DAY });
  const flows = [...model.code.functions.values()].flatMap((fn) => fn.flows);
  expect(flows.map(({ source }) => source).join(' ')).toBe(found);
});
