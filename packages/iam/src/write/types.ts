import type { App, DeployedResource, LambdaFunction, NeededStatement } from '@bulkhead/core';
import type { OwnResources } from '../resources/scope.ts';

/** The role of one function, to be written. */
export interface RoleToWrite {
  readonly fn: LambdaFunction;
  readonly deployed: DeployedResource | undefined;
  readonly statements: readonly NeededStatement[];
}

export interface WriteInput {
  readonly app: App;
  readonly own: OwnResources;
  /** In the order of the application. */
  readonly roles: readonly RoleToWrite[];
  /** A role for each state of the policy, which stays when the next one comes: published versions keep theirs. */
  readonly perVersion?: boolean;
}

export type RoleWriter = (input: WriteInput) => string;
