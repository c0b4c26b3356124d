import { RESERVED_VARIABLES } from '@bulkhead/core';
import type { Credentials } from './fake-credentials.ts';

export interface EnvironmentVariableInput {
  readonly functionName: string;
  readonly memoryMb: number;
  readonly region: string;
  readonly handler: string;
  /** Lambda runtime identifier that really runs, `nodejs22.x`. */
  readonly runtime: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly logging: { readonly format: 'Text' | 'JSON'; readonly applicationLevel: string };
  readonly taskRoot: string;
  readonly runtimeDir: string;
  /** Folder of the language's binary, first in PATH. */
  readonly binDir: string;
  /** `127.0.0.1:PORT` */
  readonly runtimeApi: string;
  readonly credentials: Credentials;
  /** From `LabOptions.environment`; the function's own values win. */
  readonly extra: Readonly<Record<string, string>>;
  /** The template's values, unknown ones left out. */
  readonly own: Readonly<Record<string, string>>;
}

/**
 * Everything that a function finds in its environment, and nothing of the host's own
 * (docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). Two differences from a deployed one: paths are the
 * host's, and `HOME` names Lambda's user so that no SDK reads the developer's own `~/.aws`.
 */
export function environmentVariables(input: EnvironmentVariableInput): Record<string, string> {
  const version = /^nodejs(\d+)/.exec(input.runtime)?.[1];
  const defaults: Record<string, string> = {
    PATH: `${input.binDir}:/usr/local/bin:/usr/bin:/bin:/opt/bin`,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    HOME: '/home/sbx_user1051',
    PWD: input.taskRoot,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
    AWS_LAMBDA_LOG_FORMAT: input.logging.format,
    // Levels exist in JSON mode only.
    ...(input.logging.format === 'JSON' ? { AWS_LAMBDA_LOG_LEVEL: input.logging.applicationLevel } : {}),
    ...(version === undefined
      ? { PYTHONPATH: '/opt/python' }
      : {
          NODE_PATH: [
            `/opt/nodejs/node${version}/node_modules`,
            '/opt/nodejs/node_modules',
            '/var/runtime/node_modules',
            '/var/runtime',
            input.taskRoot,
          ].join(':'),
        }),
  };
  const reserved: Record<string, string> = {
    _HANDLER: input.handler,
    AWS_REGION: input.region,
    AWS_DEFAULT_REGION: input.region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${input.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: input.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(input.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: input.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: input.logStream,
    AWS_LAMBDA_RUNTIME_API: input.runtimeApi,
    AWS_ACCESS_KEY_ID: input.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: input.credentials.secretAccessKey,
    AWS_SESSION_TOKEN: input.credentials.sessionToken,
    LAMBDA_TASK_ROOT: input.taskRoot,
    LAMBDA_RUNTIME_DIR: input.runtimeDir,
  };
  const settable = (values: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !RESERVED_VARIABLES.has(name)));
  return { ...defaults, ...settable(input.extra), ...settable(input.own), ...reserved };
}

/** Adds a flag to NODE_OPTIONS behind what the template has there. */
export function addNodeOption(variables: Record<string, string>, option: string): void {
  const before = variables['NODE_OPTIONS'];
  variables['NODE_OPTIONS'] = before === undefined || before === '' ? option : `${before} ${option}`;
}

/** A path as NODE_OPTIONS takes it: quoted when it holds a space, with backslashes and quotes escaped. */
export function quoteNodeOption(path: string): string {
  return /[\s"\\]/.test(path) ? `"${path.replace(/[\\"]/g, '\\$&')}"` : path;
}
