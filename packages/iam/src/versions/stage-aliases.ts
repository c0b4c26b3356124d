import type { App, DeployedResource, SourcePlace } from '@bulkhead/core';
import { deployedFunction, type OwnResources } from '../resources/scope.ts';
import { names } from './kept-versions.ts';

/** Aliases of one function that are named as stages are. */
export interface StageAliases {
  readonly functionId: string;
  /** Of the first alias. */
  readonly place: SourcePlace;
  /** At least two. */
  readonly stages: readonly string[];
}

const STAGE = /^(?:dev|develop|development|test|testing|qa|uat|stage|staging|pre-?prod|beta|prod|production|live)$/i;

/**
 * Functions that keep several stages apart by aliases. A version has the role that its function had when it was
 * published, and no data of its own, so that a mistake in one stage reaches all of them.
 * https://docs.aws.amazon.com/whitepapers/latest/organizing-your-aws-environment/benefits-of-using-multiple-aws-accounts.html
 */
export function stageAliases(
  app: App,
  resources: readonly DeployedResource[],
  own: OwnResources,
): ReadonlyMap<string, StageAliases> {
  const aliases = resources.filter(({ type }) => type === 'AWS::Lambda::Alias');
  const found = new Map<string, StageAliases>();
  for (const fn of aliases.length < 2 ? [] : app.functions) {
    const id = deployedFunction(app, fn, own)?.id;
    const named = aliases.flatMap(({ properties: { FunctionName, Name }, place }) =>
      names(FunctionName, id) && typeof Name === 'string' && STAGE.test(Name) ? [{ name: Name, place }] : [],
    );
    const stages = [...new Set(named.map(({ name }) => name))];
    if (stages.length > 1) found.set(fn.id, { functionId: fn.id, place: named[0]!.place, stages });
  }
  return found;
}
