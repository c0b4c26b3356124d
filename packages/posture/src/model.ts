import { analyseApp } from '@bulkhead/code';
import { type App, BulkheadError, type CodeAnalysis } from '@bulkhead/core';
import { deployedResources, linkResources, NO_LINKS, type StackLinks } from '@bulkhead/iac';
import { grantedStatements, lintPolicies, neededStatements } from '@bulkhead/iam';
import { bodyChecks, fieldChecks, type PostureModel } from '@bulkhead/rules';
import { limitedFunctions } from './egress-limits.ts';
import { withoutLibraries } from './library-functions.ts';

export interface ModelOptions {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Leaves the code unread: rules that need it stay silent. */
  readonly withoutCode?: boolean;
  /** Leaves `bulkhead.yml` unread, where no rule asks for it. */
  readonly withoutPolicy?: boolean;
  /** The code, where finding the application took reading it. */
  readonly code?: CodeAnalysis;
  /** What other stacks of the repository tell this one. */
  readonly links?: StackLinks;
}

const NO_CODE: CodeAnalysis = { functions: new Map(), problems: [] };

/**
 * Everything that rules look at, read once for one application. Where a part cannot be worked out by a mistake of ours, the
 * others still are, and `code.problems` says which is missing.
 */
export async function postureModel(app: App, options: ModelOptions): Promise<PostureModel> {
  const problems: CodeAnalysis['problems'][number][] = [];
  const missing = (what: string, error: unknown): void => {
    const message = `${what} could not be told: ${error instanceof Error ? error.message : String(error)}`;
    problems.push({ kind: 'budget', message, place: { file: app.file, line: 1, column: 1 }, functionId: '' });
  };
  const attempt = <T>(what: string, work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch (error) {
      // What is wrong in the project itself has a place, and is told by whoever asked for the scan.
      if (error instanceof BulkheadError) throw error;
      missing(what, error);
      return otherwise;
    }
  };
  const links = options.links ?? NO_LINKS;
  const resources = linkResources(deployedResources(app), links);
  const linked = links.resources;
  const known = linked.length === 0 ? resources : [...resources, ...linked];
  const bodies = attempt('what APIs check', () => bodyChecks({ app, resources, linked }), new Map());
  const fields = attempt('what AppSync checks', () => fieldChecks({ app, resources, linked }), new Map());
  const read = options.withoutCode
    ? NO_CODE
    : withoutLibraries(app, options.code ?? (await analyseApp(app, { bodies, fields })));
  const granted = attempt<PostureModel['granted']>('what roles grant', () => grantedStatements(app, known), new Map());
  const needed = attempt<PostureModel['needed']>(
    'what functions need',
    () => neededStatements(app, read, known),
    new Map(),
  );
  const policyIssues = attempt<PostureModel['policyIssues']>(
    'what is wrong in policies',
    () => lintPolicies(resources),
    new Map(),
  );
  const code = problems.length === 0 ? read : { ...read, problems: [...read.problems, ...problems] };
  const limits = options.withoutPolicy ? {} : { limited: await limitedFunctions(app) };
  return { app, resources, linked, code, granted, needed, policyIssues, ...limits, now: options.now };
}
