import type { ApiCall } from './types.ts';

/** Paths of Lambda's API that functions use; https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
const LAMBDA_PATHS: readonly (readonly [method: string, path: RegExp, operation: string])[] = [
  ['POST', /^\/2015-03-31\/functions\/([^/]+)\/invocations$/, 'Invoke'],
  ['POST', /^\/2021-11-15\/functions\/([^/]+)\/response-streaming-invocations$/, 'InvokeWithResponseStream'],
  ['POST', /^\/2014-11-13\/functions\/([^/]+)\/invoke-async\/?$/, 'InvokeAsync'],
  ['GET', /^\/2015-03-31\/functions\/([^/]+)$/, 'GetFunction'],
  ['GET', /^\/2015-03-31\/functions\/([^/]+)\/configuration$/, 'GetFunctionConfiguration'],
  ['PUT', /^\/2015-03-31\/functions\/([^/]+)\/configuration$/, 'UpdateFunctionConfiguration'],
  ['PUT', /^\/2015-03-31\/functions\/([^/]+)\/code$/, 'UpdateFunctionCode'],
  ['DELETE', /^\/2015-03-31\/functions\/([^/]+)$/, 'DeleteFunction'],
  ['GET', /^\/2015-03-31\/functions\/?$/, 'ListFunctions'],
  ['POST', /^\/2015-03-31\/functions\/?$/, 'CreateFunction'],
];

export function readLambdaOperation(method: string, url: string): Pick<ApiCall, 'operation' | 'input'> | undefined {
  const { pathname, searchParams } = new URL(url, 'http://aws');
  for (const [verb, path, operation] of LAMBDA_PATHS) {
    const match = verb === method ? path.exec(pathname) : null;
    if (!match) continue;
    const qualifier = searchParams.get('Qualifier');
    return {
      operation,
      input: {
        ...(match[1] === undefined ? {} : { FunctionName: decodeURIComponent(match[1]) }),
        ...(qualifier === null ? {} : { Qualifier: qualifier }),
      },
    };
  }
  return undefined;
}
