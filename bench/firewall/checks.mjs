// One process on one Node.js: every variant in turn, in rounds, so that a busy moment meets each. Prints JSON.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { median } from '../lib/stats.mjs';
import { ATTACKS, BENIGN, HOSTILE } from './texts.mjs';

const require = createRequire(import.meta.url);
const { rounds, warmUpMs, sizes, hostileSize, variants: ids } = JSON.parse(process.argv[2]);
const variants = ids.map((id) => ({ id, ...require(`./variants/${id}.cjs`) }));
const eventText = readFileSync(new URL('../protect/event.json', import.meta.url), 'utf8');

/** Runs something until its code is compiled as far as it will be. */
function warmUp(call) {
  const end = performance.now() + warmUpMs;
  while (performance.now() < end) call();
}

/** Microseconds of one call, of batches that take about a millisecond each; tells whether it found anything. */
function timer(call) {
  const found = Boolean(call());
  warmUp(call);
  const began = process.hrtime.bigint();
  for (let i = 0; i < 5; i++) call();
  const once = Number(process.hrtime.bigint() - began) / 5_000;
  const batch = Math.max(1, Math.min(5_000, Math.floor(1_000 / Math.max(once, 0.1))));
  const times = [];
  return {
    found,
    run() {
      const start = process.hrtime.bigint();
      for (let i = 0; i < batch; i++) call();
      times.push(Number(process.hrtime.bigint() - start) / 1000 / batch);
    },
    median: () => median(times),
  };
}

/** The same work for every variant, interleaved. */
function measure(calls) {
  const timers = calls.map(timer);
  for (let i = 0; i < rounds; i++) for (const one of timers) one.run();
  return Object.fromEntries(timers.map((one, i) => [variants[i].id, { us: one.median(), found: one.found }]));
}

/** One call of each variant. */
const checksOf = (value) => variants.map(({ checkValue }) => checkValue.bind(undefined, value));

const wholeEvent = (checkEvent) => () => checkEvent(JSON.parse(eventText));

function pass() {
  const values = [];
  for (const [group, texts] of Object.entries({ benign: BENIGN, attack: ATTACKS })) {
    for (const [kind, make] of Object.entries(texts)) {
      for (const size of sizes) values.push({ group, kind, size, us: measure(checksOf(make(size))) });
    }
  }
  const hostile = Object.entries({ ...BENIGN, ...HOSTILE }).map(([kind, make]) => ({
    kind,
    size: hostileSize,
    us: measure(checksOf(make(hostileSize))),
  }));
  const event = measure(variants.map(({ checkEvent }) => wholeEvent(checkEvent)));
  const parse = measure([() => JSON.parse(eventText)]);
  return { values, hostile, event, parseUs: Object.values(parse)[0].us };
}

// Each text that differs from those before throws away some of what V8 compiled for them, which a warm-up of one text alone does not
// make up for. The first pass says what that costs, and mixes all texts; the second is the steady state of such a process.
const settling = pass();
console.log(JSON.stringify({ ...pass(), settling }));
