import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadSources } from '../../tools/load-sources.mjs';
import { nodeBinaries } from '../lib/machine.mjs';
import { median } from '../lib/stats.mjs';
import { table } from '../lib/table.mjs';

export const title = 'database: what the check of queries adds to a write, and to a query of a real server';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const FULL = { processes: 5, invocations: 3_000, queries: 3_000 };
const QUICK = { processes: 2, invocations: 1_000, queries: 800 };
const GOAL_US = { 'event of 2.7 kB': 20, 'batch of 100 records': 150 };

export async function run({ quick, nodes }) {
  const counts = quick ? QUICK : FULL;
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-database-'));
  const batch = join(folder, 'batch.json');
  writeFileSync(batch, JSON.stringify(makeBatch()));
  const events = { 'event of 2.7 kB': path('../protect/event.json'), 'batch of 100 records': batch };
  const servers = await startServers();
  const results = [];
  try {
    for (const node of nodeBinaries(nodes)) {
      for (const [name, file] of Object.entries(events)) {
        const figures = await both((variant) => start(node, ['check.cjs', variant, file, counts.invocations]), counts);
        results.push({ node: node.version, event: name, figures });
        print(node, name, figures);
      }
      for (const [driver, server] of Object.entries(servers)) {
        const certificate = join(folder, `${driver}.pem`);
        writeFileSync(certificate, server.certificate);
        const args = (variant) => ['round-trip.cjs', variant, driver, server.port, certificate, counts.queries];
        const figures = await both((variant) => start(node, args(variant)), counts);
        results.push({ node: node.version, driver, figures });
        const of = (key) =>
          ['bare', 'protected'].map((variant) => median(figures[variant].map((figure) => figure[key])));
        const [[bare, ours], [bareCpu, ourCpu]] = [of('medianUs'), of('cpuUs')].map((pair) =>
          pair.map((us) => us.toFixed(0)),
        );
        console.log(
          `Node ${node.version}, ${driver} over TLS, a query of 1 kB: ${bare} us without the hook (CPU ${bareCpu}), ${ours} us with it (CPU ${ourCpu})\n`,
        );
      }
    }
  } finally {
    for (const server of Object.values(servers)) await server.close();
    rmSync(folder, { recursive: true });
  }
  return results;
}

/** 100 messages as a queue hands them on, each with a document of 400 characters. */
function makeBatch() {
  const order = readFileSync(path('../protect/event.json'), 'utf8').slice(0, 300);
  const body = (i) =>
    JSON.stringify({ id: i, customer: `Customer ${i}`, note: `Please leave it at no. ${i}; thanks`, order });
  return {
    Records: Array.from({ length: 100 }, (_, i) => ({
      messageId: `059f36b4-87a3-44ab-83d2-66197${String(i).padStart(7, '0')}`,
      receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a',
      body: body(i),
      attributes: { ApproximateReceiveCount: '1', SentTimestamp: '1545082649183', SenderId: 'AIDAIENQZJOLO23YVJ4VO' },
      messageAttributes: {},
      md5OfBody: '098f6bcd4621d373cade4e832627b4f6',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:orders',
      awsRegion: 'eu-west-1',
    })),
  };
}

/** The servers that are installed. */
async function startServers() {
  const databases = await loadSources("export * from './packages/runtime/src/testing/databases.ts';");
  return {
    ...(databases.hasPostgres && { pg: await databases.startPostgres() }),
    ...(databases.hasMariadb && { mysql2: await databases.startMariadb() }),
  };
}

/** Interleaved, so that a busy moment of the machine meets both. */
async function both(measure, { processes }) {
  const figures = { bare: [], protected: [] };
  for (let round = 0; round < processes; round++) {
    for (const variant of round % 2 ? ['protected', 'bare'] : ['bare', 'protected']) {
      figures[variant].push(await measure(variant));
    }
  }
  return figures;
}

function print(node, name, figures) {
  const rows = [
    ['first', 'a query, concatenated: first of an invocation'],
    ['concatenated', 'the next'],
    ['parameterised', 'a statement that was sent before'],
    ['upload', '16 kB of an upload by HTTPS'],
  ];
  const of = (variant, key) => median(figures[variant].map((figure) => figure[key]));
  console.log(`Node ${node.version}, ${name}; goal for a query: ${GOAL_US[name]} us added`);
  console.log(
    table(
      ['', 'bare us', 'protected us', 'added us'],
      rows.map(([key, label]) => {
        const [bare, ours] = [of('bare', key), of('protected', key)];
        return [label, bare.toFixed(2), ours.toFixed(2), (ours - bare).toFixed(2)];
      }),
    ),
  );
  console.log('');
}

function start(node, [script, ...args]) {
  return new Promise((resolve, reject) => {
    const child = spawn(node.path, [path(`../database/${script}`), ...args.map(String)], {
      env: {
        PATH: process.env.PATH,
        AWS_REGION: 'eu-west-1',
        AWS_LAMBDA_FUNCTION_NAME: 'bench',
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      },
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
      else reject(new Error(`${script} on Node ${node.version} ended with ${code}: ${errors.slice(0, 2_000)}`));
    });
  });
}
