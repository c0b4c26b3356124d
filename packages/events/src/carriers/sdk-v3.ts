interface Arguments {
  input: unknown;
}
type Next = (args: Arguments) => Promise<{ output?: unknown }>;

/** What is used of a client of the AWS SDK v3, whose middleware sees the input before it is serialized and signed. */
export interface V3Client {
  readonly middlewareStack: {
    add(
      middleware: (next: Next, context: { clientName?: unknown; commandName?: unknown }) => Next,
      options: { readonly step: 'initialize'; readonly name: string; readonly override: boolean },
    ): void;
    remove(name: string): boolean;
  };
}

/** Clients whose messages reach functions. */
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

/** What is done with each operation of a client that sends to functions; operations are named as in `sqs:SendMessage`. */
export interface Carrier {
  /** The input to send in place of the caller's. */
  send(operation: string, input: unknown): unknown;
  /** Gets what the caller sent, and what came back. */
  received(operation: string, input: unknown, output: unknown): void;
}

export function isV3Client(client: unknown): client is V3Client {
  return typeof (client as Partial<V3Client> | undefined)?.middlewareStack?.add === 'function';
}

/** @param name one carrier of a name works in a client, the last one */
export function carryWith(client: V3Client, name: string, { send, received }: Carrier): void {
  client.middlewareStack.add(
    (next, { clientName, commandName }) => {
      const service = SERVICES[String(clientName)];
      if (service === undefined) return next;
      const operation = `${service}:${String(commandName).replace(/Command$/, '')}`;
      return async (args) => {
        const result = await next({ ...args, input: send(operation, args.input) });
        // Nothing was sent: the command became a URL, which goes to whom the ids are no business of.
        if ((result.output as { presigned?: unknown } | undefined)?.presigned) return next(args);
        received(operation, args.input, result.output);
        return result;
      };
    },
    { step: 'initialize', name, override: true },
  );
}
