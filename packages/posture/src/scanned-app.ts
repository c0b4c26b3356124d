import type { App, CodeProblem, LambdaFunction, PostureFinding } from '@bulkhead/core';
import type { PostureModel } from '@bulkhead/rules';
import type { SuppressedFinding } from './suppression/suppress.ts';

/** Who can reach a function: anybody, known callers or events of a store, or only who is inside already. */
export type Reach = 'anybody' | 'callers' | 'inside';

/** What a report tells of an application besides its findings: plain data, small enough to be kept. */
export interface ScannedApp {
  readonly name: string;
  readonly framework: App['framework'];
  /** The template, relative to the scanned folder. */
  readonly file: string;
  /** By function id. */
  readonly functions: Readonly<Record<string, Reach>>;
  /** CloudFormation types by logical id. */
  readonly types: Readonly<Record<string, string>>;
}

/** One application's share of a scan. */
export interface AppScan {
  readonly app: ScannedApp;
  readonly findings: readonly PostureFinding[];
  readonly suppressed: readonly SuppressedFinding[];
  readonly problems: readonly (CodeProblem & { readonly functionId: string })[];
  readonly notes: readonly string[];
}

export function scannedApp({ app, resources }: PostureModel): ScannedApp {
  return {
    name: app.name,
    framework: app.framework,
    file: app.file,
    functions: Object.fromEntries(app.functions.map((fn) => [fn.id, reachOf(fn)])),
    types: Object.fromEntries(resources.map(({ id, type }) => [id, type])),
  };
}

/**
 * The application that the subject of a finding is of: the one that the finding was made of, or the only other one that has it.
 * Stacks of one repository have functions of the same names.
 */
export function ownerOf(
  { subject }: PostureFinding,
  own: ScannedApp | undefined,
  apps: readonly ScannedApp[],
): ScannedApp | undefined {
  const has = ({ functions, types }: ScannedApp) => Object.hasOwn(functions, subject) || Object.hasOwn(types, subject);
  if (subject === '' || (own && has(own))) return own;
  const others = apps.filter(has);
  return others.length === 1 ? others[0] : undefined;
}

function reachOf({ triggers }: LambdaFunction): Reach {
  const isOpen = triggers.some(
    (trigger) =>
      ((trigger.type === 'apigateway-v1' || trigger.type === 'apigateway-v2') && trigger.authorizer === 'none') ||
      (trigger.type === 'function-url' && trigger.authType === 'NONE') ||
      trigger.type === 'alb',
  );
  if (isOpen) return 'anybody';
  const isCalled = triggers.some(
    ({ type }) => type.startsWith('apigateway') || type === 'function-url' || type === 's3',
  );
  return isCalled ? 'callers' : 'inside';
}
