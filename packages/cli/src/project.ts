import { resolve } from 'node:path';
import { type App, type CompiledPolicy, compilePolicy, type LambdaFunction, type PolicyAction } from '@bulkhead/core';
import { checkHandlers, type LoadOptions, policyOf } from '@bulkhead/iac';
import { findApplication } from './find-application.ts';
import { fromSources } from './from-sources.ts';
import type { Io } from './io.ts';

export interface ProjectOptions {
  readonly stage?: string;
  readonly region?: string;
  readonly param?: readonly string[];
  /** Caps every action of the policy, as `BULKHEAD_MODE` does in a deployed function. */
  readonly mode?: PolicyAction;
}

/** A template and its policy, read and checked. */
export interface Project {
  readonly app: App;
  /** What to know of how the application was read. */
  readonly note?: string;
  /** `bulkhead.yml`, relative to the project root; `undefined` when there is none and the default policy holds. */
  readonly policyFile?: string;
  readonly policyFor: (fn: LambdaFunction) => CompiledPolicy;
}

/** @throws BulkheadError with file:line for anything that would keep a function from running */
export async function openProject(path: string, options: ProjectOptions, io: Io): Promise<Project> {
  const found = await findApplication(resolve(io.cwd, path), loadOptions(options, io));
  const { app, note: source } = fromSources(found.app);
  const note = [found.note, source].filter((part) => part !== undefined).join('; ');
  const [problem] = checkHandlers(app);
  if (problem) throw problem;
  const policy = await policyOf(app);
  const document = policy?.document ?? {};
  return {
    app,
    ...(note === '' ? {} : { note }),
    ...(policy ? { policyFile: policy.file } : {}),
    policyFor: (fn) => capMode(compilePolicy(document, fn.id), options.mode),
  };
}

/** How a template is read, from what the command line says. */
export function loadOptions(options: Pick<ProjectOptions, 'stage' | 'region' | 'param'>, io: Io): LoadOptions {
  return {
    ...(options.stage === undefined ? {} : { stage: options.stage }),
    ...(options.region === undefined ? {} : { region: options.region }),
    params: Object.fromEntries((options.param ?? []).map(splitParam)),
    env: io.env,
  };
}

function capMode(policy: CompiledPolicy, mode: PolicyAction | undefined): CompiledPolicy {
  return mode === undefined ? policy : { ...policy, mode };
}

function splitParam(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
