import type { StaticValue } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { indexResources } from '../resources/scope.ts';
import { SERVICE_MODELS } from '../services/index.ts';
import { analysis, application, call, lambdaFunction, resource } from '../testing/fixtures.ts';
import { ROLE_WRITERS, type RoleFormat } from '../write/index.ts';
import { findNeeds } from './needed-statements.ts';

/** The same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648;
  };
}

const random = seeded(23);
const below = (count: number) => Math.floor(random() * count);
const FIELDS = [
  'TableName Bucket Key QueueUrl TopicArn FunctionName SecretId Name KeyId Entries TransactItems Put Get Statement CopySource Delete Objects',
  'Path Names RequestItems EventBusName modelId Image S3Object Media MediaFileUri Source IndexName Prefix __proto__ constructor VersionId Document',
]
  .join(' ')
  .split(' ');
const TEXTS = [
  '',
  '/',
  ':',
  'arn:',
  'arn:aws:s3:::x',
  'https://',
  'a/b',
  '\u0000\n',
  '*',
  '${x}',
  '%',
  'alias/',
  'SELECT * FROM',
  '::::::',
  '🙂',
];

function value(depth: number): StaticValue {
  switch (depth <= 0 ? below(4) : below(10)) {
    case 0:
      return { kind: 'literal', value: TEXTS[below(TEXTS.length)] as string };
    case 1:
      return { kind: 'literal', value: [null, 3, true][below(3)] as null };
    case 2:
      return { kind: 'environment', name: ['TABLE', 'toString', ''][below(3)] as string };
    case 3:
      return {
        kind: 'event',
        path: ['', 'Records[].s3.bucket.name', 'Records[].s3.object.key', '__proto__'][below(4)] as string,
      };
    case 4:
      return { kind: 'concat', parts: Array.from({ length: below(4) }, () => value(depth - 1)) };
    case 5:
      return { kind: 'either', options: Array.from({ length: below(5) }, () => value(depth - 1)) };
    case 6:
      return { kind: 'list', items: Array.from({ length: below(4) }, () => value(depth - 1)), open: random() < 0.5 };
    case 7:
      return { kind: 'answer', call: ['sqs:GetQueueUrl', 'x', ''][below(3)] as string, path: 'QueueUrl' };
    default: {
      const fields = Object.fromEntries(
        Array.from({ length: 1 + below(5) }, () => [FIELDS[below(FIELDS.length)], value(depth - 1)]),
      );
      return { kind: 'object', fields, open: random() < 0.5, computed: [{ key: value(depth - 1), value: value(0) }] };
    }
  }
}

const RESOURCES = [
  resource('Main', 'Lambda::Function', { Environment: { Variables: { TABLE: { ref: 'Table' } } } }),
  resource('Table', 'DynamoDB::Table', { TableName: { ref: 'Table' } }),
];

describe('hostile requests', () => {
  it('end in statements of actions and resources, for every operation', () => {
    const operations = SERVICE_MODELS.flatMap(({ clients, operations: rules, parameters }) =>
      [...Object.keys(rules), 'ListTables', 'toString', '*', ''].map(
        (name) => [clients[0] ?? '', name, Object.keys(parameters)] as const,
      ),
    );
    for (let round = 0; round < 4; round++) {
      for (const [client, operation, parameters] of operations) {
        const known = Object.fromEntries(parameters.map((name) => [name, value(2)]));
        const input = random() < 0.5 ? value(5) : ({ kind: 'object', fields: known, open: false } as const);
        const calls = [
          call(`${client}:${operation}`, input, {
            by: random() < 0.2 ? 'http' : 'sdk-v3',
            endpoint: value(1),
            region: value(1),
          }),
        ];
        const { statements } = findNeeds(application([lambdaFunction('Main')]), analysis('Main', calls), RESOURCES);
        for (const statement of statements.get('Main') ?? []) {
          expect(statement.actions.every((action) => /^[a-z0-9-]+:[A-Za-z0-9]+$/.test(action))).toBe(true);
          expect(statement.resources.length).toBeGreaterThan(0);
        }
        if (round === 0) {
          const roles = [
            { fn: lambdaFunction('Main'), deployed: RESOURCES[0], statements: statements.get('Main') ?? [] },
          ];
          const input = { app: application([]), own: indexResources(RESOURCES), roles };
          for (const format of Object.keys(ROLE_WRITERS) as RoleFormat[])
            expect(ROLE_WRITERS[format](input)).not.toBe('');
        }
      }
    }
  });

  it('take bounded work: many alternatives, deep texts', () => {
    const letters = Array.from({ length: 300 }, (_, index): StaticValue => ({ kind: 'literal', value: `n${index}` }));
    let deep: StaticValue = { kind: 'literal', value: 'x' };
    for (let depth = 0; depth < 5000; depth++)
      deep = { kind: 'concat', parts: [deep, { kind: 'either', options: letters.slice(0, 3) }] };
    const many: StaticValue = {
      kind: 'concat',
      parts: Array.from({ length: 50 }, () => ({ kind: 'either', options: letters })),
    };
    for (const name of [deep, many, { kind: 'either', options: letters } as const]) {
      const input: StaticValue = { kind: 'object', fields: { TableName: name }, open: false };
      const { statements } = findNeeds(
        application([lambdaFunction('Main')]),
        analysis('Main', [call('dynamodb:GetItem', input)]),
        RESOURCES,
      );
      const own = (statements.get('Main') ?? []).find(({ actions }) => actions[0] === 'dynamodb:GetItem');
      expect(own?.resources.length).toBeLessThanOrEqual(40);
      expect(own?.because.some(({ wide }) => wide !== undefined)).toBe(true);
    }
  });
});
