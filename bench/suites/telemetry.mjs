import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { nodeBinaries } from '../lib/machine.mjs';
import { median, minimum } from '../lib/stats.mjs';
import { table } from '../lib/table.mjs';

export const title =
  'telemetry: size, cold CPU and warm time of three log lines an invocation, against bare JSON, Powertools, DAZN, pino-lambda and OpenTelemetry';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** The first is what the others are compared with. */
const VARIANTS = [
  { id: 'bare console.log of JSON', file: 'bare' },
  { id: 'Bulkhead log', file: 'bulkhead-log' },
  { id: 'Bulkhead log + correlation', file: 'bulkhead' },
  { id: 'Bulkhead log + correlation + metrics', file: 'bulkhead-metrics' },
  { id: 'Bulkhead lean log', file: 'bulkhead-lean-log' },
  { id: 'Bulkhead lean log + correlation', file: 'bulkhead-lean' },
  { id: 'Powertools logger', file: 'powertools' },
  { id: 'Powertools logger + metrics', file: 'powertools-metrics' },
  { id: 'DAZN logger + correlation', file: 'dazn' },
  { id: 'pino-lambda', file: 'pino-lambda' },
  { id: 'OpenTelemetry (spans dropped) + bare', file: 'opentelemetry' },
];

/** DESIGN: what our logger and correlation may cost. */
const BUDGET = { bytes: 6_000, cpuMs: 2, warm: 1.6 };

const FULL = { starts: 25, processes: 5, warmUp: 3_000, invocations: 20_000 };
const QUICK = { starts: 7, processes: 3, warmUp: 1_000, invocations: 4_000 };

export async function run({ quick, nodes }) {
  const counts = quick ? QUICK : FULL;
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-telemetry-'));
  const results = [];
  try {
    const bundles = await bundleAll(folder);
    for (const node of nodeBinaries(nodes)) {
      const cold = await rounds(bundles, counts.starts, node, 'cold.mjs', []);
      const args = [String(counts.warmUp), String(counts.invocations)];
      const warm = await rounds(bundles, counts.processes, node, 'warm.mjs', args);
      const rows = bundles.map(({ id, bytes }) => ({
        id,
        bytes,
        cpuMs: median(cold.get(id).map((figure) => figure.cpuMs)),
        medianUs: median(warm.get(id).map((figure) => figure.medianUs)),
        p99Us: minimum(warm.get(id).map((figure) => figure.p99Us)),
      }));
      results.push({ node: node.version, counts, rows });
      print(node, counts, rows);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  return results;
}

/** As a user's project does it: esbuild, minified, everything in one file. */
async function bundleAll(folder) {
  const bundles = [];
  for (const { id, file } of VARIANTS) {
    const outfile = join(folder, `${file}.cjs`);
    const { metafile } = await build({
      entryPoints: [path(`../telemetry/variants/${file}.mjs`)],
      outfile,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      metafile: true,
      logLevel: 'error',
      alias: {
        '@bulkhead/runtime/telemetry/lean': path('../../packages/runtime/dist/telemetry-lean.mjs'),
        '@bulkhead/runtime/telemetry': path('../../packages/runtime/dist/telemetry.mjs'),
      },
    });
    bundles.push({ id, outfile, bytes: Object.values(metafile.outputs)[0].bytes });
  }
  return bundles;
}

/** Interleaved, each round in another order, so that a busy moment of the machine meets every variant. */
async function rounds(bundles, count, node, script, args) {
  const figures = new Map(bundles.map(({ id }) => [id, []]));
  for (let round = -1; round < count; round++) {
    for (let i = 0; i < bundles.length; i++) {
      const { id, outfile } = bundles[(Math.max(round, 0) + i) % bundles.length];
      const figure = await start(node, script, [outfile, ...(round < 0 ? args.map(() => '10') : args)]);
      // The first start of each finds nothing in the page cache.
      if (round >= 0) figures.get(id).push(figure);
    }
  }
  return figures;
}

function start(node, script, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(node.path, [path(`../telemetry/${script}`), ...args], {
      env: { PATH: process.env.PATH, AWS_LAMBDA_FUNCTION_NAME: 'bench', AWS_REGION: 'eu-west-1', TZ: ':UTC' },
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    let report = '';
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.stdio[3].on('data', (chunk) => {
      report += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0 && report !== '') resolve(JSON.parse(report));
      else reject(new Error(`${args[0]} on Node ${node.version} ended with ${code}: ${errors.slice(0, 2_000)}`));
    });
  });
}

function print(node, counts, rows) {
  const [bare] = rows;
  console.log(
    `Node ${node.version}: ${counts.starts} starts (loading and the first invocation), ${counts.processes} x ${counts.invocations} warm invocations; budgets: ${BUDGET.bytes} B, +${BUDGET.cpuMs} ms, ${BUDGET.warm} x bare`,
  );
  console.log(
    `${table(
      ['', 'bytes', 'cold CPU ms', 'added', 'warm us', 'x bare', 'p99 us'],
      rows.map(({ id, bytes, cpuMs, medianUs, p99Us }) => [
        id,
        String(bytes),
        cpuMs.toFixed(1),
        (cpuMs - bare.cpuMs).toFixed(1),
        medianUs.toFixed(1),
        (medianUs / bare.medianUs).toFixed(2),
        p99Us.toFixed(0),
      ]),
    )}\n`,
  );
}
