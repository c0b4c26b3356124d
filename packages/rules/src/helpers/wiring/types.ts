import type { AwsCall, SourcePlace, StaticValue } from '@bulkhead/core';

/**
 * Whatever takes work and hands it on, by one text for all stacks of a repository: `services/orders/template.yaml#Queue`
 * (`linkedId`), or service and name where no template at hand has it: `sqs:orders`, `events:default`.
 */
export type Endpoint = string;

/** Region and account, as far as something says them: equal names in two of them are two things. */
export interface Whereabouts {
  readonly region?: string;
  readonly account?: string;
}

/** What is sent, as far as filters look at it. */
export type Message =
  | { readonly kind: 'plain' }
  /** An object that is written: its key. */
  | { readonly kind: 'object'; readonly key: StaticValue; readonly bucket?: StaticValue }
  /** A message of a queue, a topic or a stream, with the names by which filters look at it. */
  | { readonly kind: 'record'; readonly record: StaticValue }
  /** One of these messages, and nobody knows which: a filter that is sure to let it through fits each of them. */
  | { readonly kind: 'one-of'; readonly messages: readonly Message[] }
  /** All of these: entries of one request. */
  | { readonly kind: 'batch'; readonly messages: readonly Message[] }
  /** An event on a bus: an object with `source`, `detail-type`, `detail`. */
  | { readonly kind: 'event'; readonly event: StaticValue };

/** What passes an edge. `closed`: nothing that could be known here. */
export type Filter =
  | { readonly kind: 'any' }
  | { readonly kind: 'closed' }
  | { readonly kind: 'object'; readonly events: readonly string[]; readonly prefix: string; readonly suffix: string }
  | { readonly kind: 'pattern'; readonly pattern: unknown }
  /** Filter criteria or a filter policy: one of these. */
  | { readonly kind: 'record'; readonly patterns: readonly unknown[] };

/** What stands behind an edge: the message itself, S3's event about it, or an event that the edge makes. */
export type Passes =
  | { readonly kind: 'message' }
  | { readonly kind: 'nothing-of-it' }
  | { readonly kind: 's3-event' }
  | { readonly kind: 'new-event'; readonly event: StaticValue };

/** A call of a function, or what Lambda sends for it when it has ended. */
export interface Send {
  /** Endpoint of the function that sends. */
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly at: Whereabouts;
  readonly message: Message;
  readonly service: string;
  readonly operation: string;
  readonly place: SourcePlace;
  readonly trail: readonly SourcePlace[];
  readonly times: AwsCall['times'];
  /** A condition that can end a chain stands before it. */
  readonly bounded: boolean;
  /** Any condition. */
  readonly guarded: boolean;
  /** A condition that ends a chain at one number only. */
  readonly exact?: { readonly place: SourcePlace; readonly text: string };
  /** A function is invoked, and nobody waits for its answer. */
  readonly event?: true;
  /** Made by Lambda after an asynchronous run, not by code. */
  readonly destination?: true;
}

/** One thing hands what it takes to another. */
export interface Edge {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly at: Whereabouts;
  /** What starts the receiver: `sqs`, `s3`, `eventbridge`, `invoke`. */
  readonly name: string;
  readonly filter: Filter;
  readonly passes: Passes;
  readonly place: SourcePlace;
}

/** One stack as a part of the network of its repository; plain data. */
export interface Wiring {
  readonly file: string;
  readonly region?: string;
  readonly functions: readonly WiredFunction[];
  /** What the stack's own resources are called by name. */
  readonly names: readonly (readonly [name: Endpoint, own: Endpoint])[];
  readonly sends: readonly Send[];
  readonly edges: readonly Edge[];
  /** Ids of other stacks' resources that this one's resources refer to. */
  readonly mentions: readonly Endpoint[];
  /** Roles of other stacks that functions of this one have. */
  readonly uses: readonly RoleUse[];
}

/** A function of another stack that has a role. */
export interface RoleUse {
  readonly role: Endpoint;
  /** What its code needs; left out: nobody can tell. */
  readonly actions?: readonly string[];
}

export interface WiredFunction {
  readonly endpoint: Endpoint;
  readonly id: string;
  readonly place: SourcePlace;
}

/** A function wherever in the repository it stands. */
export interface FunctionKey {
  readonly file: string;
  readonly id: string;
}

/** One function's call that starts another function, or itself. */
export interface Hop {
  readonly from: FunctionKey;
  readonly to: FunctionKey;
  readonly send: Send;
  /** What carries it: `Uploads`, or `Orders and Audit` where one thing hands it to the next. */
  readonly through: string;
  /** How the receiver is started. */
  readonly entry: { readonly name: string; readonly place: SourcePlace };
}
