import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';
import { build } from '../../packages/runtime/build.mjs';
import { buildLayer } from '../../packages/runtime/build-layer.mjs';
import { nodeBinaries } from '../lib/machine.mjs';
import { median, minimum } from '../lib/stats.mjs';
import { table } from '../lib/table.mjs';

export const title =
  'protect: cold start and warm overhead in the function, against a bare handler, @aikidosec/firewall 1.8.36, and Datadog with AppSec (dd-trace 5.132.0, datadog-lambda-js 12.143.0)';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const dist = path('../../packages/runtime/dist');

/** The layer as it is deployed, with code caches for the Node.js binaries that are measured. */
const layer = mkdtempSync(join(tmpdir(), 'bulkhead-bench-layer-'));

/** The package in two forms of deployment: with code caches for those binaries, and in a bundle, which can have none. */
const deployed = mkdtempSync(join(tmpdir(), 'bulkhead-bench-package-'));

const OURS = { BULKHEAD_KEY: randomBytes(32).toString('base64url') };

/** The first is what the others are compared with, those with a `peer` are what we are measured against. */
const VARIANTS = [
  { id: 'bare handler', file: 'bare', nodeArgs: [], environment: {} },
  { id: 'protect(handler)', file: 'bulkhead', nodeArgs: [], environment: OURS },
  { id: 'protect, code cache', file: join(deployed, 'cached'), nodeArgs: [], environment: OURS },
  { id: 'protect, in a bundle', file: join(deployed, 'bundled'), nodeArgs: [], environment: OURS },
  { id: 'layer, code cache', file: 'bare', nodeArgs: ['--require', join(layer, 'preload.cjs')], environment: OURS },
  { id: '@aikidosec/firewall', peer: 'Zen', file: 'zen', nodeArgs: [], environment: { AIKIDO_BLOCK: 'true' } },
  {
    // As Datadog's layer does it: its handler loads the function's own. Without the extension, spans go to the log.
    id: 'dd-trace with AppSec',
    peer: 'Datadog',
    file: 'bare',
    nodeArgs: [],
    environment: {
      _HANDLER: path('../node_modules/datadog-lambda-js/dist/handler.handler'),
      DD_LAMBDA_HANDLER: 'bare.handler',
      DD_APPSEC_ENABLED: 'true',
      DD_SERVICE: 'bench',
      DD_FLUSH_TO_LOG: 'true',
    },
  },
];
const PEERS = VARIANTS.filter((variant) => variant.peer);

/**
 * How Lambda's own start script runs Node.js in a function of this size: a tenth of it for new objects, the rest for old ones.
 * Without these a process that allocates much looks larger, and stops less often, than it would there.
 */
const MEMORY_MB = 256;
const LAMBDA_NODE_ARGS = [
  '--expose-gc',
  '--max-http-header-size=81920',
  `--max-semi-space-size=${Math.floor(MEMORY_MB / 20)}`,
  `--max-old-space-size=${MEMORY_MB - Math.floor(MEMORY_MB / 10)}`,
];

/** Cold starts of each variant; processes and invocations of each variant when warm. */
const FULL = { starts: 25, processes: 5, warmUp: 1_000, invocations: 6_000 };
const QUICK = { starts: 5, processes: 2, warmUp: 500, invocations: 1_500 };

export async function run({ quick, nodes }) {
  const counts = quick ? QUICK : FULL;
  const results = [];
  const binaries = nodeBinaries(nodes);
  try {
    const paths = binaries.map((node) => node.path);
    await buildLayer({ outdir: layer, dist, nodes: paths });
    await build({ outdir: join(deployed, 'package'), nodes: paths });
    await deploy();
    for (const node of binaries) {
      const cold = await coldStarts(node, counts);
      const warm = await warmRuns(node, counts);
      results.push({ node: node.version, counts, cold, warm });
      print(node, counts, cold, warm);
    }
  } finally {
    rmSync(layer, { recursive: true });
    rmSync(deployed, { recursive: true });
  }
  return results;
}

