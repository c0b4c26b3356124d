import { createHash, randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { isUnknown, type LambdaFunction, LOCAL_ACCOUNT } from '@bulkhead/core';
import { assetPath } from './assets.ts';
import type { EnvironmentConfig } from './environment.ts';
import { addNodeOption, environmentVariables, quoteNodeOption } from './environment-variables.ts';
import { fakeCredentials } from './fake-credentials.ts';
import { nameOf } from './names.ts';
import type { ProcessCommand } from './runtime-process.ts';
import { TELEMETRY_FD } from './runtime-process.ts';
import type { RuntimePlan } from './runtimes.ts';
import type { LabProtection } from './types.ts';

/** Where the code to run lies: the template's own folder, or what a build made of it. */
export interface PreparedCode {
  /** Absolute; becomes LAMBDA_TASK_ROOT. */
  readonly taskRoot: string;
  readonly handler: string;
  /** Flags for NODE_OPTIONS, such as `--enable-source-maps`. */
  readonly nodeOptions?: readonly string[];
}

export interface FunctionConfigInput {
  readonly fn: LambdaFunction;
  readonly plan: Exclude<RuntimePlan, { is: 'none' }>;
  readonly code: PreparedCode;
  readonly region: string;
  /** Project root. */
  readonly root: string;
  readonly protection?: LabProtection;
  readonly extra: Readonly<Record<string, string>>;
  readonly awsEndpoint?: string;
  /** `AWS_ENDPOINT_URL_KINESIS`, where it differs. */
  readonly kinesisEndpoint?: string;
  /** Endpoint of the lab's own Invoke API. */
  readonly lambdaEndpoint: string;
  /** Told the key id of the environment's credentials. */
  readonly onCredentials?: (accessKeyId: string) => void;
  /** Debugger port. */
  readonly inspectPort?: number;
  /** Hold the code until a debugger is there (`--inspect-wait`, Node.js 20.15). */
  readonly inspectWait?: boolean;
  readonly initTimeoutMs: number;
}

/** Everything about one new execution environment: its log stream, credentials and command line are its own. */
export function configureEnvironment(input: FunctionConfigInput): EnvironmentConfig {
  const { fn, plan } = input;
  const name = nameOf(fn);
  const logGroup = `/aws/lambda/${name}`;
  const logStream = `${new Date().toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${randomBytes(16).toString('hex')}`;
  const credentials = fakeCredentials((bytes) => {
    bytes.set(randomBytes(bytes.length));
    return bytes;
  });
  input.onCredentials?.(credentials.accessKeyId);
  const own: Record<string, string> = {};
  for (const [key, value] of Object.entries(fn.environment)) if (!isUnknown(value)) own[key] = value;
  const command = (runtimeApi: string): ProcessCommand => {
    const binary = plan.is === 'python' ? plan.path : plan.node.path;
    const env = environmentVariables({
      functionName: name,
      memoryMb: fn.memoryMb,
      region: input.region,
      handler: input.code.handler,
      runtime: plan.runtime,
      logGroup,
      logStream,
      logging: fn.logging,
      taskRoot: input.code.taskRoot,
      runtimeDir: plan.is === 'node' && plan.ric ? plan.ric.folder : dirname(entryFile(plan)),
      binDir: dirname(binary),
      runtimeApi,
      credentials,
      extra: {
        AWS_ENDPOINT_URL_LAMBDA: input.lambdaEndpoint,
        ...(input.awsEndpoint === undefined ? {} : { AWS_ENDPOINT_URL: input.awsEndpoint }),
        ...(input.kinesisEndpoint === undefined ? {} : { AWS_ENDPOINT_URL_KINESIS: input.kinesisEndpoint }),
        ...input.extra,
      },
      own,
    });
    env['_LAMBDA_TELEMETRY_LOG_FD'] = String(TELEMETRY_FD);
    if (plan.is === 'node') {
      for (const option of input.code.nodeOptions ?? []) addNodeOption(env, option);
      if (input.protection) {
        addNodeOption(env, `--require ${quoteNodeOption(input.protection.preload)}`);
        Object.assign(env, policyVariables(input.protection, fn));
      }
      if (input.awsEndpoint !== undefined) {
        addNodeOption(env, `--require ${quoteNodeOption(assetPath('bootstrap/aws-redirect.cjs'))}`);
      }
    }
    const args = argumentsOf(input, env);
    const cwd = input.code.taskRoot;
    if (plan.is === 'node' || !input.protection) return { command: binary, args, cwd, env };
    // A process of ours between Lambda's API and the runtime: what an external extension would be.
    Object.assign(env, policyVariables(input.protection, fn));
    const proxy = join(dirname(input.protection.preload), 'proxy.cjs');
    return { command: process.execPath, args: [proxy, binary, ...args], cwd, env };
  };
  return {
    functionId: fn.id,
    root: input.root,
    name,
    handler: input.code.handler,
    memoryMb: fn.memoryMb,
    timeoutSeconds: fn.timeoutSeconds,
    logging: fn.logging,
    runtimeVersion: {
      version: `${plan.runtime.replace(/^(nodejs|python)([\d.]*?)(\.x)?$/, '$1:$2')}.lab`,
      arn: `arn:aws:lambda:${input.region}::runtime:${createHash('sha256').update(plan.runsOn).digest('hex')}`,
    },
    stream: {
      logGroup,
      logStream,
      function: { name, version: '$LATEST', region: input.region, account: LOCAL_ACCOUNT, runtime: plan.runtime },
    },
    command,
    debug: input.inspectPort !== undefined,
    initTimeoutMs: input.initTimeoutMs,
  };
}

function policyVariables(protection: LabProtection, fn: LambdaFunction): Record<string, string> {
  return { BULKHEAD_KEY: protection.key, BULKHEAD_POLICY: JSON.stringify(protection.policyFor(fn)) };
}

function entryFile(plan: FunctionConfigInput['plan']): string {
  if (plan.is === 'python') return assetPath('python/bootstrap.py');
  if (plan.entry === 'ric-4') return `${plan.ric!.folder}/index.mjs`;
  return assetPath(plan.entry === 'ric-3' ? 'bootstrap/ric-3.mjs' : 'bootstrap/index.mjs');
}

function argumentsOf(input: FunctionConfigInput, env: Readonly<Record<string, string>>): string[] {
  const { plan, fn } = input;
  if (plan.is === 'python') return ['-u', entryFile(plan)];
  const flags =
    input.inspectPort === undefined
      ? []
      : [`--inspect${input.inspectWait ? '-wait' : ''}=127.0.0.1:${input.inspectPort}`];
  return [...flags, '--expose-gc', ...heapFlags(fn.memoryMb, env['NODE_OPTIONS'] ?? ''), entryFile(plan)];
}

/**
 * Heap limits as the `bootstrap` script of Lambda's Node.js images derives them: a tenth of the memory for new space (two
 * semi-spaces), the rest for old space; none when NODE_OPTIONS names one.
 */
export function heapFlags(memoryMb: number, nodeOptions: string): string[] {
  if (/--max[-_](semi|old)[-_]space[-_]size/.test(nodeOptions)) return [];
  const newSpace = Math.floor(memoryMb / 10);
  return [
    `--max-semi-space-size=${Math.max(1, Math.floor(newSpace / 2))}`,
    `--max-old-space-size=${memoryMb - newSpace}`,
  ];
}
