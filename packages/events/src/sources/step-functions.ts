import { visitExcept, visitOthers } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import { removeRecords } from '../reading/records.ts';
import { visitRecords } from '../reading/visit-records.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * A task of a Step Functions state machine, as far as it can be told: its input has no shape of its own. Recognised are
 * the context object where the definition passes it (`"Payload.$": "$$"`), the input of a task that waits for a callback
 * under the names that AWS's examples use (`taskToken`, `TaskToken`), and the batch of a distributed map. Every other
 * input is read as an event of no known trigger.
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-contextobject.html
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-to-resource.html#connect-wait-token
 * https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itembatcher.html
 *
 * Walked: everything, since an execution's input may come from anybody, the name of the execution too, which
 * StartExecution takes from its caller.
 * Not walked: the task token, which is a credential for SendTaskSuccess, and the state machine and the state, which are
 * the owner's.
 */
export const stepFunctions: EventSource = {
  id: 'step-functions',
  title: 'Step Functions',
  invocation: 'synchronous',
  match(event) {
    if (isMap(event['StateMachine'])) return isMap(event['Execution']) && isMap(event['State']);
    if (Array.isArray(event['Items'])) return isBatch(event);
    return isToken(event['taskToken']) || isToken(event['TaskToken']);
  },
  read(walk, event) {
    const isContext = isMap(event['StateMachine']);
    if (!isContext && Array.isArray(event['Items'])) {
      // An item may be the input of somebody else, as a record of a queue is.
      visitRecords(walk, event['Items'], 'Items', (item, path) => visitOthers(walk, item, path, NONE));
      visitExcept(walk, event, '', '', BATCH);
      return;
    }
    visitExcept(walk, event, '', '', isContext ? OWNERS_AND_TOKENS : TOKENS);
    if (isContext) visitExcept(walk, event['Task'], '', 'Task', ['Token']);
  },
  /**
   * A hostile item of a batch is taken out of it. Anything else is thrown, what all items share too: the task fails with
   * the error's name, which a `Catch` can tell by. A `Retry` of `States.ALL` or `States.TaskFailed` runs the task again and
   * is stopped again.
   */
  block(event, request) {
    if (request.paths.some((path) => !path.startsWith('Items['))) return { is: 'throw' };
    const outcome = removeRecords(event, 'Items', request);
    return outcome.is === 'continue' ? outcome : { is: 'throw' };
  },
};

const NONE: readonly string[] = [];
const BATCH = ['Items'];
const TOKENS = ['taskToken', 'TaskToken'];
const OWNERS_AND_TOKENS = ['StateMachine', 'State', 'Task', 'taskToken', 'TaskToken'];

/** A distributed map sends its items and, if it has one, the input that all batches share; nothing beside. */
function isBatch(event: Record<string, unknown>): boolean {
  for (const name in event) if (name !== 'Items' && name !== 'BatchInput') return false;
  return true;
}

/** Task tokens are base64 of several hundred characters; a short or punctuated value is somebody's word. */
function isToken(value: unknown): boolean {
  return typeof value === 'string' && value.length >= 100 && /^[\w+/=-]+$/.test(value);
}

const TOKEN =
  'AAAAKgAAAAIAAAAAAAAAAsample0token1sample2token3sample4token5sample6token7sample8token9sample0token1sample2token3sample4token5=';

/** Events after the AWS pages above, by variant. */
export const samples = {
  context: {
    Execution: {
      Id: 'arn:aws:states:eu-west-1:123456789012:execution:count-votes:spring-2026',
      Input: { poll: 'spring-2026', note: 'recount' },
      Name: 'spring-2026',
      RoleArn: 'arn:aws:iam::123456789012:role/count-votes',
      StartTime: '2026-11-20T10:15:00.000Z',
    },
    State: { EnteredTime: '2026-11-20T10:15:01.000Z', Name: 'Count', RetryCount: 0 },
    StateMachine: { Id: 'arn:aws:states:eu-west-1:123456789012:stateMachine:count-votes', Name: 'count-votes' },
    Task: { Token: TOKEN },
  },
  token: { input: { poll: 'spring-2026', approver: 'Ada Example' }, taskToken: TOKEN },
  batch: { BatchInput: { poll: 'spring-2026' }, Items: [{ choice: 'blue' }, { choice: 'red' }] },
} satisfies EventSamples;
