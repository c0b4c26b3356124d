/** Where something stands in a source file: path relative to the project root, line and column counted from 1. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A value that cannot be known without deploying or asking an account. Never guessed. */
export interface Unknown {
  /** Why, in words for a person: `needs CloudFormation stack "x"`. */
  readonly unknown: string;
  /** The expression as it stands in the file. */
  readonly expression: string;
  readonly place?: SourcePlace;
  /** Which other stack decides it, where the template says so. */
  readonly elsewhere?: Elsewhere;
}

/**
 * What a stack shows to others, by the name under which they ask for it: a CloudFormation export, an output of a named
 * stack, a parameter of Parameter Store, an output in a Terraform state.
 */
export interface Elsewhere {
  readonly kind: 'export' | 'output' | 'parameter' | 'state';
  /** Its name; `*` for each part that only the deploy knows. */
  readonly name: string;
  /** Of `output` the name of the stack; of `state` where the state lies: `bucket/key`, or its file. */
  readonly stack?: string;
}

export type Resolved<T> = T | Unknown;

export function isUnknown(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && typeof (value as Unknown).unknown === 'string';
}

export interface HttpTrigger {
  /** `apigateway-v1` REST API, `apigateway-v2` HTTP API (payload format 2.0 unless `payloadVersion` says 1.0). */
  readonly type: 'apigateway-v1' | 'apigateway-v2';
  /** Upper case, or `ANY`. */
  readonly method: string;
  /** As the template has it, with `{id}` and `{proxy+}`; starts with `/`. `$default` for an HTTP API's catch-all. */
  readonly path: string;
  readonly payloadVersion?: '1.0' | '2.0';
  /** `none`, `api-key`, `iam`, `jwt`, `cognito`, `lambda:<function id>`, or `unknown` where only the deploy decides. */
  readonly authorizer: string;
  /** What a REST API sends to a `lambda:` authorizer; left out: `TOKEN`, the default of the frameworks. */
  readonly authorizerType?: 'TOKEN' | 'REQUEST';
  readonly cors: boolean;
  /** REST APIs: media types that reach the function base64-encoded. */
  readonly binaryMediaTypes?: readonly string[];
  readonly place: SourcePlace;
}

export interface FunctionUrlTrigger {
  readonly type: 'function-url';
  readonly authType: 'NONE' | 'AWS_IAM';
  readonly cors: boolean;
  readonly streaming: boolean;
  readonly place: SourcePlace;
}

export interface AlbTrigger {
  readonly type: 'alb';
  readonly paths: readonly string[];
  /** Empty: any. */
  readonly methods: readonly string[];
  readonly multiValueHeaders: boolean;
  readonly place: SourcePlace;
}

export interface SqsTrigger {
  readonly type: 'sqs';
  /** Queue ARN, or logical id of a queue of the same template. */
  readonly queue: Resolved<string>;
  readonly batchSize: number;
  readonly reportBatchItemFailures: boolean;
  readonly batchingWindowSeconds?: number;
  /** Most batches in flight. */
  readonly maximumConcurrency?: number;
  /** Filter criteria, each a pattern as JSON text; an event that fits none is dropped. */
  readonly filters?: readonly string[];
  /** The mapping exists and polls nothing. */
  readonly disabled?: true;
  readonly place: SourcePlace;
}

export interface StreamTrigger {
  /** `dynamodb`: the stream of a table. */
  readonly type: 'kinesis' | 'dynamodb';
  /** ARN of the stream, or logical id of a stream or table of the same template. */
  readonly stream: Resolved<string>;
  readonly batchSize: number;
  readonly reportBatchItemFailures: boolean;
  readonly startingPosition: 'LATEST' | 'TRIM_HORIZON' | 'AT_TIMESTAMP';
  /** Seconds since the epoch, for `AT_TIMESTAMP`. */
  readonly startingTimestamp?: number;
  readonly batchingWindowSeconds?: number;
  /** Batches of one shard in flight; 1 where left out. */
  readonly parallelizationFactor?: number;
  readonly bisectOnError?: true;
  /** Left out: until the records expire. */
  readonly maximumRetryAttempts?: number;
  readonly maximumRecordAgeSeconds?: number;
  /** ARN or logical id of a queue or topic that is told about batches that were given up. */
  readonly onFailure?: Resolved<string>;
  readonly filters?: readonly string[];
  readonly disabled?: true;
  readonly place: SourcePlace;
}

export interface SnsTrigger {
  readonly type: 'sns';
  /** Topic ARN, or logical id of a topic of the same template. */
  readonly topic: Resolved<string>;
  /** Plain data; an {@link Unknown} may stand in it. */
  readonly filterPolicy?: unknown;
  readonly filterPolicyScope?: 'MessageAttributes' | 'MessageBody';
  readonly place: SourcePlace;
}

