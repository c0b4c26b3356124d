import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { BulkheadError } from '@bulkhead/core';
import { zipLayer } from '@bulkhead/iac';
import type { Command } from 'commander';
import { assetPath } from '../assets.ts';
import type { Io } from '../io.ts';
import { checkPolicyBeside } from '../policy-beside.ts';

export function registerLayer(program: Command, io: Io): void {
  program
    .command('layer')
    .description('Build the Lambda layer that protects a function without a change to its code.')
    .option('-o, --out <dir>', 'folder for the zip', '.')
    .option(
      '--node <path>',
      'a node binary of Lambda: adds V8’s code cache for it; may be repeated',
      (path: string, all: readonly string[]) => [...all, path],
      [] as readonly string[],
    )
    .addHelpText('after', '\nExample:\n  $ npx bulkhead layer --out dist\n')
    .action(async (options: { out: string; node: readonly string[] }) => {
      await checkPolicyBeside(io.cwd, io);
      const built = buildLayerZip(
        assetPath('layer'),
        options.node.map((path) => resolve(io.cwd, path)),
      );
      const out = resolve(io.cwd, options.out);
      const file = join(out, 'bulkhead-layer.zip');
      mkdirSync(out, { recursive: true });
      writeFileSync(file, built);
      io.out.write(
        `${file}  ${Math.ceil(built.length / 1000)} kB, sha256 ${sha256(built)}\n${publishCommand(file, options.node)}`,
      );
    });
}

/** A code cache holds for one processor; without one the files are the same for both. */
function publishCommand(file: string, nodes: readonly string[]): string {
  const architectures = nodes.length === 0 ? 'x86_64 arm64' : process.arch === 'arm64' ? 'arm64' : 'x86_64';
  return `
Publish it in the functions' account and region:
  aws lambda publish-layer-version --layer-name bulkhead --zip-file fileb://${file} \\
    --compatible-runtimes nodejs20.x nodejs22.x nodejs24.x --compatible-architectures ${architectures}
Then put it on functions: npx bulkhead attach . --all --layer <LayerVersionArn>
`;
}

/**
 * @param folder the layer's files, as packages/runtime/build-layer.mjs lays them out
 * @param nodes binaries to make code caches for
 */
export function buildLayerZip(folder: string, nodes: readonly string[]): Buffer {
  if (nodes.length === 0) return zipLayer(folder);
  const copy = mkdtempSync(join(tmpdir(), 'bulkhead-layer-'));
  try {
    cpSync(folder, copy, { recursive: true });
    const id = sha256(readFileSync(join(copy, 'runtime.cjs')));
    for (const node of nodes) makeCache(node, copy, id);
    return zipLayer(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** In an environment of its own: what is set here must not reach the runtime that is run for it. */
function makeCache(node: string, layer: string, id: string): void {
  if (!existsSync(node)) {
    throw new BulkheadError('BULKHEAD_USAGE', `${node} does not exist`, {
      next: 'Give --node the path of a node binary.',
    });
  }
  try {
    execFileSync(node, [assetPath('layer-cache/make-cache.mjs'), layer, id], {
      env: { PATH: process.env['PATH'] },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  } catch (cause) {
    throw new BulkheadError('BULKHEAD_USAGE', `${node} could not make a code cache`, {
      next: 'Give --node a node binary of version 20 or later that runs on this machine.',
      cause,
    });
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
