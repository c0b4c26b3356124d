import type {
  App,
  AwsCall,
  CodeAnalysis,
  DeployedResource,
  FunctionCode,
  LambdaFunction,
  StaticValue,
  TemplateValue,
} from '@bulkhead/core';

export const text = (value: string): StaticValue => ({ kind: 'literal', value });
export const env = (name: string, fallback?: StaticValue): StaticValue =>
  fallback === undefined ? { kind: 'environment', name } : { kind: 'environment', name, fallback };
export const event = (path = 'id'): StaticValue => ({ kind: 'event', path });
export const concat = (...parts: readonly StaticValue[]): StaticValue => ({ kind: 'concat', parts });
export const either = (...options: readonly StaticValue[]): StaticValue => ({ kind: 'either', options });
export const unknown: StaticValue = { kind: 'unknown', reason: 'it is made by unknown code' };
export const list = (...items: readonly StaticValue[]): StaticValue => ({ kind: 'list', items, open: false });
export const answer = (call: string, path: string): StaticValue => ({ kind: 'answer', call, path });
export const open: StaticValue = { kind: 'object', fields: {}, open: true };

/** A request; plain texts are constants. */
export const request = (fields: Readonly<Record<string, StaticValue | string>>): StaticValue => ({
  kind: 'object',
  fields: Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, typeof value === 'string' ? text(value) : value]),
  ),
  open: false,
});

const place = { file: 'src/index.mjs', line: 7, column: 3 };

/** A call from `service:Operation`. */
export function call(name: string, input: StaticValue = request({}), more: Partial<AwsCall> = {}): AwsCall {
  const [service = '', operation = ''] = name.split(':');
  return {
    service,
    operation,
    input,
    place,
    trail: [],
    by: 'sdk-v3',
    during: 'invocation',
    times: 'once',
    guards: [],
    ...more,
  };
}

/** A resource of a template; `Line` of each is told apart by the length of its id. */
export function resource(
  id: string,
  type: string,
  properties: Readonly<Record<string, TemplateValue>> = {},
): DeployedResource {
  const at = { file: 'template.yaml', line: id.length, column: 1 };
  return { id, type: `AWS::${type}`, properties, place: at, origin: 'written', placeOf: () => at };
}

export function lambdaFunction(id: string, more: Partial<LambdaFunction> = {}): LambdaFunction {
  return {
    id,
    name: id,
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    codeRoot: '/project',
    architecture: 'x86_64',
    memoryMb: 128,
    timeoutSeconds: 3,
    environment: {},
    logging: { format: 'Text', applicationLevel: 'INFO', systemLevel: 'INFO' },
    triggers: [],
    place: { file: 'template.yaml', line: 1, column: 1 },
    handlerPlace: { file: 'template.yaml', line: 2, column: 1 },
    ...more,
  };
}

export function application(functions: readonly LambdaFunction[], region = 'eu-west-1'): App {
  return {
    name: 'demo',
    framework: 'cloudformation',
    root: '/project',
    file: 'template.yaml',
    stage: 'dev',
    region,
    functions,
    resources: [],
    unknowns: [],
    packaged: false,
  };
}

export function analysis(functionId: string, calls: readonly AwsCall[]): CodeAnalysis {
  const code: FunctionCode = {
    functionId,
    language: 'javascript',
    handler: place,
    files: [],
    modules: [],
    calls,
    flows: [],
    uses: [],
    facts: [],
    problems: [],
  };
  return { functions: new Map([[functionId, code]]), problems: [] };
}
