import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A real Node.js runtime interface client that was found. */
export interface RicInstall {
  readonly version: string;
  /** Folder of the package; becomes LAMBDA_RUNTIME_DIR. */
  readonly folder: string;
}

export interface NodeInstall {
  readonly version: string;
  /** Absolute path of the binary. */
  readonly path: string;
}

export interface PythonInstall {
  /** `3.12.1` */
  readonly version: string;
  /** Absolute path of the binary. */
  readonly path: string;
}

/** What this machine can run functions on. */
export interface RuntimeInventory {
  /** By major version of the client: 3 for nodejs20.x and nodejs22.x, 4 for nodejs24.x and newer. */
  readonly rics: ReadonlyMap<number, RicInstall>;
  /** By major version of Node.js; always holds the one that runs the lab. */
  readonly nodes: ReadonlyMap<number, NodeInstall>;
  readonly currentNode: NodeInstall;
  /** By `3.12`; empty when there is no Python. Looked for at the first call: it starts programs. */
  readonly pythons: () => ReadonlyMap<string, PythonInstall>;
}

/** The entry point that each Node.js function of a plan runs. */
export type NodeEntry = 'ric-4' | 'ric-3' | 'bootstrap';

/** What runs one function, and what a person should know about it. */
export type RuntimePlan =
  | {
      readonly is: 'node';
      /** Lambda runtime identifier that is imitated. */
      readonly runtime: string;
      readonly node: NodeInstall;
      readonly entry: NodeEntry;
      readonly ric?: RicInstall;
      readonly runsOn: string;
      readonly notice?: string;
    }
  | {
      readonly is: 'python';
      readonly runtime: string;
      readonly path: string;
      readonly runsOn: string;
      readonly notice?: string;
    }
  | { readonly is: 'none'; readonly reason: string };

/** Oldest Node.js runtime that real clients exist for here. */
const OLDEST_NODE = 20;
/** Versions that are looked for under the alias `node-<major>`. */
const NODE_MAJORS = [20, 22, 24, 26];

/**
 * How to get a version of Node.js that is not there. Only a checkout of Bulkhead has `tools/runtimes`.
 * @param from the folder that the program lies in
 */
export function howToInstall(major: number, from: string = dirname(fileURLToPath(import.meta.url))): string {
  return above(from).some((folder) => existsSync(join(folder, 'tools', 'runtimes', 'package.json')))
    ? 'npm ci --prefix tools/runtimes'
    : `run bulkhead itself with Node.js ${major}, or name a folder of runtimes by BULKHEAD_RUNTIMES: docs/lab.md`;
}

/**
 * Looks for runtimes in the folder `BULKHEAD_RUNTIMES` (aliases as in `tools/runtimes/package.json`), in this checkout's
 * `tools/runtimes/node_modules`, and for `aws-lambda-ric` in the app's own `node_modules`; the first that has one wins.
 */
export function findRuntimes(appRoot: string, env: Readonly<Record<string, string | undefined>>): RuntimeInventory {
  const folders = runtimeFolders(env);
  const rics = new Map<number, RicInstall>();
  for (const folder of folders) {
    for (const major of [3, 4]) addRic(rics, join(folder, `aws-lambda-ric-${major}`));
  }
  addRic(rics, join(appRoot, 'node_modules', 'aws-lambda-ric'));
  const currentNode = { version: process.versions.node, path: process.execPath };
  const nodes = new Map<number, NodeInstall>();
  for (const folder of folders) {
    for (const major of NODE_MAJORS) {
      const path = join(folder, `node-${major}`, 'bin', 'node');
      const version = packageVersion(join(folder, `node-${major}`));
      if (!nodes.has(major) && version !== undefined && existsSync(path)) nodes.set(major, { version, path });
    }
  }
  const currentMajor = majorOf(currentNode.version);
  if (!nodes.has(currentMajor)) nodes.set(currentMajor, currentNode);
  let pythons: ReadonlyMap<string, PythonInstall> | undefined;
  return {
    rics,
    nodes,
    currentNode,
    pythons: () => {
      pythons ??= findPythons(env['PATH'] ?? '');
      return pythons;
    },
  };
}

/** Folders of installed runtimes: `BULKHEAD_RUNTIMES`, then `tools/runtimes/node_modules` of the checkout. */
export function runtimeFolders(env: Readonly<Record<string, string | undefined>>): string[] {
  const folders: string[] = [];
  if (env['BULKHEAD_RUNTIMES']) folders.push(env['BULKHEAD_RUNTIMES']);
  // From the sources, from a build beside them, or from a bundle: the checkout is some folders up.
  for (const folder of above(dirname(fileURLToPath(import.meta.url)))) {
    const candidate = join(folder, 'tools', 'runtimes', 'node_modules');
    if (existsSync(candidate)) folders.push(candidate);
  }
  return folders;
}

