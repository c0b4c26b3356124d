import { TaskError } from './errors.ts';

/** A client of the AWS SDK v3 to which commands are sent: `new S3Client({})`. */
export interface CommandClient {
  send(command: never): Promise<unknown>;
}

/** A class of the AWS SDK v3's commands: `GetObjectCommand`. */
export type CommandClass = new (input: never) => unknown;

/** Sends one request: `(input) => client.send(new GetObjectCommand(input))`. */
export type SendRequest = (input: never) => Promise<unknown>;

/**
 * Nothing of the AWS SDK is imported here, so that what ships has no dependencies and the caller's own version and settings
 * are used.
 * @param client a function that sends the request; a client beside `Command`; or a client that has the operation as a method (`new
 *   S3({})` of v3, `new S3()` of v2)
 */
export function requester(
  client: SendRequest | object,
  operation: string,
  Command?: CommandClass,
): (input: unknown) => Promise<Record<string, unknown>> {
  if (typeof client === 'function') return client as never;
  const methods = client as Record<string, unknown>;
  if (Command && typeof methods['send'] === 'function') {
    const Made = Command as new (input: unknown) => unknown;
    return (input) => (methods as { send: (command: unknown) => Promise<never> }).send(new Made(input));
  }
  if (typeof methods[operation] === 'function') {
    return async (input) => {
      const sent = (methods as Record<string, (input: unknown) => unknown>)[operation]!(input);
      return (
        typeof (sent as { promise?: unknown }).promise === 'function'
          ? (sent as { promise(): unknown }).promise()
          : sent
      ) as Promise<Record<string, unknown>>;
    };
  }
  const command = `${operation[0]!.toUpperCase()}${operation.slice(1)}Command`;
  throw new TaskError('TASK_BAD_OPTION', `The client has no ${operation}(): give ${command} beside it.`);
}

/** HTTP status of an SDK error, v3 or v2. */
export function statusOf(error: unknown): number | undefined {
  const { $metadata, statusCode } = (error ?? {}) as { $metadata?: { httpStatusCode?: number }; statusCode?: number };
  return $metadata?.httpStatusCode ?? statusCode;
}
