// Times queries to a real server over TLS, on a pool of one connection.
//   node round-trip.cjs bare|protected pg|mysql2 PORT CERTIFICATE QUERIES
const { readFileSync, writeSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');

const [, , variant, driver, port, certificate, queries] = process.argv;
const from = createRequire(join(__dirname, '../../packages/runtime/package.json'));
const event = readFileSync(join(__dirname, '../protect/event.json'), 'utf8');
const { protect } = require('../../packages/runtime/dist/index.cjs');
// The hook alone makes the difference: whatever works before a query makes it slower on a busy machine, an empty loop does.
const policy = variant === 'bare' ? { policy: { hooks: { database: 'off' } } } : undefined;

const ssl = { ca: readFileSync(certificate, 'utf8'), servername: 'localhost' };
const options = { host: '127.0.0.1', port: Number(port), ssl };
let run;
if (driver === 'pg') {
  const { Pool } = from('pg');
  const pool = new Pool({ ...options, user: 'postgres', database: 'postgres', max: 1 });
  run = (sql) => pool.query(sql);
} else {
  const pool = from('mysql2/promise').createPool({
    ...options,
    user: 'app',
    password: 'pw',
    database: 'app',
    connectionLimit: 1,
  });
  run = (sql) => pool.query(sql);
}
const times = [];
const cpu = [];
let serial = 0;
const COLUMNS = Array.from({ length: 40 }, (_, i) => `'column ${i}' as column_${i}`).join(', ');

const handler = protect(async ({ path }) => {
  const sql = `select '${path} ${serial++}' as v, ${COLUMNS}`;
  const start = process.hrtime.bigint();
  const before = process.cpuUsage();
  await run(sql);
  const { user, system } = process.cpuUsage(before);
  cpu.push(user + system);
  times.push(Number(process.hrtime.bigint() - start) / 1000);
}, policy);
(async () => {
  for (let i = 0; i < Number(queries); i++) {
    if (i === Number(queries) >> 2) times.length = cpu.length = 0;
    await handler(JSON.parse(event), { awsRequestId: `request-${i}`, getRemainingTimeInMillis: () => 10_000 });
  }
  const middle = (list) => list.sort((a, b) => a - b)[list.length >> 1];
  writeSync(3, JSON.stringify({ medianUs: middle(times), cpuUs: middle(cpu) }));
  process.exit(0);
})();
