import {
  type App,
  type BodyCheck,
  BulkheadError,
  type CodeAnalysis,
  type CodeProblem,
  type FieldChecks,
  type FunctionCode,
  isUnknown,
  type LambdaFunction,
} from '@bulkhead/core';
import { makeMachine, type RunOptions, runFunction } from './engine/run.ts';
import type { EngineParts, FrontEnd, HandlerLocation, ModelSet } from './engine/types.ts';
import { createJavaScript } from './javascript/index.ts';
import { judgeCall } from './models/calls.ts';
import { argumentProof } from './models/field-arguments.ts';
import { ALL_MODELS } from './models/index.ts';
import { bodyProof } from './models/request-bodies.ts';
import { inlineCode, locateHandler, openFiles } from './project/index.ts';
import { folderOf } from './project/paths.ts';
import { pythonFrontEnd } from './python/index.ts';

export interface AnalyseOptions {
  /** Models besides the built-in ones; for one path these win. */
  readonly models?: readonly ModelSet[];
  /** By function id: files that are entries as a whole, whatever the template says; relative to the root. */
  readonly scripts?: ReadonlyMap<string, Script>;
  /** By function id: of each route that leads to it, what API Gateway checks of bodies. */
  readonly bodies?: ReadonlyMap<string, readonly (readonly BodyCheck[])[]>;
  /** By function id: which fields it resolves for AppSync. */
  readonly fields?: ReadonlyMap<string, readonly FieldChecks[]>;
}

type Checked = Pick<AnalyseOptions, 'bodies' | 'fields'>;

/** A program that no template names. */
export interface Script {
  readonly file: string;
  /** The one function that is called; left out: the top level, and those that are entries by custom (`handler`, `main`). */
  readonly handler?: string;
}

/**
 * Reads the code of every function of an application, without running any of it and without leaving the project's root.
 * What cannot be read is named in `problems`; it never keeps the rest from being read.
 * @example const { functions } = await analyseApp(await loadApp('.'));
 */
export async function analyseApp(app: App, options: AnalyseOptions = {}): Promise<CodeAnalysis> {
  const inline = inlineCode(openFiles(app.root), app);
  const { files } = inline;
  const frontEnds: FrontEnd[] = [createJavaScript(files)];
  if (app.functions.some(isPython)) frontEnds.push(await pythonFrontEnd(files));
  const parts: EngineParts = {
    frontEnds,
    models: [...(options.models ?? []), ...ALL_MODELS],
    locate: (lambda) => {
      const script = options.scripts?.get(lambda.id);
      return script === undefined ? (inline.locate(lambda) ?? locateHandler(files, app, lambda)) : locateScript(script);
    },
  };
  const { functions, problems } = analyseWith(app, parts, options);
  return {
    functions: new Map([...functions].map(([id, code]) => [id, inline.placed(id, code)])),
    problems: problems.map((problem) => inline.placed(problem.functionId, problem)),
  };
}

/** The same with other front ends and models. */
export function analyseWith(app: App, parts: EngineParts, checked: Checked = {}): CodeAnalysis {
  const machine = makeMachine(parts, judgeCall);
  const authorizers = authorizersOf(app);
  const functions = new Map<string, FunctionCode>();
  const problems: (CodeProblem & { readonly functionId: string })[] = [];
  for (const lambda of app.functions) {
    try {
      const read = runFunction(machine, lambda, {
        isAuthorizer: authorizers.has(lambda.id),
        ...provenOf(checked, lambda.id),
      });
      if (read.code !== undefined) functions.set(lambda.id, read.code);
      for (const problem of read.problems) problems.push({ ...problem, functionId: lambda.id });
    } catch (cause) {
      if (cause instanceof BulkheadError) throw cause;
      // A mistake of ours must not cost the other functions.
      const message = `could not be read: ${cause instanceof Error ? cause.message : String(cause)}`;
      problems.push({ kind: 'budget', message, place: lambda.handlerPlace, functionId: lambda.id });
    }
  }
  return { functions, problems };
}

function provenOf({ bodies, fields }: Checked, id: string): Pick<RunOptions, 'proven'> {
  const proven = bodyProof(bodies?.get(id) ?? []) ?? argumentProof(fields?.get(id) ?? []);
  return proven === undefined ? {} : { proven };
}

function locateScript({ file, handler }: Script): HandlerLocation {
  return {
    language: file.endsWith('.py') ? 'python' : 'javascript',
    file,
    exportPath: handler === undefined ? [] : [handler],
    isScript: true,
    context: { codeRoot: folderOf(file), layers: [] },
  };
}

function isPython(lambda: LambdaFunction): boolean {
  return isUnknown(lambda.runtime) || lambda.runtime.startsWith('python');
}

/** Functions that decide who may call an API. */
function authorizersOf(app: App): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { triggers } of app.functions) {
    for (const trigger of triggers) {
      if ('authorizer' in trigger && trigger.authorizer.startsWith('lambda:')) ids.add(trigger.authorizer.slice(7));
    }
  }
  return ids;
}
