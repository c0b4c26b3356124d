import type { FunctionCode, LambdaFunction, Trigger } from '@bulkhead/core';
import { makeMachine, runFunction } from '../../engine/index.ts';
import type { FrontEnd, ProjectFiles } from '../../engine/types.ts';
import { judgeCall } from '../../models/calls.ts';
import { ALL_MODELS } from '../../models/index.ts';
import { pythonFrontEnd } from '../index.ts';
import { projectOf } from './project.ts';

const place = { file: 'template.yaml', line: 1, column: 1 };

/** A function of Python behind an API, for tests. */
export function lambdaOf(handler: string, triggers: readonly Trigger[] = [API]): LambdaFunction {
  return {
    id: 'Function',
    name: 'function',
    runtime: 'python3.13',
    handler,
    codeRoot: '/project',
    architecture: 'arm64',
    memoryMb: 128,
    timeoutSeconds: 3,
    environment: {},
    logging: { format: 'Text', applicationLevel: 'INFO', systemLevel: 'INFO' },
    triggers,
    place,
    handlerPlace: place,
  };
}

export const API: Trigger = {
  type: 'apigateway-v1',
  method: 'POST',
  path: '/{proxy+}',
  authorizer: 'none',
  cors: false,
  place,
};

/** Reads `handler` of `app.py` (or what `handler` names) with every model. */
export async function readPython(
  sources: string | Readonly<Record<string, string>>,
  options: { readonly handler?: string; readonly triggers?: readonly Trigger[] } = {},
): Promise<FunctionCode> {
  const files = projectOf(typeof sources === 'string' ? { 'app.py': sources } : sources);
  return readFrom(files, await pythonFrontEnd(files), options.handler ?? 'app.handler', options.triggers);
}

export function readFrom(
  files: ProjectFiles,
  frontEnd: FrontEnd,
  handler: string,
  triggers?: readonly Trigger[],
  codeRoot = '',
): FunctionCode {
  void files;
  const dot = handler.lastIndexOf('.');
  const file = `${codeRoot === '' ? '' : `${codeRoot}/`}${handler.slice(0, dot).replaceAll('.', '/')}.py`;
  const machine = makeMachine(
    {
      frontEnds: [frontEnd],
      models: ALL_MODELS,
      locate: () => ({
        language: 'python',
        file,
        exportPath: [handler.slice(dot + 1)],
        context: { codeRoot, layers: [] },
      }),
    },
    judgeCall,
  );
  const { code, problems } = runFunction(machine, lambdaOf(handler, triggers), { isAuthorizer: false });
  if (!code) throw new Error(problems.map((each) => each.message).join('; '));
  return code;
}
