import { describe, expect, it } from 'vitest';
import { sourceOf } from '../registry.ts';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { samples, stepFunctions } from './step-functions.ts';

testMatrix(
  stepFunctions,
  samples.context,
  [
    ['the input', plant(at('Execution', 'Input', 'note'), PAYLOAD), 'Execution.Input.note'],
    ['a name in the input', plant(at('Execution', 'Input', PAYLOAD), 1), `Execution.Input.{keys}.${PAYLOAD}`],
    ['the name of the execution', plant(at('Execution', 'Name'), PAYLOAD), 'Execution.Name'],
    ['the item of a map', plant(at('Map'), { Item: { Index: 0, Value: PAYLOAD } }), 'Map.Item.Value'],
    ['a field beside the context', plant(at('command'), PAYLOAD), 'command'],
  ],
  [
    ['the task token', plant(at('Task', 'Token'), PAYLOAD)],
    ['the state machine', plant(at('StateMachine', 'Name'), PAYLOAD)],
    ['the state', plant(at('State', 'Name'), PAYLOAD)],
  ],
);

testMatrix(stepFunctions, samples.token, [
  ['the input beside a task token', plant(at('input', 'approver'), PAYLOAD), 'input.approver'],
  ['JSON in the input', plant(at('input'), JSON.stringify({ a: PAYLOAD })), 'input|json.a'],
]);

testMatrix(stepFunctions, samples.batch, [
  ['an item of a batch', plant(at('Items', 1, 'choice'), PAYLOAD), 'Items[1].choice'],
  ['the input of a batch', plant(at('BatchInput', 'poll'), PAYLOAD), 'BatchInput.poll'],
]);

describe('step-functions', () => {
  it.each<[string, unknown]>([
    ['a task whose input says nothing of itself', { poll: 'spring-2026' }],
    ['a short token', { taskToken: 'x' }],
    ['a token that is no token', { taskToken: `${PAYLOAD} ${'a'.repeat(200)}` }],
    ['a scan of a table', { Items: [{ id: '1' }], Count: 1, ScannedCount: 1 }],
    ['a state machine alone', { StateMachine: { Name: 'a' } }],
  ])('leaves %s unknown', (_what, event) => {
    expect(sourceOf(event)).toBeUndefined();
  });

  it('takes a hostile item out of a batch', () => {
    const outcome = stepFunctions.block(samples.batch, { requestId: 'r', paths: ['Items[1].choice'] });
    expect(outcome).toEqual({
      is: 'continue',
      event: { BatchInput: { poll: 'spring-2026' }, Items: [{ choice: 'blue' }] },
      removed: [{ choice: 'red' }],
    });
  });

  it.each([
    [samples.batch, ['Items[0].choice', 'Items[1].choice']],
    [samples.batch, ['BatchInput.poll']],
    [samples.context, ['Execution.Input.note']],
    [samples.token, ['input.approver']],
  ])('fails the task otherwise', (event, paths) => {
    expect(stepFunctions.block(event, { requestId: 'r', paths })).toEqual({ is: 'throw' });
  });
});
