import { TaskError } from '../errors.ts';
import { type CommandClass, type CommandClient, requester, type SendRequest } from '../sdk.ts';
import type { Save } from './types.ts';

export interface SendToQueueOptions {
  /** `new SQSClient({})` beside SendMessageCommand, `new SQS({})`, or a function that sends the request. */
  readonly client: CommandClient | { sendMessage(input: never): unknown } | SendRequest;
  readonly SendMessageCommand?: CommandClass;
  /** The queue that triggers this function, one message at a time (`BatchSize: 1`). Without one, `sendToQueue` throws. */
  readonly queueUrl: string | undefined;
}

/**
 * Hands a task over through the queue that triggers the function. A FIFO queue drops a position that is handed over again within
 * five minutes by itself.
 * @throws TaskError TASK_BAD_OPTION without a queue
 */
export function sendToQueue({ client, SendMessageCommand, queueUrl }: SendToQueueOptions): Save {
  if (!queueUrl) throw new TaskError('TASK_BAD_OPTION', 'sendToQueue needs queueUrl.');
  const send = requester(client, 'sendMessage', SendMessageCommand);
  return ({ body, taskId, token }) =>
    send({
      QueueUrl: queueUrl,
      MessageBody: body,
      ...(queueUrl.endsWith('.fifo') ? { MessageGroupId: taskId, MessageDeduplicationId: token } : {}),
    });
}
