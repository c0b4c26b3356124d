'use strict';
const { loadHandler, makeEvent, makeContext, report } = require('./environment.cjs');

async function main() {
  const answer = await loadHandler()(makeEvent(), makeContext(0));
  const { user, system } = process.cpuUsage();
  if (answer.statusCode !== 201) throw new Error(`the handler answered ${answer.statusCode}`);
  report({
    cpuMs: (user + system) / 1000,
    rssMb: process.memoryUsage.rss() / 1e6,
    modules: Object.keys(require.cache).length,
  });
  process.exit(0);
}

main();
