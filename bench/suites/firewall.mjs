import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildEntry } from '../../packages/runtime/build.mjs';
import { nodeBinaries } from '../lib/machine.mjs';
import { median } from '../lib/stats.mjs';
import { table } from '../lib/table.mjs';

export const title =
  'firewall: one check by size, a whole event, and loading, against @datadog/native-appsec 11.0.3 (recommended rules) and @aikidosec/firewall 1.8.36';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const execute = promisify(execFile);
const NAMES = { bulkhead: 'Bulkhead', ddwaf: 'libddwaf', zen: 'Zen' };
const IDS = Object.keys(NAMES);

const FULL = { rounds: 40, warmUpMs: 150, starts: 15 };
const QUICK = { rounds: 8, warmUpMs: 40, starts: 3 };
const SIZES = [64, 1024, 16_384];
const LARGE = 65_536;

/** What a check of each size may take, in microseconds. */
const GOALS = { benign: [2, 20, 300], attack: [20, 100, 1_000] };

export async function run({ quick, nodes }) {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-bench-'));
  try {
    const bundle = join(folder, 'firewall.cjs');
    await buildEntry(path('../firewall/entry.ts'), bundle);
    const lazy = readdirSync(join(folder, 'lazy')).map((name) => statSync(join(folder, 'lazy', name)).size);
    const kB = (bytes) => `${(bytes / 1000).toFixed(0)} kB`;
    console.log(
      `firewall: ${kB(statSync(bundle).size)} at once, ${kB(lazy.reduce((a, b) => a + b, 0))} in ${lazy.length} lazy parts\n`,
    );
    const environment = { ...process.env, BULKHEAD_BENCH_BUNDLE: bundle };
    const counts = quick ? QUICK : FULL;
    const results = [];
    for (const node of nodeBinaries(nodes)) {
      const cold = await coldStarts(node, counts, environment);
      const checks = await measureChecks(node, counts, environment);
      print(node, cold, checks);
      results.push({ node: node.version, counts, cold, ...checks });
    }
    return results;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measureChecks(node, { rounds, warmUpMs }, env) {
  const options = JSON.stringify({ rounds, warmUpMs, sizes: SIZES, hostileSize: LARGE, variants: IDS });
  const { stdout } = await execute(node.path, [path('../firewall/checks.mjs'), options], { env, maxBuffer: 1 << 24 });
  return JSON.parse(stdout);
}

async function coldStarts(node, { starts }, env) {
  const figures = Object.fromEntries(IDS.map((id) => [id, []]));
  for (let round = 0; round < starts; round++) {
    for (const id of IDS) {
      const { stdout } = await execute(node.path, [path('../firewall/cold.mjs'), id], { env });
      figures[id].push(JSON.parse(stdout));
    }
  }
  return Object.fromEntries(
    IDS.map((id) => [
      id,
      {
        loadMs: median(figures[id].map((figure) => figure.loadMs)),
        firstMs: median(figures[id].map((figure) => figure.firstMs)),
      },
    ]),
  );
}

const us = (figure) => (figure.us < 10 ? figure.us.toFixed(2) : figure.us.toFixed(0));
const withMark = (figure, isAttack) => us(figure) + (figure.found === isAttack ? '' : isAttack ? ' missed' : ' alarm');

function print(node, cold, { values, hostile, event, parseUs, settling }) {
  console.log(
    `Node ${node.version}, one check of one value, median microseconds, in a process that has judged all of these texts (Bulkhead at first: in one that had not)`,
  );
  const rows = values.map(({ group, kind, size, us: figures }, i) => [
    `${group} ${kind}`,
    String(size),
    String(GOALS[group][SIZES.indexOf(size)]),
    ...IDS.map((id) => withMark(figures[id], group === 'attack')),
    `${(figures.bulkhead.us / figures.ddwaf.us).toFixed(3)}`,
    us(settling.values[i].us.bulkhead),
  ]);
  console.log(table(['', 'characters', 'goal', ...IDS.map((id) => NAMES[id]), 'of libddwaf', 'at first'], rows));

  console.log(`\nNode ${node.version}, ${LARGE} characters of any content, median microseconds (goal 5000)`);
  console.log(
    table(
      ['', ...IDS.map((id) => NAMES[id]), 'at first'],
      hostile.map(({ kind, us: figures }, i) => [
        kind,
        ...IDS.map((id) => us(figures[id])),
        us(settling.hostile[i].us.bulkhead),
      ]),
    ),
  );

  console.log(
    `\nNode ${node.version}, the 2.7 kB API Gateway event whole, median microseconds (goal 30), less parsing it`,
  );
  console.log(
    table(
      [...IDS.map((id) => NAMES[id]), 'at first'],
      [
        [
          ...IDS.map((id) => (event[id].us - parseUs).toFixed(1)),
          (settling.event.bulkhead.us - settling.parseUs).toFixed(1),
        ],
      ],
    ),
  );

  console.log(`\nNode ${node.version}, a fresh process, CPU ms (goal: 5 in all)`);
  console.log(
    table(
      ['', 'load', 'first event'],
      IDS.map((id) => [NAMES[id], cold[id].loadMs.toFixed(1), cold[id].firstMs.toFixed(1)]),
    ),
  );
  console.log('');
}
