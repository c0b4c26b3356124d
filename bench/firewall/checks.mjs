// One process on one Node.js: every variant in turn, in rounds, so that a busy moment meets each. Prints JSON.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { median } from '../lib/stats.mjs';
import { ATTACKS, BENIGN, HOSTILE } from './texts.mjs';

const require = createRequire(import.meta.url);
const { rounds, sizes, hostileSize, variants: ids } = JSON.parse(process.argv[2]);
const variants = ids.map((id) => ({ id, ...require(`./variants/${id}.cjs`) }));
const eventText = readFileSync(new URL('../protect/event.json', import.meta.url), 'utf8');

/** Microseconds of one call, of batches that take about 2 ms each; the flag tells whether it found anything. */
function timer(call) {
  const began = process.hrtime.bigint();
  const found = call();
  const once = Number(process.hrtime.bigint() - began) / 1000;
  const batch = Math.max(1, Math.min(2_000, Math.floor(2_000 / Math.max(once, 0.2))));
  const times = [];
  return {
    found,
    run(count) {
      for (let round = 0; round < count; round++) {
        const start = process.hrtime.bigint();
        for (let i = 0; i < batch; i++) call();
        times.push(Number(process.hrtime.bigint() - start) / 1000 / batch);
      }
    },
    median: () => median(times),
  };
}

/** The same work for every variant, interleaved; the first quarter is warm-up and not counted. */
function measure(calls) {
  const warm = calls.map(timer);
  for (let i = 0; i < Math.ceil(rounds / 4); i++) for (const one of warm) one.run(1);
  const timers = calls.map(timer);
  for (let i = 0; i < rounds; i++) for (const one of timers) one.run(1);
  return Object.fromEntries(timers.map((one, i) => [variants[i].id, { us: one.median(), found: Boolean(one.found) }]));
}

const values = [];
for (const [group, texts] of Object.entries({ benign: BENIGN, attack: ATTACKS })) {
  for (const [kind, make] of Object.entries(texts)) {
    for (const size of sizes) {
      const value = make(size);
      values.push({
        group,
        kind,
        size,
        us: measure(
          variants.map(
            ({ checkValue }) =>
              () =>
                checkValue(value),
          ),
        ),
      });
    }
  }
}
const hostile = Object.entries({ ...BENIGN, ...HOSTILE }).map(([kind, make]) => {
  const value = make(hostileSize);
  return {
    kind,
    size: hostileSize,
    us: measure(
      variants.map(
        ({ checkValue }) =>
          () =>
            checkValue(value),
      ),
    ),
  };
});
const event = measure(
  variants.map(
    ({ checkEvent }) =>
      () =>
        checkEvent(JSON.parse(eventText)),
  ),
);
const parse = measure([() => JSON.parse(eventText)]);
console.log(JSON.stringify({ values, hostile, event, parseUs: Object.values(parse)[0].us }));
