import type { FunctionRef } from '@bulkhead/core';

/** What the process environment says, read once at init: user code may change `process.env` later, and an attacker's may. */
export interface Environment {
  readonly function: FunctionRef;
  readonly logStream: string;
  readonly handler: string;
  /** Key of the lines' HMAC; taken out of the environment so that a leaked environment cannot sign. */
  readonly key: string | undefined;
  readonly credentials: {
    readonly keyId: string | undefined;
    readonly secretKey: string | undefined;
    readonly sessionToken: string | undefined;
  };
  readonly mode: string | undefined;
  /** BULKHEAD_PROFILE=1: what the function does is recorded in every mode. */
  readonly profile: boolean;
  readonly policyText: string | undefined;
  readonly policyFile: string | undefined;
  /** `host:port` of the Lambda Runtime API. */
  readonly runtimeApi: string | undefined;
  /** `host:port` of each AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_SERVICE, and of the X-Ray daemon. */
  readonly endpoints: readonly string[];
}

/** @param env `process.env`; BULKHEAD_KEY is deleted from it */
export function readEnvironment(env: Record<string, string | undefined>, nodeVersion: string): Environment {
  const key = env['BULKHEAD_KEY'] || undefined;
  delete env['BULKHEAD_KEY'];
  return {
    function: {
      name: env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'unknown',
      version: env['AWS_LAMBDA_FUNCTION_VERSION'] ?? '$LATEST',
      region: env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'unknown',
      account: '',
      runtime: runtimeOf(env['AWS_EXECUTION_ENV'], nodeVersion),
    },
    logStream: env['AWS_LAMBDA_LOG_STREAM_NAME'] ?? '',
    handler: env['_HANDLER'] ?? '',
    key,
    credentials: {
      keyId: env['AWS_ACCESS_KEY_ID'] || undefined,
      secretKey: env['AWS_SECRET_ACCESS_KEY'] || undefined,
      sessionToken: env['AWS_SESSION_TOKEN'] || undefined,
    },
    mode: env['BULKHEAD_MODE'] || undefined,
    profile: env['BULKHEAD_PROFILE'] === '1',
    policyText: env['BULKHEAD_POLICY'] || undefined,
    policyFile: env['BULKHEAD_POLICY_FILE'] || undefined,
    runtimeApi: env['AWS_LAMBDA_RUNTIME_API'] || undefined,
    endpoints: endpointsOf(env),
  };
}

/** AWS_EXECUTION_ENV is `AWS_Lambda_nodejs22.x` in Lambda and may be anything elsewhere. */
function runtimeOf(executionEnv: string | undefined, nodeVersion: string): string {
  // Without a pattern: compiling one takes longer than all of the rest here.
  const own = `nodejs${nodeVersion.slice(nodeVersion.startsWith('v') ? 1 : 0).split('.', 1)[0]}.x`;
  if (executionEnv === undefined || executionEnv === `AWS_Lambda_${own}`) return own;
  return /^AWS_Lambda_([a-z]+\d[\w.]{0,20})$/.exec(executionEnv)?.[1] ?? own;
}

function endpointsOf(env: Record<string, string | undefined>): string[] {
  const hosts: string[] = [];
  // `169.254.79.129:2000`, in Lambda's own form; the SDK of X-Ray sends datagrams there.
  const daemon = env['AWS_XRAY_DAEMON_ADDRESS'];
  if (daemon) hosts.push(daemon);
  for (const name of Object.keys(env)) {
    if (!name.startsWith('AWS_ENDPOINT_URL')) continue;
    try {
      const url = new URL(env[name] ?? '');
      hosts.push(`${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`);
    } catch {
      // The SDK will say what is wrong with it.
    }
  }
  return hosts;
}
