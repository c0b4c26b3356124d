import type { SourcePlace } from './app.ts';
import type { AttackClass } from './attack-classes.ts';
import type { StaticValue } from './static-value.ts';

/** Everything that reading one function's code tells, from its handler on. What stays unread is named in `problems`. */
export interface FunctionCode {
  /** `LambdaFunction.id`. */
  readonly functionId: string;
  readonly language: 'javascript' | 'python';
  /** Where the handler is defined, once re-exports and wrappers are followed. */
  readonly handler: SourcePlace;
  /** Source files reached from the handler, relative to the project root, sorted. */
  readonly files: readonly string[];
  /** Packages and builtin modules reached (not merely installed), sorted by name. */
  readonly modules: readonly ModuleUse[];
  readonly calls: readonly AwsCall[];
  readonly flows: readonly Flow[];
  readonly uses: readonly Use[];
  readonly facts: readonly CodeFact[];
  readonly problems: readonly CodeProblem[];
}

/** The code of a whole application. */
export interface CodeAnalysis {
  /** By function id. A function whose code could not be read at all is absent here and named in `problems`. */
  readonly functions: ReadonlyMap<string, FunctionCode>;
  /** Of functions without code: no source, a container image, a language that is not read. */
  readonly problems: readonly (CodeProblem & { readonly functionId: string })[];
}

/** A check that API Gateway makes of the body of a request before a function gets it. */
export interface BodyCheck {
  /** The media type that it is made for; `$default`: every one. */
  readonly mediaType: string;
  /** JSON Schema, draft 4, as plain data; what only the deploy knows in it is no rule. */
  readonly schema: unknown;
  /** Other schemas that it may name by `$ref`. */
  readonly schemas: Readonly<Record<string, unknown>>;
  readonly place: SourcePlace;
}

/** Fields of one schema of AppSync, which checks arguments by their types before a function gets them. */
export interface FieldChecks {
  /** In GraphQL's schema language. */
  readonly schema: string;
  /** `Query.posts` */
  readonly fields: readonly string[];
}

export interface ModuleUse {
  /** Name of the package (`@aws-sdk/client-s3`, `boto3`) or builtin (`node:fs`, `subprocess`). */
  readonly name: string;
  readonly builtin: boolean;
  /** First import that reaches it. */
  readonly place: SourcePlace;
}

/** Something that could not be read: the rest of the function still counts. */
export interface CodeProblem {
  readonly kind:
    | 'syntax-error'
    | 'missing-source'
    | 'missing-handler'
    | 'outside-root'
    | 'too-large'
    | 'minified'
    | 'dynamic-import'
    | 'dynamic-service'
    | 'dynamic-operation'
    | 'unknown-operation'
    | 'unsupported-language'
    | 'budget';
  /** In words for a person. */
  readonly message: string;
  readonly place: SourcePlace;
}

/** One AWS API call that the handler can reach. An imported command that is never sent is none. */
export interface AwsCall {
  /** SDK v3 client package without its prefix: `dynamodb`, `sfn`, `eventbridge`, `s3`. Also for boto3 and SDK v2. */
  readonly service: string;
  /** As the service's API model spells it: `PutItem`. `*` where the code decides it at run time. */
  readonly operation: string;
  /** The request as far as it is known, in the API's own shape and spelling (`TableName`), whatever the library's. */
  readonly input: StaticValue;
  readonly place: SourcePlace;
  /** From the handler to the call, outermost first; without the call itself. */
  readonly trail: readonly SourcePlace[];
  /** `presign`: signed here and used by somebody else. `library`: made by a helper such as `lib-storage` or Powertools. */
  readonly by: 'sdk-v3' | 'sdk-v2' | 'boto3' | 'presign' | 'library' | 'http';
  /** `load`: once per environment, while the module loads. */
  readonly during: 'load' | 'invocation';
  /** How often in one invocation: `once`, `items` (a loop over a list: of the event, or of an answer), `repeated` (any other loop). */
  readonly times: 'once' | 'items' | 'repeated';
  /** The conditions in force at the call, outermost first, with what event or input data they look at. */
  readonly guards: readonly Guard[];
  /** Region and endpoint that the client was made with, where the code sets them. */
  readonly region?: StaticValue;
  readonly endpoint?: StaticValue;
  /** Signed with credentials that another call or the event gave (an assumed role), not with the function's own. */
  readonly foreign?: true;
}

