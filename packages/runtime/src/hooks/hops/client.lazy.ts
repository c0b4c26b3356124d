import type { Forward } from './forward.lazy.ts';

interface Arguments {
  input: unknown;
}
type Next = (args: Arguments) => Promise<{ output?: unknown }>;

/** What is used of a client of the AWS SDK v3, whose middleware sees the input before it is signed. */
interface SdkClient {
  readonly middlewareStack: {
    add(
      middleware: (next: Next, context: { clientName?: unknown; commandName?: unknown }) => Next,
      options: { readonly step: 'initialize'; readonly name: string; readonly override: boolean },
    ): void;
  };
}

const SERVICES: Readonly<Record<string, string>> = {
  DynamoDBClient: 'dynamodb',
  EventBridgeClient: 'eventbridge',
  FirehoseClient: 'firehose',
  KinesisClient: 'kinesis',
  LambdaClient: 'lambda',
  S3Client: 's3',
  SFNClient: 'sfn',
  SNSClient: 'sns',
  SQSClient: 'sqs',
};

/**
 * Lets the chain of requests ride along with what a client sends.
 * @param forward asked at each call, since a client may be made before the runtime is there
 */
export function addHops(client: unknown, forward: () => Forward | undefined): void {
  const stack = (client as Partial<SdkClient> | undefined)?.middlewareStack;
  if (typeof stack?.add !== 'function') throw new TypeError('countHops() takes a client of the AWS SDK v3');
  stack.add(
    (next, { clientName, commandName }) => {
      const service = SERVICES[String(clientName)];
      const operation = `${service}:${String(commandName).replace(/Command$/, '')}`;
      return async (args) => {
        const chains = service === undefined ? undefined : forward();
        if (!chains) return next(args);
        const result = await next({ ...args, input: chains.send(operation, args.input) });
        chains.received(operation, args.input, result.output ?? {});
        return result;
      };
    },
    { step: 'initialize', name: 'bulkheadHops', override: true },
  );
}
