import type { SinkClass } from '@bulkhead/core';
import type { Machine } from '../engine/machine.ts';
import type { RecordedCall } from '../engine/types.ts';

/** Fields of AWS requests that are a language of their own, by `service:operation field`. */
const LANGUAGES: Readonly<Record<string, readonly (readonly [field: string, sink: SinkClass])[]>> = {
  'rds-data:ExecuteStatement': [['sql', 'sqli']],
  'rds-data:BatchExecuteStatement': [['sql', 'sqli']],
  'redshift-data:ExecuteStatement': [['Sql', 'sqli']],
  'redshift-data:BatchExecuteStatement': [['Sqls', 'sqli']],
  'athena:StartQueryExecution': [['QueryString', 'sqli']],
  'timestream-query:Query': [['QueryString', 'sqli']],
  'dynamodb:ExecuteStatement': [['Statement', 'sqli']],
  's3:SelectObjectContent': [['Expression', 'sqli']],
  'cloudwatch-logs:StartQuery': [['queryString', 'nosqli']],
  'ssm:SendCommand': [['Parameters', 'cmdi']],
};

/** Expressions of DynamoDB: names and values belong beside them. */
const EXPRESSIONS = [
  'FilterExpression',
  'KeyConditionExpression',
  'UpdateExpression',
  'ConditionExpression',
  'ProjectionExpression',
];

/** What DynamoDB had before expressions, and still takes: conditions as objects with operators. */
const CONDITIONS = ['ScanFilter', 'QueryFilter', 'KeyConditions', 'Expected', 'AttributeUpdates'];

/** Looks at the request of an AWS call for data that changes what it means. */
export function judgeCall(call: RecordedCall, m: Machine): void {
  const { engine } = m;
  const name = `${call.service}.${call.operation}`;
  for (const [field, sink] of LANGUAGES[`${call.service}:${call.operation}`] ?? []) {
    const value = engine.ownField(call.input, field);
    if (value !== undefined) engine.sink({ class: sink, name, value, place: call.place });
  }
  if (call.service !== 'dynamodb') return;
  for (const field of EXPRESSIONS) {
    const value = engine.ownField(call.input, field);
    // Conditions that a library builds keep names and values apart.
    const isText = value?.shapes.some(({ kind }) => kind === 'text' || kind === 'event' || kind === 'unknown');
    if (value !== undefined && isText)
      engine.sink({ class: 'nosqli', name: `${name} ${field}`, value, place: call.place });
  }
  for (const field of CONDITIONS) {
    const value = engine.ownField(call.input, field);
    // The sender's from the comparison on; a value in a condition of the developer's may hold no operator.
    if (value?.shapes.some(({ kind }) => kind === 'event'))
      engine.sink({ class: 'nosqli', name: `${name} ${field}`, value, place: call.place });
  }
  // The whole request as the sender wants it: table, expression and all.
  if (call.input.shapes.some((shape) => shape.kind === 'event' && shape.structured)) {
    engine.sink({
      class: 'nosqli',
      name,
      value: call.input,
      place: call.place,
      text: `is the whole request of ${name}`,
    });
  }
}