/** Functions that use the package from a folder of theirs, as it is and in a bundle. */
async function deploy() {
  const handler = JSON.stringify(path('../protect/handler.cjs'));
  const source = `exports.handler = require('./package/index.cjs').protect(require(${handler}).handler);`;
  writeFileSync(join(deployed, 'cached.cjs'), source);
  // By its name, as users do: their bundlers then go by the package's exports.
  const installed = join(deployed, 'node_modules/@bulkhead/runtime');
  mkdirSync(installed, { recursive: true });
  cpSync(path('../../packages/runtime/package.json'), join(installed, 'package.json'));
  symlinkSync(join(deployed, 'package'), join(installed, 'dist'));
  const contents = `import { protect } from '@bulkhead/runtime';
    import { handler as own } from ${handler};
    export const handler = protect(own);`;
  await bundle({
    stdin: { contents, resolveDir: deployed },
    preserveSymlinks: true,
    outfile: join(deployed, 'bundled.cjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
}

/** Interleaved, each round in another order, so that a busy moment of the machine meets every variant. */
async function rounds(count, measure) {
  const figures = new Map(VARIANTS.map((variant) => [variant.id, []]));
  for (let round = 0; round < count; round++) {
    for (let i = 0; i < VARIANTS.length; i++) {
      const variant = VARIANTS[(round + i) % VARIANTS.length];
      figures.get(variant.id).push(await measure(variant));
    }
  }
  return figures;
}

async function coldStarts(node, { starts }) {
  // The first start of each finds nothing in the page cache.
  for (const variant of VARIANTS) await start(node, variant, 'cold.mjs', []);
  const figures = await rounds(starts, (variant) => start(node, variant, 'cold.mjs', []));
  return VARIANTS.map(({ id }) => {
    const of = (name) => figures.get(id).map((figure) => figure[name]);
    return {
      id,
      wallMinMs: minimum(of('wallMs')),
      wallMs: median(of('wallMs')),
      cpuMs: median(of('cpuMs')),
      rssMb: median(of('rssMb')),
      modules: median(of('modules')),
    };
  });
}

async function warmRuns(node, { processes, warmUp, invocations }) {
  const figures = await rounds(processes, (variant) =>
    start(node, variant, 'warm.mjs', [String(warmUp), String(invocations)]),
  );
  return VARIANTS.map(({ id }) => {
    const of = (name) => figures.get(id).map((figure) => figure[name]);
    return {
      id,
      medianUs: median(of('medianUs')),
      p99Us: minimum(of('p99Us')),
      p99MedianUs: median(of('p99Us')),
      rssMb: median(of('rssMb')),
    };
  });
}

/** Starts one environment; resolves with what it reported and the time from spawn to the report. */
function start(node, variant, script, args) {
  return new Promise((resolve, reject) => {
    const began = process.hrtime.bigint();
    const environment = { ...lambdaEnvironment(variant), ...variant.environment };
    // Lambda's runtime client 3 (Node.js 20 and 22) gets the handler as its argument, 4 from the environment.
    const handler = Number.parseInt(node.version, 10) < 24 ? environment._HANDLER : '-';
    const client = [path(`../protect/${script}`), handler, ...args];
    const child = spawn(node.path, [...LAMBDA_NODE_ARGS, ...variant.nodeArgs, ...client], {
      cwd: environment.LAMBDA_TASK_ROOT,
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    });
    let report = '';
    let errors = '';
    let wallMs = 0;
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.stdio[3].on('data', (chunk) => {
      wallMs ||= Number(process.hrtime.bigint() - began) / 1e6;
      report += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0 && report !== '') resolve({ wallMs, ...JSON.parse(report) });
      else reject(new Error(`${variant.id} on Node ${node.version} ended with ${code}: ${errors.slice(0, 2_000)}`));
    });
  });
}

function lambdaEnvironment(variant) {
  return {
    PATH: process.env.PATH,
    TZ: ':UTC',
    LAMBDA_TASK_ROOT: path('../protect/variants'),
    _HANDLER: `${variant.file}.handler`,
    AWS_REGION: 'eu-west-1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
    AWS_LAMBDA_FUNCTION_NAME: 'bench',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MEMORY_MB),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/bench',
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef',
    AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
    // AWS's own documentation's example credentials.
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_SESSION_TOKEN: 'a-session-token-of-no-account',
  };
}

function print(node, counts, cold, warm) {
  const [bare] = cold;
  console.log(`Node ${node.version}, cold start: ${counts.starts} starts of each, median`);
  console.log(
    table(
      [
        '',
        'wall ms',
        'min ms',
        'CPU ms',
        'CPU added',
        ...PEERS.map(({ peer }) => `of ${peer}`),
        'RSS MB',
        'RSS added',
        'modules',
      ],
      cold.map((row) => [
        row.id,
        row.wallMs.toFixed(1),
        row.wallMinMs.toFixed(1),
        row.cpuMs.toFixed(1),
        added(row.cpuMs, bare.cpuMs),
        ...shares(row, cold, 'cpuMs'),
        row.rssMb.toFixed(1),
        added(row.rssMb, bare.rssMb),
        String(row.modules),
      ]),
    ),
  );
  const [bareWarm] = warm;
  console.log(
    `\nNode ${node.version}, warm: ${counts.processes} processes x ${counts.invocations} invocations of each`,
  );
  console.log(
    table(
      [
        '',
        'median us',
        'added us',
        'x bare',
        ...PEERS.map(({ peer }) => `of ${peer}`),
        'p99 us (best)',
        'p99 us (median)',
        'RSS MB',
      ],
      warm.map((row) => [
        row.id,
        row.medianUs.toFixed(1),
        added(row.medianUs, bareWarm.medianUs),
        `${(row.medianUs / bareWarm.medianUs).toFixed(1)}`,
        ...shares(row, warm, 'medianUs'),
        row.p99Us.toFixed(1),
        row.p99MedianUs.toFixed(1),
        row.rssMb.toFixed(1),
      ]),
    ),
  );
  console.log('');
}

function added(value, base) {
  const difference = value - base;
  return difference === 0 ? '' : `${difference > 0 ? '+' : ''}${difference.toFixed(1)}`;
}

/** What a variant adds, as a multiple of what each peer adds. */
function shares(row, rows, figure) {
  const [bare] = rows;
  return PEERS.map(({ id }) => {
    if (row === bare) return '';
    const peer = rows.find((other) => other.id === id);
    return ((row[figure] - bare[figure]) / (peer[figure] - bare[figure])).toFixed(2);
  });
}
