import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { BulkheadError, nearest } from '@bulkhead/core';
import { type LoadOptions, parseYaml } from '@bulkhead/iac';
import type { Serverless } from './framework.ts';
import { type BulkheadOptions, readOptions } from './options.ts';

/** A service as it stands in its folder and in the framework's memory. */
export interface OpenService {
  /** Absolute path of `serverless.yml` or its like. */
  readonly file: string;
  readonly options: BulkheadOptions;
  readonly load: LoadOptions;
}

const NAMES = [
  'serverless.yml',
  'serverless.yaml',
  'serverless.json',
  'serverless.ts',
  'serverless.js',
  'serverless.cjs',
  'serverless.mjs',
];

/**
 * Reads what the plug-in was told.
 * @param withTemplate the compiled template counts as well: it is whole only once the framework has merged everything
 * @throws BulkheadError BULKHEAD_USAGE, with the place in `serverless.yml` where it stands there
 */
export function openService(serverless: Serverless, withTemplate: boolean): OpenService {
  const folder = serverless.serviceDir;
  const name = serverless.configurationFilename ?? NAMES.find((candidate) => existsSync(join(folder, candidate)));
  if (name === undefined) throw new BulkheadError('BULKHEAD_NO_PROJECT', `${folder} holds no serverless.yml`);
  const file = join(folder, name);
  const provider = serverless.getProvider('aws');
  const options = placed(file, () => readOptions(serverless.service.custom));
  const compiled = withTemplate ? serverless.service.provider.compiledCloudFormationTemplate : undefined;
  return {
    file,
    options,
    load: {
      stage: provider.getStage(),
      region: provider.getRegion(),
      // Values of the environment never stand in a report.
      env: {},
      ...(options.root === undefined ? {} : { root: resolve(folder, options.root) }),
      framework: {
        configuration: plain(serverless.configurationInput),
        ...(compiled === undefined ? {} : { compiled: plain(compiled) }),
      },
    },
  };
}

/** Names of functions that options hold. @throws BulkheadError BULKHEAD_NO_FUNCTION with the nearest one */
export function checkNames(names: readonly string[] | undefined, serverless: Serverless): void {
  const known = Object.keys(serverless.service.functions);
  for (const name of names ?? []) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    throw new BulkheadError('BULKHEAD_NO_FUNCTION', `there is no function called ${name}`, {
      next: near ? `Did you mean ${near}?` : `Functions: ${known.slice(0, 20).join(', ') || 'none'}`,
    });
  }
}

/** Without what JSON cannot hold: plug-ins hang functions and themselves on the configuration. */
function plain(value: unknown): unknown {
  const open = new Set<object>();
  const copy = (inner: unknown): unknown => {
    if (typeof inner !== 'object' || inner === null) return typeof inner === 'function' ? undefined : inner;
    if (open.has(inner)) return undefined;
    open.add(inner);
    const result = Array.isArray(inner)
      ? inner.map(copy)
      : Object.fromEntries(Object.entries(inner).map(([key, one]) => [key, copy(one)]));
    open.delete(inner);
    return result;
  };
  return copy(value);
}

/** Gives a complaint about `custom.bulkhead.…` the place of the deepest key that it names. */
function placed<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof BulkheadError) || error.place || !/\.(ya?ml|json)$/.test(file)) throw error;
    const place = keyPlace(file, error.message.split(' ', 1)[0]!.split('.'));
    throw place ? new BulkheadError(error.code, error.message, { place, next: error.next, cause: error }) : error;
  }
}

function keyPlace(file: string, keys: readonly string[]) {
  const name = basename(file);
  try {
    let here = parseYaml(readFileSync(file, 'utf8'), { file: name });
    let place = here.place;
    for (const key of keys) {
      const entry = here.kind === 'map' ? here.entries.get(key) : undefined;
      if (!entry) break;
      place = entry.key;
      here = entry.value;
    }
    return place;
  } catch {
    // The framework has read this file, so that it is only another dialect of YAML; the message names the key anyway.
    return { file: name, line: 1, column: 1 };
  }
}