/** A condition that has to hold for a place to be reached. */
export interface Guard {
  readonly place: SourcePlace;
  /** The condition's source text, on one line, cut to 200 characters. */
  readonly text: string;
  /** Event paths that it compares; empty where it looks at none. */
  readonly paths: readonly string[];
  /** The branch that is taken: the condition holds, or not. */
  readonly holds: boolean;
}

/**
 * What a stranger's data reaches: attack classes of the runtime, and what only reading can see. `redirect` is where a visitor is
 * sent. Of secrets, `request` is one to another host, and `address` the part of its URL behind the path.
 */
export type SinkClass =
  | AttackClass
  | 'redos'
  | 'html-response'
  | 'redirect'
  | 'log'
  | 'response'
  | 'request'
  | 'address';

/** Event data, or a secret, that reaches a dangerous place without a check that makes it harmless. */
export interface Flow {
  readonly class: SinkClass;
  /** What flows: event data, a secret (environment variable, Parameter Store, Secrets Manager), or an error's text. */
  readonly carries: 'event' | 'secret' | 'error';
  /** Path of the event (`Records[].s3.object.key`), or name of the secret. */
  readonly source: string;
  /** From source to sink; the last step is the sink. At least one. */
  readonly steps: readonly FlowStep[];
  /** `child_process.exec`, `pg.Client.query`. */
  readonly sink: string;
  /** `medium` where a step is a guess: a call of a function that is not known, a check of unknown strength. */
  readonly confidence: 'high' | 'medium';
}

export interface FlowStep {
  readonly place: SourcePlace;
  /** What happens here, in words for a person: `event.body is parsed as JSON`. */
  readonly text: string;
}

/** Things that the code touches, for a behaviour profile and for posture. */
export interface Use {
  readonly kind: 'host' | 'process' | 'read' | 'write' | 'environment';
  /** A host with its scheme (`https://api.example.com`), a program, a path, the name of a variable. */
  readonly what: StaticValue;
  readonly place: SourcePlace;
}

/** Smaller observations that rules are made of; one kind, one meaning. */
export interface CodeFact {
  readonly kind: FactKind;
  readonly place: SourcePlace;
  /** What it is about: a variable's name, an option, a function. */
  readonly subject: string;
  readonly detail?: string;
}

export type FactKind =
  /** A module-level variable is written from event data (`subject`: its name). */
  | 'state-from-event'
  /** An AWS SDK client is made inside of the handler (`subject`: the client's class). */
  | 'client-in-handler'
  /** A file below `/tmp` is written under a name that does not change between invocations. */
  | 'fixed-tmp-file'
  /** A loop over data, with awaited work, that never looks at the remaining time. */
  | 'loop-without-deadline'
  /** The remaining time is looked at. */
  | 'reads-remaining-time'
  /** The answer of the handler carries an error's stack or message. */
  | 'error-in-response'
  /** The whole event is written to the log. */
  | 'event-logged'
  /** A literal that looks like a credential (`subject`: what kind; the value is never kept). */
  | 'secret-literal'
  /** TLS checks are switched off (`subject`: the option). */
  | 'tls-off'
  /** A URL of the scheme `http:` to a host that is not local. */
  | 'plain-http'
  /** A password is hashed, or a token is verified, by hand (`subject`: with what). */
  | 'own-authentication'
  /** A folder's listing is returned to the caller. */
  | 'directory-listing'
  /** The function writes nothing to its log, anywhere. */
  | 'logs-nothing'
  /** The answer names failed records (`batchItemFailures`). */
  | 'reports-batch-failures'
  /** The handler loops over the records of a batch. */
  | 'loops-over-records'
  /** Errors of a record are swallowed: caught and neither reported nor thrown. */
  | 'swallows-errors'
  /** An idempotency key, a conditional write or a library for it guards the write. */
  | 'idempotency'
  /** The event is checked against a schema or an allow-list before use (`subject`: by what). */
  | 'validates-event'
  /** The function calls itself in code, without a bound that could be seen. */
  | 'unbounded-recursion'
  /** An authorizer's answer allows more than the asked method (`subject`: the resource pattern). */
  | 'wildcard-authorization'
  /** A debug switch is on (`subject`: what). */
  | 'debug-on';
