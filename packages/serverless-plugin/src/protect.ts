import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXEC_WRAPPER, loadPolicy, policyVariables, zipLayer } from '@bulkhead/iac';
import type { Serverless, ServiceFunction } from './framework.ts';
import type { ProtectOption } from './options.ts';
import type { OpenService } from './service.ts';

/** Key of the service's layer, and what the framework makes of it. */
const LAYER = 'bulkhead';
const LAYER_RESOURCE = { Ref: 'BulkheadLambdaLayer' };
/** Where the framework puts the layers that it zips itself: cleared before, kept out of functions, deployed with the rest. */
const ZIP = '.serverless/bulkhead.zip';
/** Lambda's quota for a function's layers. */
const MOST_LAYERS = 5;
const NO_ROOM = 'Leave custom.bulkhead.protect.layer out: the layer that the service brings along holds policies too.';

export interface Protected {
  readonly done: readonly string[];
  /** Functions that the layer is not for, with why. */
  readonly left: readonly { readonly name: string; readonly why: string }[];
}

/**
 * Puts layer, wrapper, mode and policy on functions before the framework compiles them.
 * @throws BulkheadError for a policy that no deploy could use
 */
export async function protectFunctions(serverless: Serverless, { file, options }: OpenService): Promise<Protected> {
  const option: ProtectOption = typeof options.protect === 'object' ? options.protect : {};
  const { service } = serverless;
  const functions = Object.entries(service.functions).map(([id, { name = id }]) => ({ id, name }));
  const policy = await loadPolicy(dirname(file), functions);
  const done: string[] = [];
  const left: { name: string; why: string }[] = [];
  const files: { name: string; bytes: Buffer }[] = [];
  for (const [name, fn] of Object.entries(service.functions)) {
    if (option.functions && !option.functions.includes(name)) continue;
    const why = reasonToLeave(fn, serverless);
    if (why !== undefined) {
      left.push({ name, why });
      continue;
    }
    const own = policyVariables(policy, name, option.layer === undefined ? undefined : NO_ROOM);
    if (own.file) files.push(own.file);
    attach(fn, serverless, option, own.variables);
    done.push(name);
  }
  if (option.layer === undefined && done.length > 0) addLayer(serverless, files);
  return { done, left };
}

function reasonToLeave({ image, runtime, layers }: ServiceFunction, { service }: Serverless): string | undefined {
  if (image !== undefined) return 'is a container image, which takes no layers';
  const language = runtime ?? service.provider.runtime ?? '';
  if (!language.startsWith('nodejs')) return `runs on ${language || 'the framework’s default'}`;
  const present = layers ?? service.provider.layers ?? [];
  return present.length >= MOST_LAYERS ? `has ${present.length} layers, and Lambda takes ${MOST_LAYERS}` : undefined;
}

function attach(
  fn: ServiceFunction,
  { service }: Serverless,
  { layer, mode = 'alert' }: ProtectOption,
  policy: Readonly<Record<string, string>>,
): void {
  const { AWS_LAMBDA_EXEC_WRAPPER: next } = { ...service.provider.environment, ...fn.environment };
  // A function's own list replaces the provider's.
  fn.layers = [layer ?? LAYER_RESOURCE, ...(fn.layers ?? service.provider.layers ?? [])];
  fn.environment = {
    ...fn.environment,
    AWS_LAMBDA_EXEC_WRAPPER: EXEC_WRAPPER,
    ...(next === undefined || next === EXEC_WRAPPER ? {} : { BULKHEAD_EXEC_WRAPPER_NEXT: next }),
    BULKHEAD_MODE: mode,
    ...policy,
  };
}

/** The layer as one of the service's own. */
function addLayer(serverless: Serverless, files: readonly { readonly name: string; readonly bytes: Buffer }[]): void {
  const target = join(serverless.serviceDir, ZIP);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, zipLayer(fileURLToPath(new URL('./layer', import.meta.url)), files));
  serverless.service.layers = {
    ...serverless.service.layers,
    [LAYER]: {
      name: `${String((serverless.service as { service?: unknown }).service)}-${serverless.getProvider('aws').getStage()}-bulkhead`,
      description: 'Bulkhead: protects functions without a change to their code',
      compatibleRuntimes: ['nodejs20.x', 'nodejs22.x', 'nodejs24.x'],
      package: { artifact: ZIP },
    },
  };
}
