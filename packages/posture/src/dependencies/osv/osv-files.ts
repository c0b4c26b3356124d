import { lstatSync, opendirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BulkheadError } from '@bulkhead/core';
import { LIMITS } from '../limits.ts';
import { normalisePythonName } from '../names.ts';
import type { Ecosystem } from '../types.ts';
import type { Advisory, VulnerabilitySource, WantedPackage } from './advisory.ts';
import { parseOsv } from './parse-osv.ts';
import { zipEntries } from './zip.ts';

/**
 * A folder or a zip of OSV documents, such as `all.zip` of an ecosystem at https://osv.dev, or a checkout of GitHub's
 * advisory database. It is read once in each scan, front to back; only advisories of packages that are asked for are kept,
 * so that memory depends on the project and not on the database.
 * @param location absolute path of a folder (searched through, zips in it too) or of one `.zip` or `.json` file
 */
export function osvFiles(location: string): VulnerabilitySource {
  return {
    name: location,
    async advisories(wanted) {
      const search = newSearch(wanted);
      let stat: ReturnType<typeof lstatSync>;
      try {
        stat = lstatSync(location);
      } catch (error) {
        throw unreadable(location, 'it does not exist', error);
      }
      if (stat.isDirectory()) readFolder(location, search);
      else readFile(location, search);
      if (search.documents === 0) throw unreadable(location, 'no OSV document (.json) was found in it');
      return search.found;
    },
  };
}

interface Search {
  readonly names: ReadonlyMap<Ecosystem, ReadonlySet<string>>;
  readonly found: Advisory[];
  documents: number;
}

function newSearch(wanted: readonly WantedPackage[]): Search {
  const names = new Map<Ecosystem, Set<string>>();
  for (const { ecosystem, name } of wanted) {
    const known = names.get(ecosystem);
    if (known) known.add(name);
    else names.set(ecosystem, new Set([name]));
  }
  return { names, found: [], documents: 0 };
}

function readFolder(root: string, search: Search): void {
  const folders = [root];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = opendirSync(folder);
    try {
      for (let entry = entries.readSync(); entry !== null; entry = entries.readSync()) {
        const full = path.join(folder, entry.name);
        // Links are left alone: `isDirectory` and `isFile` are false for them.
        if (entry.isDirectory() && !entry.name.startsWith('.')) folders.push(full);
        else if (entry.isFile() && /\.(?:json|zip)$/i.test(entry.name)) readFile(full, search);
        if (search.documents > LIMITS.advisories)
          throw unreadable(root, `it holds more than ${LIMITS.advisories} documents`);
      }
    } finally {
      entries.closeSync();
    }
  }
}

function readFile(file: string, search: Search): void {
  if (!/\.zip$/i.test(file)) {
    if (lstatSync(file).size <= LIMITS.advisoryBytes) readDocument(readFileSync(file), search);
    return;
  }
  try {
    for (const entry of zipEntries(file)) {
      if (!/\.json$/i.test(entry.name)) continue;
      readDocument(entry.read(LIMITS.advisoryBytes), search);
      if (search.documents > LIMITS.advisories) throw new Error(`it holds more than ${LIMITS.advisories} documents`);
    }
  } catch (error) {
    throw unreadable(file, (error as Error).message, error);
  }
}

function readDocument(bytes: Buffer, search: Search): void {
  search.documents++;
  if (!mayConcern(bytes, search)) return;
  let document: unknown;
  try {
    document = JSON.parse(bytes.toString('utf8'));
  } catch {
    return;
  }
  for (const advisory of parseOsv(document)) {
    if (search.names.get(advisory.ecosystem)?.has(advisory.name)) search.found.push(advisory);
  }
}

/** Looks for a wanted name behind a key `name`, in the bytes: nine of ten documents are then never made into text or parsed. */
function mayConcern(bytes: Buffer, { names }: Search): boolean {
  const npm = names.get('npm');
  const python = names.get('PyPI');
  for (let at = bytes.indexOf('"name"'); at !== -1; at = bytes.indexOf('"name"', at + 6)) {
    const value = /^\s*:\s*"([^"\\]{1,300})"/.exec(bytes.toString('latin1', at + 6, at + 340))?.[1];
    if (value === undefined) continue;
    if (npm?.has(value) || python?.has(normalisePythonName(value))) return true;
  }
  return false;
}

function unreadable(location: string, why: string, cause?: unknown): BulkheadError {
  return new BulkheadError('BULKHEAD_USAGE', `${location}: the advisories cannot be read: ${why}`, {
    next: 'Give a folder or zip of OSV documents, for example all.zip of npm or PyPI from https://osv.dev.',
    cause,
  });
}