export interface EventBridgeTrigger {
  readonly type: 'eventbridge';
  /** Name or ARN of the bus, or logical id of a bus of the same template. */
  readonly bus: Resolved<string>;
  /** Plain data; an {@link Unknown} may stand in it. */
  readonly pattern: unknown;
  /** JSON text that the function gets in place of the event. */
  readonly input?: Resolved<string>;
  /** The part of the event that the function gets: `$.detail`. */
  readonly inputPath?: Resolved<string>;
  readonly inputTransformer?: unknown;
  readonly place: SourcePlace;
}

export interface S3Trigger {
  readonly type: 's3';
  /** Name of the bucket, or logical id of a bucket of the same template. */
  readonly bucket: Resolved<string>;
  /** `s3:ObjectCreated:*` */
  readonly events: readonly string[];
  readonly prefix?: string;
  readonly suffix?: string;
  readonly place: SourcePlace;
}

/** A trigger that the model names but does not describe yet. */
export interface OtherTrigger {
  readonly type: 'other';
  /** The template's own word: `sns`, `Schedule`, `stream` … */
  readonly name: string;
  readonly place: SourcePlace;
}

export type Trigger =
  | HttpTrigger
  | FunctionUrlTrigger
  | AlbTrigger
  | SqsTrigger
  | StreamTrigger
  | SnsTrigger
  | EventBridgeTrigger
  | S3Trigger
  | OtherTrigger;

/** What becomes of an asynchronous event. ARNs, or logical ids of queues and topics of the same template. */
export interface AsyncInvoke {
  /** 0 to 2; Lambda's default is 2. */
  readonly maximumRetryAttempts?: number;
  readonly onSuccess?: Resolved<string>;
  readonly onFailure?: Resolved<string>;
  readonly deadLetters?: Resolved<string>;
}

export interface LambdaFunction {
  /** Key in `serverless.yml` or logical id in a template; unique in the app. */
  readonly id: string;
  /** Its `AWS::Lambda::Function` among the deployed resources. */
  readonly logicalId?: string;
  /** Logical id of its role where the app deploys it, also of one that the framework makes; else the role's ARN. */
  readonly role?: Resolved<string>;
  /** Deployed name. */
  readonly name: Resolved<string>;
  /** Lambda runtime identifier, `nodejs22.x`. */
  readonly runtime: Resolved<string>;
  readonly handler: Resolved<string>;
  /** A web application of the project that a handler of a framework's plug-in runs: module and variable, `api.app`. */
  readonly application?: string;
  /** Absolute folder that becomes `/var/task`. */
  readonly codeRoot: string;
  /** Source files that a template names for its build (SAM `BuildProperties.EntryPoints`), relative to `codeRoot`. */
  readonly entryPoints?: readonly string[];
  /** File name of the archive that a script packs the code into, where the template names one. */
  readonly archive?: string;
  /** Of a container image, what the template tells: where it is built, relative to the root, and what it runs. */
  readonly image?: { readonly folder?: string; readonly dockerfile?: string; readonly handler?: string };
  /**
   * Code that the template holds itself; it becomes `index.js` or `index.py`. `place`: where the text begins; `lines`: of
   * its lines, where they are written one by one; `open`: names that only the deploy fills in.
   */
  readonly inlineCode?: {
    readonly text: string;
    readonly place: SourcePlace;
    readonly lines?: readonly SourcePlace[];
    readonly open?: readonly string[];
  };
  readonly architecture: 'x86_64' | 'arm64';
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, Resolved<string>>>;
  readonly logging: {
    readonly format: 'Text' | 'JSON';
    readonly applicationLevel: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';
    readonly systemLevel: 'DEBUG' | 'INFO' | 'WARN';
  };
  readonly reservedConcurrency?: number;
  readonly asyncInvoke?: AsyncInvoke;
  readonly triggers: readonly Trigger[];
  readonly place: SourcePlace;
  /** Where the handler is named, for messages about a missing file. */
  readonly handlerPlace: SourcePlace;
}

/** A resource of the template that is not a function, as the template has it. */
export interface Resource {
  readonly id: string;
  /** CloudFormation type, `AWS::S3::Bucket`. */
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly place: SourcePlace;
}

/** One application, whatever its template's language. */
export interface App {
  readonly name: string;
  readonly framework: 'serverless' | 'sam' | 'cloudformation' | 'terraform';
  /** Absolute project root; nothing outside of it was read. */
  readonly root: string;
  /** The template, relative to `root`. */
  readonly file: string;
  readonly stage: string;
  readonly region: Resolved<string>;
  readonly functions: readonly LambdaFunction[];
  readonly resources: readonly Resource[];
  /** Every expression that stayed unknown, in file order. */
  readonly unknowns: readonly Unknown[];
  /** What a person should know of how it was read, each with its place. */
  readonly notes?: readonly string[];
  /** Logical ids of functions that a CDK source hands to constructs, of which not all are read. */
  readonly handedOn?: readonly string[];
  /** True where a packaged output (`.serverless/`, `.aws-sam/build`) was read as well. */
  readonly packaged: boolean;
}

/** Account of everything local; the one that AWS's documentation and moto use, so that ARNs made here and there agree. */
export const LOCAL_ACCOUNT = '123456789012';
