import type { App, FunctionCode, LambdaFunction, Trigger } from '@bulkhead/core';
import { analyseWith } from '../analyse.ts';
import type { FrontEnd, ModelSet, ProjectFiles } from '../engine/types.ts';
import { createJavaScript } from '../javascript/index.ts';
import { ALL_MODELS } from '../models/index.ts';

const PLACE = { file: 'template.yaml', line: 1, column: 1 };

export const HTTP: Trigger = {
  type: 'apigateway-v1',
  method: 'ANY',
  path: '/',
  authorizer: 'none',
  cors: false,
  place: PLACE,
};
export const S3: Trigger = { type: 's3', bucket: 'uploads', events: ['s3:ObjectCreated:*'], place: PLACE };
export const SQS: Trigger = { type: 'sqs', queue: 'jobs', batchSize: 10, reportBatchItemFailures: false, place: PLACE };

/** Files in memory, by path. */
export function filesOf(files: Readonly<Record<string, string>>): ProjectFiles {
  const names = Object.keys(files);
  return {
    read: (path) => {
      const text = files[path];
      return text === undefined
        ? { problem: { kind: 'missing-source', message: `no ${path}`, place: PLACE } }
        : { text };
    },
    isFile: (path) => path in files,
    isFolder: (path) => path === '' || names.some((name) => name.startsWith(`${path}/`)),
    list: (path) => {
      const prefix = path === '' ? '' : `${path}/`;
      const inside = names
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length).split('/')[0] ?? '');
      return [...new Set(inside)].sort();
    },
  };
}

export interface ProgramOptions {
  readonly triggers?: readonly Trigger[];
  readonly models?: readonly ModelSet[];
  readonly frontEnds?: readonly FrontEnd[];
  /** By id: export of `index`. Default: one function `handler`. */
  readonly handlers?: readonly string[];
}

/** Reads a program of one or several files; the handler is in `index.js` (or the first file given). */
export function readProgram(
  source: string | Readonly<Record<string, string>>,
  options: ProgramOptions = {},
): FunctionCode {
  const [first] = readFunctions(source, options);
  if (first === undefined) throw new Error('nothing was read');
  return first;
}

export function readFunctions(
  source: string | Readonly<Record<string, string>>,
  options: ProgramOptions = {},
): readonly FunctionCode[] {
  const texts = typeof source === 'string' ? { 'index.js': source } : source;
  const files = filesOf(texts);
  const file = Object.keys(texts)[0] ?? 'index.js';
  const lambdas = (options.handlers ?? ['handler']).map((handler) => lambdaOf(handler, options.triggers ?? [HTTP]));
  const { functions, problems } = analyseWith({ functions: lambdas } as unknown as App, {
    frontEnds: options.frontEnds ?? [createJavaScript(files)],
    models: options.models ?? ALL_MODELS,
    locate: (lambda) => ({
      language: file.endsWith('.py') ? 'python' : 'javascript',
      file,
      exportPath: [lambda.id],
      context: { codeRoot: '', layers: [] },
    }),
  });
  const [problem] = problems;
  if (functions.size === 0 && problem !== undefined) throw new Error(problem.message);
  return [...functions.values()];
}

function lambdaOf(id: string, triggers: readonly Trigger[]): LambdaFunction {
  return {
    id,
    name: id,
    runtime: 'nodejs22.x',
    handler: `index.${id}`,
    codeRoot: '/project',
    architecture: 'arm64',
    memoryMb: 128,
    timeoutSeconds: 3,
    environment: {},
    logging: { format: 'Text', applicationLevel: 'INFO', systemLevel: 'INFO' },
    triggers,
    place: PLACE,
    handlerPlace: PLACE,
  };
}
