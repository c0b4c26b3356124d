import { cpuMs, load, makeContext, makeEvent, report } from './environment.mjs';

const event = makeEvent();
const before = cpuMs();
await load(process.argv[2])(event, makeContext(0));
report({ cpuMs: cpuMs() - before, totalMs: cpuMs() });
