import type { StaticValue } from '@bulkhead/core';
import type { ResourceKind } from '../resources/kinds.ts';

/** What IAM knows of a service's requests, as far as its own name for them does not tell. */
export interface ServiceModel {
  /** SDK v3 clients, without `client-`. */
  readonly clients: readonly string[];
  readonly prefix: string;
  /** AWS's page on which operation needs which action; the page of a single entry stands at the entry. */
  readonly page: string;
  /** Parameters of requests that name a resource, the more telling first. */
  readonly parameters: Readonly<Record<string, ResourceKind>>;
  /** Operations whose action has another name, or that need more than one, or a resource that `parameters` do not tell. */
  readonly operations: Readonly<Record<string, Rule>>;
  /** Operations that IAM does not judge. */
  readonly free?: readonly string[];
  /** What the caller needs of the customer's key that encrypts the resource, by action without prefix. */
  readonly keyUse?: Readonly<Record<string, KeyUse>>;
}

export type Rule = readonly Need[] | ((input: StaticValue) => readonly Need[]);

/** `read`: kms:Decrypt. `write`: kms:GenerateDataKey. `both`: both. */
export type KeyUse = 'read' | 'write' | 'both';

/** One action that a request needs. */
export interface Need {
  /** With prefix. */
  readonly action: string;
  /** Left out: what `parameters` find, or the ARN formats of the action. `*`: the action knows no resource. */
  readonly on?: Target | '*';
  /** Besides the operation's own. */
  readonly dependent?: true;
  /** Condition keys with what the request says of them: `StringEquals` for constants, `StringLike` for patterns. */
  readonly conditions?: Readonly<Record<string, StaticValue>>;
  /** Objects that have the partition key of every item of the request; of DynamoDB's tables only. */
  readonly keyed?: readonly StaticValue[];
  /** Why the resource is `*` although the action knows resources. */
  readonly wide?: string;
  /** Key that the request itself names. */
  readonly key?: KeyUse;
}

/** Which resource of a request. */
export interface Target {
  readonly kind: ResourceKind;
  /** What names it; several where the request names several. Empty: nothing does. */
  readonly named: readonly StaticValue[];
  /** Goes behind the ARN: `/` and an object's key, `/index/` and a name. */
  readonly behind?: readonly StaticValue[];
  /** The resource where nothing names one: the default event bus. */
  readonly otherwise?: string;
  /** Why nothing may name one. */
  readonly reason?: string;
}
