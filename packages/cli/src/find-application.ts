import { statSync } from 'node:fs';
import path from 'node:path';
import { readConfiguration } from '@bulkhead/code';
import { type App, BulkheadError } from '@bulkhead/core';
import { type LoadOptions, loadApp, loadApps } from '@bulkhead/iac';
import { cdkNote, readCdkApps, severalApplications } from '@bulkhead/iam';

/** An application to run, and what to know of how it was read. */
export interface FoundApplication {
  readonly app: App;
  readonly note?: string;
}

/**
 * Reads the application that a path means, with what one variable leaves open kept open: the template of that name, or of one that frameworks give; else the only one in or
 * below the folder, whatever its name, an assembly of CDK included; else the source of a CDK application.
 * @param location absolute path of a folder or a template
 * @throws BulkheadError BULKHEAD_NO_PROJECT with their names where there are several, BULKHEAD_BAD_TEMPLATE
 */
export async function findApplication(location: string, options: LoadOptions): Promise<FoundApplication> {
  const load = { readSource: readConfiguration, keepsOpen: true, ...options };
  try {
    return { app: await loadApp(location, load) };
  } catch (error) {
    const isNone = error instanceof BulkheadError && error.code === 'BULKHEAD_NO_PROJECT';
    if (!isNone || !statSync(location, { throwIfNoEntry: false })?.isDirectory()) throw error;
    const found = (await below(location, load)) ?? (await fromCdkSource(location, load));
    if (found === undefined) throw error;
    return found;
  }
}

async function below(folder: string, load: LoadOptions): Promise<FoundApplication | undefined> {
  const { apps, problems } = await loadApps(folder, load);
  const files = apps.filter(({ functions }) => functions.length > 0).map(({ file }) => file);
  if (files.length > 1) throw severalApplications(files);
  const [file] = files;
  if (file === undefined) {
    if (problems[0] !== undefined) throw problems[0];
    return undefined;
  }
  // Its code may lie beside its own folder.
  return { app: await loadApp(path.join(folder, file), { ...load, root: folder }) };
}

async function fromCdkSource(folder: string, load: LoadOptions): Promise<FoundApplication | undefined> {
  const { apps, problems } = await readCdkApps(folder, load);
  const deployed = apps.filter(({ app }) => app.functions.length > 0);
  if (deployed.length > 1) throw severalApplications(deployed.map(({ source }) => source.folder || '.'));
  const [only] = deployed;
  if (only !== undefined) return { app: only.app, note: cdkNote(only) };
  if (problems[0] !== undefined) throw problems[0];
  return undefined;
}
