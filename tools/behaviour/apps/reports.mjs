// A nightly report with knex, kept in /tmp between invocations.
import { existsSync } from 'node:fs';
import { appendFile, readFile } from 'node:fs/promises';
import knex from 'knex';

const db = knex({
  client: 'pg',
  version: '15',
  connection: { host: 'reports.example.org', port: 5432, user: 'app' },
  pool: { min: 0, max: 1 },
});
export const event = (i) => ({ source: 'aws.events', 'detail-type': 'Scheduled Event', detail: { day: i } });
export async function handler({ detail }) {
  await db('sales').where({ day: detail.day }).select('total');
  const file = '/tmp/report.csv';
  await appendFile(file, `${detail.day}\n`);
  return existsSync(file) ? (await readFile(file, 'utf8')).length : 0;
}
