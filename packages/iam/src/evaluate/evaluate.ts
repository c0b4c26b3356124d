import type { GrantedStatement, TemplateValue } from '@bulkhead/core';
import { type ConditionAnswer, meetsConditions } from './conditions.ts';
import { fitsAction, fitsWildcards } from './wildcards.ts';

/** One request as IAM judges it. */
export interface IamRequest {
  readonly action: string;
  /** ARN, or `*` where the action knows no resource. */
  readonly resource: string;
  /** Condition keys, in any case, with their values; a key that the request has not is left out. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** Keys that the request may have or not, nobody knows. */
  readonly unknownKeys?: readonly string[];
}

export type Verdict = 'allowed' | 'denied' | 'unknown';

/** What is compared: the texts of a statement, references filled in. */
export type PolicyStatement = Pick<
  GrantedStatement,
  'effect' | 'actions' | 'notActions' | 'resources' | 'notResources' | 'conditions' | 'unknown'
>;

type Fit = 'yes' | 'no' | 'unknown';

/**
 * Judges a request against identity-based policies as IAM does: denied unless a statement allows it, and one that denies
 * wins (IAM user guide, "Policy evaluation logic"). `unknown` where it hangs on what the template does not tell.
 */
export function evaluate(statements: readonly PolicyStatement[], request: IamRequest): Verdict {
  let allowed: Fit = 'no';
  let denied: Fit = 'no';
  for (const statement of statements) {
    const fit = fits(statement, request);
    if (fit === 'no') continue;
    if (statement.effect === 'Deny') denied = stronger(denied, fit);
    else allowed = stronger(allowed, fit);
  }
  if (denied === 'yes') return 'denied';
  if (allowed === 'no') return 'denied';
  return denied === 'unknown' || allowed === 'unknown' ? 'unknown' : 'allowed';
}

const stronger = (a: Fit, b: Fit): Fit =>
  a === 'yes' || b === 'yes' ? 'yes' : a === 'unknown' || b === 'unknown' ? 'unknown' : 'no';

const weaker = (a: Fit, b: Fit): Fit =>
  a === 'no' || b === 'no' ? 'no' : a === 'unknown' || b === 'unknown' ? 'unknown' : 'yes';

function fits(statement: PolicyStatement, request: IamRequest): Fit {
  if (statement.unknown !== undefined) return 'unknown';
  const action = fitsActions(statement, request.action);
  if (action === 'no') return 'no';
  const resource = fitsResources(statement, request);
  if (resource === 'no') return 'no';
  return weaker(weaker(action, resource), conditionFit(meetsConditions(statement.conditions, request)));
}

const conditionFit = (answer: ConditionAnswer): Fit =>
  answer === 'met' ? 'yes' : answer === 'not-met' ? 'no' : 'unknown';

function fitsActions({ actions, notActions }: PolicyStatement, action: string): Fit {
  if (notActions !== undefined && notActions.length > 0) {
    return notActions.some((pattern) => fitsAction(pattern, action)) ? 'no' : 'yes';
  }
  return actions.some((pattern) => fitsAction(pattern, action)) ? 'yes' : 'no';
}

function fitsResources({ resources, notResources }: PolicyStatement, { resource }: IamRequest): Fit {
  if (notResources !== undefined && notResources.length > 0) {
    const fit = anyFits(notResources, resource);
    return fit === 'yes' ? 'no' : fit === 'no' ? 'yes' : 'unknown';
  }
  return anyFits(resources, resource);
}

function anyFits(patterns: readonly TemplateValue[], resource: string): Fit {
  let found: Fit = 'no';
  for (const pattern of patterns) {
    // A reference or an unknown that nobody has filled in may be any resource.
    if (typeof pattern !== 'string') found = stronger(found, 'unknown');
    else if (fitsArn(pattern, resource)) return 'yes';
  }
  return found;
}

function fitsArn(pattern: string, resource: string): boolean {
  return pattern === '*' || fitsWildcards(pattern, resource);
}
