import type { SourcePlace, Trigger } from '@bulkhead/core';
import type { Reader } from '../../read.ts';
import type { Tree } from '../../yaml/tree.ts';

/** What an event's reader needs besides the event itself. */
export interface EventContext {
  readonly read: Reader;
  /** `provider` of serverless.yml. */
  readonly provider: Tree | undefined;
  readonly functionIds: ReadonlySet<string>;
  /** Functions by the logical ids that the framework gives them. */
  readonly byLogicalId: ReadonlyMap<string, string>;
  /** Function whose event it is. */
  readonly functionId: string;
  readonly functionTree: Tree;
  /** Of the event's name. */
  readonly place: SourcePlace;
}

/** Reads one event of a function; `undefined`: the event invokes no function. */
export type ReadEvent = (event: Tree, context: EventContext) => Trigger | undefined;
