import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../../../../../shared/events');

/** Real events of public repositories, read in place beside the checkout; see its SOURCES.md. */
export const haveSamples = existsSync(FOLDER);
if (!haveSamples) console.warn('skipped: comparison with real events; ../shared/events is not beside the checkout');

export function readSample(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(join(FOLDER, `${name}.json`), 'utf8')) as Record<string, unknown>;
}

/** `key: kind` lines of a value, two levels deep: enough to see a missing, extra or differently typed key. */
export function shapeOf(value: Record<string, unknown>, ignore: readonly string[] = [], prefix = ''): string[] {
  const lines: string[] = [];
  for (const [key, item] of Object.entries(value)) {
    const path = prefix + key;
    if (ignore.includes(path)) continue;
    const nested = typeof item === 'object' && item !== null && !Array.isArray(item);
    lines.push(`${path}: ${item === null ? 'null' : Array.isArray(item) ? 'array' : typeof item}`);
    if (nested && !/^(headers|multiValue|query|pathParam|stageVar)/.test(path)) {
      lines.push(...shapeOf(item as Record<string, unknown>, ignore, `${path}.`));
    }
  }
  return lines.sort();
}
