// A fresh process: CPU of loading one variant and of its first event.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const event = JSON.parse(readFileSync(new URL('../protect/event.json', import.meta.url), 'utf8'));
const ms = ({ user, system }) => (user + system) / 1000;
const before = ms(process.cpuUsage());
const { checkEvent } = require(`./variants/${process.argv[2]}.cjs`);
const loaded = ms(process.cpuUsage());
checkEvent(event);
const first = ms(process.cpuUsage());
console.log(JSON.stringify({ loadMs: loaded - before, firstMs: first - loaded }));
