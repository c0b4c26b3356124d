// Builds what ships: the function's runtime, the console's page and the command line. Run as a program or imported.
//   node tools/build.mjs [--if-stale] [--quiet]
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const cliDist = join(root, 'packages/cli/dist');
const stamp = join(cliDist, 'built.json');

/** @param {{ log?: (line: string) => void, ifStale?: boolean }} [options] */
export async function buildAll({ log = console.error, ifStale = false } = {}) {
  if (ifStale && (await isFresh())) return;
  const started = performance.now();
  const step = async (name, work) => {
    const from = performance.now();
    await work();
    log(`built ${name} in ${Math.round(performance.now() - from)} ms`);
  };
  await rm(cliDist, { recursive: true, force: true });
  await mkdir(cliDist, { recursive: true });
  await step('the runtime', async () => {
    const { build } = await import(pathToFileURL(join(root, 'packages/runtime/build.mjs')).href);
    await build();
    await cp(join(root, 'packages/runtime/dist'), join(cliDist, 'runtime'), {
      recursive: true,
      // For bundles of functions, which the command line makes none of.
      filter: (path) => !path.endsWith('/bundled.mjs'),
    });
  });
  await step('the tasks', async () => {
    const { build } = await import(pathToFileURL(join(root, 'packages/tasks/build.mjs')).href);
    await build();
  });
  await step('the clients', async () => {
    const { build } = await import(pathToFileURL(join(root, 'packages/clients/build.mjs')).href);
    await build();
  });
  await step('the layer', async () => {
    const { buildLayer } = await import(pathToFileURL(join(root, 'packages/runtime/build-layer.mjs')).href);
    await buildLayer({ outdir: join(cliDist, 'layer'), dist: join(root, 'packages/runtime/dist') });
    for (const name of ['make-cache.mjs', 'exercise.mjs'])
      await cp(join(root, 'packages/runtime', name), join(cliDist, 'layer-cache', name));
  });
  for (const [name, folder] of [
    ['the plug-in for the Serverless Framework', 'serverless-plugin'],
    ['the parts for CDK', 'cdk'],
  ]) {
    await step(name, async () => {
      const { build } = await import(pathToFileURL(join(root, 'packages', folder, 'build.mjs')).href);
      await build();
    });
  }
  await step('the console', async () => {
    const { build } = await import(pathToFileURL(join(root, 'packages/console/web/build.mjs')).href);
    await build({ outDir: join(cliDist, 'web') });
  });
  await step('the command line', buildCli);
  await step('the Config rule', async () => {
    const { build } = await import(pathToFileURL(join(root, 'packages/ops/build.mjs')).href);
    await build({ outdir: join(cliDist, 'ops') });
  });
  await writeFile(stamp, JSON.stringify({ at: new Date().toISOString() }));
  log(`built everything in ${Math.round(performance.now() - started)} ms`);
}

async function buildCli() {
  const { build: bundle } = await import('esbuild');
  const { buildProgram } = await import('./build-program.mjs');
  const { dependencies } = JSON.parse(await readFile(join(root, 'packages/cli/package.json'), 'utf8'));
  await buildProgram({
    entry: join(root, 'packages/cli/src/main.ts'),
    outdir: cliDist,
    external: Object.keys(dependencies),
    isCommonJs: true,
  });
  await bundle({
    entryPoints: ['start', 'part'].map((name) => join(root, `packages/cli/src/program/${name}.ts`)),
    outdir: cliDist,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    logLevel: 'warning',
  });
  for (const folder of ['bootstrap', 'python']) {
    await cp(join(root, 'packages/lab', folder), join(cliDist, 'lab', folder), { recursive: true });
  }
}

/** True when nothing that is built from is newer than the last build. */
async function isFresh() {
  const built = await stat(stamp).then(
    (entry) => entry.mtimeMs,
    () => 0,
  );
  if (built === 0) return false;
  for (const folder of await readdir(join(root, 'packages'), { recursive: true, withFileTypes: true })) {
    if (!folder.isFile() || /(^|\/)(node_modules|dist)(\/|$)/.test(folder.parentPath)) continue;
    if ((await stat(join(folder.parentPath, folder.name))).mtimeMs > built) return false;
  }
  return true;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const flags = process.argv.slice(2);
  await buildAll({ ifStale: flags.includes('--if-stale'), log: flags.includes('--quiet') ? () => {} : console.error });
}
