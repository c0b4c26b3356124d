import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { npmBulkAdvisories, npmDocuments, npmRegistry, osvFiles, type ScanOptions } from '@bulkhead/posture';
import type { Io } from '../io.ts';

export interface DependencyFlags {
  readonly advisories?: string;
  readonly online?: boolean;
  readonly sbom?: string;
}

/** Where advisories come from, and where lists of parts go. */
export function dependencyOptions(
  { advisories, online, sbom }: DependencyFlags,
  io: Io,
): NonNullable<ScanOptions['dependencies']> {
  const registry = online ? npmRegistry(io.env) : undefined;
  const source =
    advisories !== undefined
      ? osvFiles(path.resolve(io.cwd, advisories))
      : registry === undefined
        ? undefined
        : npmBulkAdvisories(registry, fetch);
  return {
    ...(source ? { source } : {}),
    ...(registry === undefined ? {} : { registry: npmDocuments(registry, fetch) }),
    ...(sbom === undefined
      ? {}
      : {
          onReport: (app, { sboms }) => {
            const folder = path.resolve(io.cwd, sbom);
            mkdirSync(folder, { recursive: true });
            const write = (name: string, document: object) =>
              writeFileSync(
                path.join(folder, `${fileName(name)}.cdx.json`),
                `${JSON.stringify(document, undefined, 2)}\n`,
              );
            write(app.name, sboms.application);
            for (const { id } of app.functions) {
              const own = sboms.function(id);
              if (own) write(`${app.name}.${id}`, own);
            }
          },
        }),
  };
}

/** Names come from templates. */
function fileName(name: string): string {
  return name.replace(/[^\w.-]+/g, '-').slice(0, 150);
}
