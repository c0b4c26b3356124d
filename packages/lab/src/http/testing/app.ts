import type {
  AlbTrigger,
  App,
  FunctionUrlTrigger,
  HttpTrigger,
  LambdaFunction,
  Resource,
  Trigger,
} from '@bulkhead/core';

const place = { file: 'serverless.yml', line: 1, column: 1 };

export function makeFunction(
  id: string,
  triggers: readonly Trigger[],
  overrides: Partial<LambdaFunction> = {},
): LambdaFunction {
  return {
    id,
    name: id,
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    codeRoot: '/nowhere',
    architecture: 'x86_64',
    memoryMb: 128,
    timeoutSeconds: 3,
    environment: {},
    logging: { format: 'Text', applicationLevel: 'INFO', systemLevel: 'INFO' },
    triggers,
    place,
    handlerPlace: place,
    ...overrides,
  };
}

export function makeApp(functions: Record<string, readonly Trigger[]>, resources: readonly Resource[] = []): App {
  return {
    name: 'shop',
    framework: 'serverless',
    root: '/nowhere',
    file: 'serverless.yml',
    stage: 'dev',
    region: 'eu-west-1',
    functions: Object.entries(functions).map(([id, triggers]) => makeFunction(id, triggers)),
    resources,
    unknowns: [],
    packaged: false,
  };
}

/** `GET /pets/{id}` */
export function rest(route: string, more: Partial<HttpTrigger> = {}): HttpTrigger {
  return api('apigateway-v1', route, more);
}

export function http(route: string, more: Partial<HttpTrigger> = {}): HttpTrigger {
  return api('apigateway-v2', route, more);
}

function api(type: HttpTrigger['type'], route: string, more: Partial<HttpTrigger>): HttpTrigger {
  const [method = 'ANY', path = '$default'] = route === '$default' ? [] : route.split(' ');
  return { type, method, path, authorizer: 'none', cors: false, place, ...more };
}

export function url(more: Partial<FunctionUrlTrigger> = {}): FunctionUrlTrigger {
  return { type: 'function-url', authType: 'NONE', cors: false, streaming: false, place, ...more };
}

export function alb(paths: readonly string[], more: Partial<AlbTrigger> = {}): AlbTrigger {
  return { type: 'alb', paths, methods: [], multiValueHeaders: false, place, ...more };
}
