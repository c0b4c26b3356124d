import path from 'node:path';
import { type Fetch, fetchJson } from './fetch-json.ts';
import { LIMITS } from './limits.ts';
import { readProjectText } from './project-text.ts';
import { parseRegistryDocument, type RegistryDocument } from './signs/registry-signs.ts';
import type { Ecosystem } from './types.ts';

/** Where documents about packages come from. `undefined`: nothing is known of this package. */
export type RegistryDocuments = (ecosystem: Ecosystem, name: string) => Promise<RegistryDocument | undefined>;

/**
 * A folder with `npm/<name>.json` (scopes as folders) and `PyPI/<name>.json`, each as the registry answers.
 * @param folder absolute
 */
export function registryFolder(folder: string): RegistryDocuments {
  return async (ecosystem, name) => {
    const text = readProjectText(folder, path.posix.join(ecosystem, `${name}.json`), LIMITS.answerBytes);
    if (text === undefined) return undefined;
    try {
      return parseRegistryDocument(JSON.parse(text));
    } catch {
      return undefined;
    }
  };
}

/**
 * The npm registry itself, asked for one package after the other, at most four at a time. Packages that it does not know, or
 * whose document is too large, stay unknown.
 * @param registry ends in `/`
 */
export function npmDocuments(registry: string, fetch: Fetch): RegistryDocuments {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (ecosystem, name) => {
    if (ecosystem !== 'npm') return undefined;
    if (running >= 4) await new Promise<void>((resolve) => waiting.push(resolve));
    running++;
    try {
      return parseRegistryDocument(await fetchJson(fetch, new URL(name.replace('/', '%2f'), registry).href));
    } catch {
      return undefined;
    } finally {
      running--;
      waiting.shift()?.();
    }
  };
}
