import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine } from './lib/machine.mjs';

const suites = readdirSync(new URL('suites/', import.meta.url)).map((file) => file.replace(/\.mjs$/, ''));

const usage = `Usage: npm run bench [-- SUITE …] [--quick] [--node PATH …]

  SUITE        ${suites.join(', ')}; default: all
  --quick      fewer repetitions, to see that it runs; the figures are rough
  --node PATH  measure on this Node.js as well`;

function stop(message) {
  console.error(message);
  process.exit(2);
}

let args;
try {
  args = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      node: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
} catch (error) {
  stop(`${error.message}\n\n${usage}`);
}
if (args.values.help) {
  console.log(usage);
  process.exit(0);
}
const unknown = args.positionals.find((name) => !suites.includes(name));
if (unknown) stop(`There is no suite called ${unknown}.\n\n${usage}`);
if (!existsSync(new URL('node_modules/', import.meta.url))) {
  stop('The peers that we are measured against are not installed. Install them: npm ci --prefix bench');
}
if (!existsSync(new URL('../packages/runtime/dist/index.cjs', import.meta.url))) {
  stop('The runtime is not built. Build it: npm run build');
}

for (const name of args.positionals.length > 0 ? args.positionals : suites) {
  const { title, run } = await import(`./suites/${name}.mjs`);
  const before = machine();
  console.log(`${title}\ncommit ${before.commit}, ${before.cpu}, load ${before.load.join(' ')}\n`);
  const results = await run({ quick: args.values.quick, nodes: args.values.node });
  const after = machine();
  console.log(`\nload at the end: ${after.load.join(' ')}`);
  mkdirSync(new URL('results/', import.meta.url), { recursive: true });
  const file = new URL(`results/${name}-${before.time.replaceAll(':', '')}.json`, import.meta.url);
  writeFileSync(
    file,
    `${JSON.stringify({ suite: name, quick: args.values.quick, before, after, results }, null, 2)}\n`,
  );
  console.log(`figures: ${fileURLToPath(file)}`);
}
