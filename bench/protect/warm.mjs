import { loadHandler, makeContext, makeEvent, report } from './environment.mjs';

const handler = await loadHandler();
const [warmUp, invocations] = process.argv.slice(3).map(Number);
for (let i = 0; i < warmUp; i++) await handler(makeEvent(), makeContext(i));
const micros = new Float64Array(invocations);
for (let i = 0; i < invocations; i++) {
  const event = makeEvent();
  const context = makeContext(warmUp + i);
  const start = process.hrtime.bigint();
  const answer = await handler(event, context);
  micros[i] = Number(process.hrtime.bigint() - start) / 1000;
  if (answer.statusCode !== 201) throw new Error(`the handler answered ${answer.statusCode}`);
}
micros.sort();
const at = (share) => micros[Math.min(invocations - 1, Math.floor(invocations * share))];
report({ medianUs: at(0.5), p99Us: at(0.99), rssMb: process.memoryUsage.rss() / 1e6 });
process.exit(0);
