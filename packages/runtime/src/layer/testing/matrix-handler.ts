/*
 * One handler with a sink of each kind, as CommonJS and as an ES module. What it does comes with the event:
 * `op` names the sink, `q` is what reaches it.
 */

const OPERATIONS = `
const ops = {
  exec: async (q) => execSync('echo got ' + q).toString(),
  fs: async (q) => readFileSync('/tmp/bulkhead-matrix/' + q, 'latin1').slice(0, 4),
  net: (q) => new Promise((resolve, reject) => {
    const [host, port] = q.split(':');
    const socket = connect({ host, port: Number(port) }, () => { socket.destroy(); resolve('connected'); });
    socket.on('error', reject);
  }),
  fetch: async (q) => (await fetch('http://' + q + '/')).text(),
  function: async (q) => new Function('n', 'return n * ' + q)(2),
  eval: async (q) => { const n = 2; return eval('n * ' + q); },
  pg: async (q) => {
    const client = new pg.Client({ host: '127.0.0.1', port: +process.env.PG_PORT, user: 'postgres', database: 'postgres', ssl: { rejectUnauthorized: false } });
    client.on('error', () => {});
    await client.connect();
    try {
      const { rows } = await client.query("select name from (values ('Ann'), ('Bob')) t(name) where name = '" + q + "'");
      return rows.length;
    } finally { client.end().catch(() => {}); }
  },
  mysql2: async (q) => {
    const connection = await mysql.createConnection({ host: '127.0.0.1', port: +process.env.MYSQL_PORT, user: 'app', password: 'pw', database: 'app', ssl: { rejectUnauthorized: false } });
    connection.on('error', () => {});
    try {
      const [rows] = await connection.query("select n from (select 'Ann' n union select 'Bob') t where n = '" + q + "'");
      return rows.length;
    } finally { connection.destroy(); }
  },
  mongodb: async (q) => {
    const client = await new MongoClient('mongodb://127.0.0.1:' + process.env.MONGO_PORT + '/?serverSelectionTimeoutMS=5000').connect();
    try {
      const people = client.db('matrix').collection('people');
      return (await people.find({ name: JSON.parse(q).name }).toArray()).length;
    } finally { await client.close(); }
  },
};
const run = async (event) => {
  const { op, q } = event.queryStringParameters;
  return { statusCode: 200, body: String(await ops[op](op === 'mongodb' ? event.body : q)) };
};
`;

const CJS_IMPORTS = `const { execSync } = require('child_process'); const { readFileSync } = require('fs'); const { connect } = require('net');
const pg = require('pg'); const mysql = require('mysql2/promise'); const { MongoClient } = require('mongodb');
`;
const ESM_IMPORTS = `import { execSync } from 'node:child_process'; import { readFileSync } from 'node:fs'; import { connect } from 'node:net';
import pg from 'pg'; import mysql from 'mysql2/promise'; import { MongoClient } from 'mongodb';
`;

export const MATRIX_CJS = `${CJS_IMPORTS}${OPERATIONS}exports.handler = run;\n`;
export const MATRIX_ESM = `${ESM_IMPORTS}${OPERATIONS}export const handler = run;\n`;

/** A sink, with the hook that guards it, what an honest event sends, and what one sends that changes its structure. */
export interface MatrixCell {
  readonly op: string;
  readonly title: string;
  readonly hook: string;
  readonly honest: string;
  readonly attack: string;
  /** What the handler answers to each without the guard. */
  readonly answers: readonly [honest: string, attack: string];
}

/** @param port of a server on the loopback address that answers `inside` */
export function matrixCells(port: number): MatrixCell[] {
  const cell = (op: string, title: string, hook: string, sent: [string, string], answers: [string, string]) => ({
    op,
    title,
    hook,
    honest: sent[0],
    attack: sent[1],
    answers,
  });
  return [
    cell(
      'exec',
      'command (`execSync`)',
      'child-process',
      ['world', 'x; echo pwned'],
      ['got world\n', 'got x\npwned\n'],
    ),
    cell('fs', 'file (`readFileSync`)', 'files', ['note.txt', '../../etc/passwd'], ['note', 'root']),
    cell('net', 'socket (`net.connect`)', 'outbound', ['', `127.0.0.1:${port}`], ['', 'connected']),
    cell('fetch', 'request (`fetch`)', 'outbound', ['', `localhost:${port}`], ['', 'inside']),
    cell('function', 'code (`new Function`)', 'code', ['21', '1, process.env.AWS_REGION'], ['42', 'eu-west-1']),
    cell('eval', 'code (direct `eval`)', 'code', ['23', '2, process.env.AWS_REGION'], ['46', 'eu-west-1']),
    cell('pg', 'PostgreSQL (`pg`, TLS)', 'database', ['Ann', "x' or 'p'='p"], ['1', '2']),
    cell('mysql2', 'MariaDB (`mysql2`, TLS)', 'database', ['Ann', "x' or 'm'='m"], ['1', '2']),
    cell('mongodb', 'MongoDB (`mongodb`)', 'database', ['{"name":"Ann"}', '{"name":{"$ne":"nobody"}}'], ['1', '2']),
  ];
}
