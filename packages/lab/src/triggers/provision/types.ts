import type { App } from '@bulkhead/core';
import type { LocalNames } from '../names.ts';
import type { AwsConfig, Json } from '../types.ts';

/** A declared resource, ready to be made. */
export interface Declared {
  readonly id: string;
  readonly type: string;
  /** Name at the server. */
  readonly name: string;
  /** What the lab puts in the place of a reference. */
  readonly properties: Json;
}

/** What making resources needs. */
export interface ProvisionContext {
  readonly app: App;
  readonly aws: AwsConfig;
  readonly kinesis: AwsConfig;
  readonly names: LocalNames;
  readonly declared: readonly Declared[];
  /** Told about a resource that could not be made. */
  readonly onProblem: (what: string, error: unknown) => void;
}

/** What a deploy would decide and the server decided otherwise than the lab's own local value: text and its replacement. */
export type Replacement = readonly [local: string, real: string];

export function declaredOf({ declared }: ProvisionContext, types: readonly string[]): Declared[] {
  return declared.filter(({ type }) => types.includes(type));
}

/** Runs the making of one resource; a failure is told and the others go on. */
export async function attempt<T>(
  { onProblem }: ProvisionContext,
  what: string,
  make: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await make();
  } catch (error) {
    onProblem(what, error);
    return undefined;
  }
}

/** Whether the error says that the resource is there already. */
export function isThere(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(ResourceInUse|ResourceAlreadyExists|BucketAlready|QueueNameExists|QueueAlreadyExists)/.test(error.name)
  );
}

export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined;
}

export function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? (value as Json[]) : [];
}
