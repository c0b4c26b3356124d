import { loadHandler, makeContext, makeEvent, moduleCount, report } from './environment.mjs';

const handler = await loadHandler();
const answer = await handler(makeEvent(), makeContext(0));
const { user, system } = process.cpuUsage();
if (answer.statusCode !== 201) throw new Error(`the handler answered ${answer.statusCode}`);
report({ cpuMs: (user + system) / 1000, rssMb: process.memoryUsage.rss() / 1e6, modules: moduleCount() });
process.exit(0);