/** A folder and five above it. */
function above(folder: string): string[] {
  const folders = [folder];
  while (folders.length < 6) folders.push(dirname(folders.at(-1)!));
  return folders;
}

function addRic(rics: Map<number, RicInstall>, folder: string): void {
  const version = packageVersion(folder);
  if (version === undefined) return;
  const major = majorOf(version);
  const files = major >= 4 ? ['index.mjs', 'rapid-client.node'] : ['dist/index.mjs', 'dist/rapid-client.node'];
  // Without the native part the install was interrupted: as good as absent.
  if (rics.has(major) || !files.every((file) => existsSync(join(folder, file)))) return;
  rics.set(major, { version, folder });
}

function packageVersion(folder: string): string | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const version = (value as { version?: unknown }).version;
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}

const PYTHON_NAMES = ['python3', ...[14, 13, 12, 11, 10, 9].map((minor) => `python3.${minor}`)];

function findPythons(path: string): Map<string, PythonInstall> {
  const found = new Map<string, PythonInstall>();
  for (const name of PYTHON_NAMES) {
    for (const folder of path.split(delimiter)) {
      const file = join(folder, name);
      if (folder === '' || !existsSync(file)) continue;
      const [minor, version, real] = askPython(file);
      if (minor && version && real && !found.has(minor)) found.set(minor, { version, path: real });
      break;
    }
  }
  return found;
}

/** Version and real binary: what stands in PATH may be a script of a version manager that needs the host's environment. */
function askPython(file: string): string[] {
  const script =
    'import sys; v = sys.version_info; print("%d.%d" % v[:2], "%d.%d.%d" % v[:3], sys.executable, sep="\\n")';
  try {
    return execFileSync(file, ['-c', script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).split('\n');
  } catch {
    // Not a Python that runs.
    return [];
  }
}

/** Chooses what runs a Lambda runtime identifier. Never throws: what cannot run says why. */
export function planRuntime(runtime: string, inventory: RuntimeInventory): RuntimePlan {
  const node = /^nodejs(\d+)(?:\.|$)/.exec(runtime);
  if (node) return planNode(runtime, Number(node[1]), inventory);
  const python = /^python(\d+\.\d+)$/.exec(runtime);
  if (python) return planPython(runtime, python[1]!, inventory);
  return { is: 'none', reason: `${runtime} is not run here: the lab runs Node.js and Python functions` };
}

function planNode(asked: string, askedMajor: number, inventory: RuntimeInventory): RuntimePlan {
  const major = Math.max(askedMajor, OLDEST_NODE);
  const runtime = `nodejs${major}.x`;
  const notices: string[] = [];
  if (major !== askedMajor) notices.push(`${asked} is past its end; run as ${runtime}`);
  const node = inventory.nodes.get(major) ?? inventory.currentNode;
  const differs = majorOf(node.version) !== major;
  if (differs) notices.push(`Node.js ${major} is not installed; runs on ${node.version} (${howToInstall(major)})`);
  // Which client a runtime has follows the runtime, whatever Node.js stands in for it.
  const ricMajor = major >= 24 ? 4 : 3;
  const ric = inventory.rics.get(ricMajor);
  const entry: NodeEntry = ric === undefined ? 'bootstrap' : ricMajor === 4 ? 'ric-4' : 'ric-3';
  const client = ric === undefined ? 'Bulkhead bootstrap' : `aws-lambda-ric ${ric.version}`;
  return {
    is: 'node',
    runtime,
    node,
    entry,
    ...(ric === undefined ? {} : { ric }),
    runsOn: `${client} on Node ${node.version}${differs ? ` instead of ${major}` : ''}`,
    ...(notices.length === 0 ? {} : { notice: notices.join('; ') }),
  };
}

function planPython(runtime: string, asked: string, inventory: RuntimeInventory): RuntimePlan {
  const pythons = inventory.pythons();
  const exact = pythons.get(asked);
  const install = exact ?? pythons.values().next().value;
  if (!install) return { is: 'none', reason: `${runtime} needs Python 3, which is not installed` };
  const runsOn = `Bulkhead Python client on Python ${install.version}`;
  const common = { is: 'python', runtime, path: install.path } as const;
  if (exact) return { ...common, runsOn };
  const notice = `Python ${asked} is not installed; runs on ${install.version}`;
  return { ...common, runsOn: `${runsOn} instead of ${asked}`, notice };
}

export function majorOf(version: string): number {
  return Number.parseInt(version, 10);
}
