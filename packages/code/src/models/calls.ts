import type { Machine } from '../engine/machine.ts';
import type { AbstractValue, Engine, RecordedCall } from '../engine/types.ts';
import { judgeLanguages } from './languages.ts';

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

/** The sender's whole, or in the place of a comparison; a value that a condition of the developer's compares with is not. */
function judgeConditions(call: RecordedCall, engine: Engine, name: string, value: AbstractValue): void {
  const tell = (part: AbstractValue): void => engine.sink({ class: 'nosqli', name, value: part, place: call.place });
  if (value.shapes.some(({ kind }) => kind === 'event')) tell(value);
  const conditions = engine.fieldNames(value).map((field) => engine.ownField(value, field));
  // Under a name that only the event knows.
  for (const shape of value.shapes) if (shape.kind === 'object') conditions.push(shape.object.rest?.value);
  for (const condition of conditions) {
    const operator = condition && engine.ownField(condition, 'ComparisonOperator');
    if (operator !== undefined) tell(operator);
  }
}

/** Looks at the request of an AWS call for data that changes what it means. */
export function judgeCall(call: RecordedCall, m: Machine): void {
  const { engine } = m;
  const name = `${call.service}.${call.operation}`;
  judgeLanguages(call, engine);
  // Who decides where requests go gets them, with what they carry.
  if (call.endpoint !== undefined)
    engine.sink({
      class: 'ssrf',
      name: `${name} endpoint`,
      value: call.endpoint,
      place: call.place,
      position: 'start',
    });
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
    if (value !== undefined) judgeConditions(call, engine, `${name} ${field}`, value);
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
