import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus, loadavg, platform, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);

/** What the figures depend on besides the code. */
export function machine() {
  return {
    commit:
      git('rev-parse', '--short', 'HEAD') +
      (git('status', '--porcelain', '--', 'packages', 'bench') ? ' (changed)' : ''),
    cpu: `${cpus().length} x ${cpus()[0].model.trim()}`,
    memoryGb: Math.round(totalmem() / 1e9),
    platform: platform(),
    load: loadavg().map((value) => Number(value.toFixed(2))),
    time: new Date().toISOString(),
  };
}

function git(...args) {
  return execFileSync('git', args, { cwd: fileURLToPath(root), encoding: 'utf8' }).trim();
}

/** Node.js binaries to measure on: this one, those of the lab's runtimes, and any named with `--node PATH`. */
export function nodeBinaries(named) {
  const installed = ['node-22', 'node-24'].map((name) =>
    fileURLToPath(new URL(`tools/runtimes/node_modules/${name}/bin/node`, root)),
  );
  const found = [process.execPath, ...installed.filter(existsSync), ...named];
  const byVersion = new Map();
  for (const path of found) {
    const version = execFileSync(path, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim();
    if (!byVersion.has(version)) byVersion.set(version, path);
  }
  return [...byVersion].map(([version, path]) => ({ version, path }));
}
