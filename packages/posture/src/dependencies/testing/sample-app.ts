import type { App, CodeAnalysis, FunctionCode, LambdaFunction, ModuleUse } from '@bulkhead/core';

/** An application as far as dependencies look at it: functions by id, with what they import (`express`, `node:fs`). */
export function sampleApp(
  root: string,
  functions: Readonly<Record<string, SampleFunction>>,
): { app: App; code: CodeAnalysis } {
  const read = new Map<string, FunctionCode>();
  const list: LambdaFunction[] = [];
  for (const [id, { file, imports, problems = [] }] of Object.entries(functions)) {
    const place = { file, line: 1, column: 1 };
    const isPython = file.endsWith('.py');
    list.push({
      id,
      name: id,
      runtime: isPython ? 'python3.13' : 'nodejs22.x',
      handler: 'x',
      codeRoot: root,
      architecture: 'arm64',
      memoryMb: 128,
      timeoutSeconds: 3,
      environment: {},
      logging: { format: 'Text', applicationLevel: 'INFO', systemLevel: 'INFO' },
      triggers: [],
      place,
      handlerPlace: place,
    });
    const modules = imports.map(
      (name, index): ModuleUse => ({ name, builtin: name.startsWith('node:'), place: { ...place, line: index + 1 } }),
    );
    read.set(id, {
      functionId: id,
      language: isPython ? 'python' : 'javascript',
      handler: place,
      files: [file],
      modules,
      calls: [],
      flows: [],
      uses: [],
      facts: [],
      problems: problems.map((kind) => ({ kind, message: kind, place })),
    });
  }
  const app: App = {
    name: 'shop',
    framework: 'serverless',
    root,
    file: 'serverless.yml',
    stage: 'dev',
    region: 'eu-west-1',
    functions: list,
    resources: [],
    unknowns: [],
    packaged: false,
  };
  return { app, code: { functions: read, problems: [] } };
}

export interface SampleFunction {
  readonly file: string;
  readonly imports: readonly string[];
  readonly problems?: readonly FunctionCode['problems'][number]['kind'][];
}
