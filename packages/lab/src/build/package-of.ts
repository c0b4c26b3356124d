import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface PackageOf {
  /** Absolute folder that holds the `package.json`. */
  readonly folder: string;
  readonly json: Readonly<Record<string, unknown>>;
}

/** The nearest `package.json` at or above a folder; one that cannot be read counts as empty. */
export function packageOf(folder: string): PackageOf | undefined {
  for (let current = folder; ; current = dirname(current)) {
    const file = join(current, 'package.json');
    if (existsSync(file)) return { folder: current, json: readJson(file) };
    if (dirname(current) === current) return undefined;
  }
}

function readJson(file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Packages with compiled parts find those beside their own files, so they cannot be bundled. */
export function isNative({ folder, json }: PackageOf): boolean {
  return (
    'binary' in json ||
    'gypfile' in json ||
    'napi' in json ||
    existsSync(join(folder, 'binding.gyp')) ||
    existsSync(join(folder, 'prebuilds'))
  );
}
