import { load, makeContext, makeEvent, report } from './environment.mjs';

const handler = load(process.argv[2]);
const [warmUp, invocations] = process.argv.slice(3).map(Number);
for (let i = 0; i < warmUp; i++) await handler(makeEvent(), makeContext(i));
const micros = new Float64Array(invocations);
for (let i = 0; i < invocations; i++) {
  const event = makeEvent();
  const context = makeContext(warmUp + i);
  const start = process.hrtime.bigint();
  await handler(event, context);
  micros[i] = Number(process.hrtime.bigint() - start) / 1000;
}
micros.sort();
const at = (share) => micros[Math.min(invocations - 1, Math.floor(invocations * share))];
report({ medianUs: at(0.5), p99Us: at(0.99) });
