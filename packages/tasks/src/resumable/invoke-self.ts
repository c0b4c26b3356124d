import { TaskError } from '../errors.ts';
import { type CommandClass, type CommandClient, requester, type SendRequest } from '../sdk.ts';
import type { Save } from './types.ts';

export interface InvokeSelfOptions {
  /** `new LambdaClient({})` beside InvokeCommand, `new Lambda({})`, or a function that sends the request. */
  readonly client: CommandClient | { invoke(input: never): unknown } | SendRequest;
  readonly InvokeCommand?: CommandClass;
}

/** Hands a task over by invoking the same version or alias of the function asynchronously. */
export function invokeSelf({ client, InvokeCommand }: InvokeSelfOptions): Save {
  const invoke = requester(client, 'invoke', InvokeCommand);
  return async ({ body, context }) => {
    const answer = await invoke({
      FunctionName: context.invokedFunctionArn,
      InvocationType: 'Event',
      Payload: Buffer.from(body),
    });
    const status = answer?.['StatusCode'];
    if (status !== 202) throw new TaskError('TASK_HAND_OVER_FAILED', `Lambda answered ${status} in place of 202.`);
  };
}
