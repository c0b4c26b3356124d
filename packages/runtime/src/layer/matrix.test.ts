import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error a plain script without declarations
import { buildLayer } from '../../build-layer.mjs';
import { builtPackage, tempFolder } from '../testing/built.ts';
import {
  type DatabaseServer,
  hasFerretdb,
  hasMariadb,
  hasPostgres,
  startFerretdb,
  startMariadb,
  startPostgres,
} from '../testing/databases.ts';
import { type Posted, startEnvironment } from '../testing/lambda.ts';
import { nodeBinaries, runtimeClient } from '../testing/nodes.ts';
import { query, readLines } from '../testing/scenario.ts';
import { MATRIX_CJS, MATRIX_ESM, type MatrixCell, matrixCells } from './testing/matrix-handler.ts';

const REPOSITORY = join(import.meta.dirname, '../../../..');
const PAGE = join(REPOSITORY, 'docs/layer.md');
const START = '<!-- matrix: node packages/runtime/write-matrix.mjs -->';
const END = '<!-- end of the matrix -->';

const { folder: dist } = builtPackage();
const root = tempFolder();
const layer = join(root, 'opt');
const FORMS = ['CommonJS', 'ES module', 'esbuild CommonJS', 'esbuild ES module'] as const;
type Form = (typeof FORMS)[number];

const nodes = nodeBinaries().map(({ path, major, client }) => ({ path, major, client, folder: runtimeClient(client) }));
const isComplete = hasPostgres && hasMariadb && hasFerretdb && nodes.length === 3 && nodes.every((node) => node.folder);

const databases: DatabaseServer[] = [];
let inside: Server;
let cells: MatrixCell[] = [];
let env: Record<string, string> = {};
/** What each cell came to, by operation, then by form and Node.js. */
const results = new Map<string, string[]>();

const EXTERNAL = ['pg-native', 'mongodb-client-encryption', 'aws4', 'snappy', 'kerberos', '@mongodb-js/zstd'].concat(
  'socks',
  'gcp-metadata',
  '@aws-sdk/credential-providers',
);

async function writeProject(form: Form): Promise<string> {
  const folder = join(root, form.replaceAll(' ', '-'));
  mkdirSync(folder);
  if (!form.startsWith('esbuild')) symlinkSync(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
  if (form === 'CommonJS') writeFileSync(join(folder, 'index.js'), MATRIX_CJS);
  if (form === 'ES module') writeFileSync(join(folder, 'index.mjs'), MATRIX_ESM);
  if (!form.startsWith('esbuild')) return folder;
  const format = form === 'esbuild CommonJS' ? 'cjs' : 'esm';
  await build({
    stdin: { contents: MATRIX_ESM, resolveDir: import.meta.dirname },
    outfile: join(folder, format === 'cjs' ? 'index.js' : 'index.mjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    format,
    external: EXTERNAL,
    logLevel: 'error',
    // As people bundle CommonJS dependencies for an ES module.
    ...(format === 'esm' && {
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    }),
  });
  return folder;
}

const eventOf = ({ op, honest, attack }: MatrixCell, which: 'honest' | 'attack') => {
  const sent = which === 'honest' ? honest : attack;
  if (op !== 'mongodb') return query({ op, q: sent });
  return { ...query({ op }), headers: { 'content-type': 'application/json' }, body: sent };
};
const answerOf = (posted: Posted) => JSON.parse(posted.body) as { statusCode?: number; body?: string };

beforeAll(async () => {
  await buildLayer({ outdir: layer, dist });
  if (!isComplete) return;
  mkdirSync('/tmp/bulkhead-matrix', { recursive: true });
  writeFileSync('/tmp/bulkhead-matrix/note.txt', 'note');
  inside = createServer((_request, response) => void response.end('inside')).listen(0, '127.0.0.1');
  const [postgres, mariadb, ferretdb] = await Promise.all([startPostgres(), startMariadb(), startFerretdb()]);
  databases.push(postgres, mariadb, ferretdb);
  env = { PG_PORT: `${postgres.port}`, MYSQL_PORT: `${mariadb.port}`, MONGO_PORT: `${ferretdb.port}` };
  cells = matrixCells((inside.address() as AddressInfo).port);
  const mongo = await new MongoClient(`mongodb://127.0.0.1:${ferretdb.port}`).connect();
  await mongo
    .db('matrix')
    .collection('people')
    .insertMany([{ name: 'Ann' }, { name: 'Bob' }]);
  await mongo.close();
}, 90_000);

afterAll(async () => {
  inside?.close();
  await Promise.all(databases.map((database) => database.close()));
});

async function start(node: (typeof nodes)[number], code: string, withLayer = true) {
  return startEnvironment({
    node: node.path,
    client: node.folder!,
    major: node.client,
    handler: 'index.handler',
    code,
    env: { ...env, AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${node.major}.x` },
    ...(withLayer && { wrapper: join(layer, 'exec-wrapper') }),
  });
}

describe.skipIf(!isComplete)('the loading matrix', () => {
  const folders = new Map<Form, string>();
  it.each(FORMS)('%s without the layer: every attack works', async (form) => {
    folders.set(form, await writeProject(form));
    const running = await start(nodes[2]!, folders.get(form)!, false);
    for (const cell of cells) {
      const answer = answerOf(await running.invoke(eventOf(cell, 'attack')));
      expect([cell.op, answer.body]).toEqual([cell.op, cell.answers[1]]);
    }
    await running.close();
  });

  describe.each(nodes)('Node.js $major', (node) => {
    it.each(FORMS)(
      '%s',
      async (form) => {
        const running = await start(node, folders.get(form)!);
        const answers = new Map<string, { statusCode?: number }>();
        const asked: string[] = [];
        for (const cell of cells) {
          if (cell.honest !== '') {
            asked.push('');
            const answer = answerOf(await running.invoke(eventOf(cell, 'honest')));
            expect([cell.op, answer.body]).toEqual([cell.op, cell.answers[0]]);
          }
          asked.push(cell.op);
          answers.set(cell.op, answerOf(await running.invoke(eventOf(cell, 'attack'))));
        }
        const { lines } = await running.close();
        const { coverage, attacks, faults } = readLines(lines);
        expect(faults).toEqual([]);
        const [line] = coverage;
        expect(line!.installed).toBe('layer');
        const blocked = new Set(
          attacks
            .filter(({ action, rule }) => action === 'blocked' && rule.startsWith('hook/'))
            .map(({ requestId }) => asked[Number(requestId.slice('request-'.length))]),
        );
        for (const { op, hook } of cells) {
          const state = line!.hooks.find(({ id }) => id === hook)?.state ?? 'none';
          const told = line!.notes.some((note) => note.includes(op));
          const isStopped = answers.get(op)!.statusCode === 403 && blocked.has(op);
          const result = isStopped ? 'stopped' : state !== 'on' ? 'not guarded' : told ? 'told' : 'MISSED';
          results.set(op, [...(results.get(op) ?? []), result]);
        }
        const missed = cells.map(({ op }) => [op, results.get(op)!.at(-1)]).filter(([, result]) => result === 'MISSED');
        expect(missed).toEqual([]);
      },
      40_000,
    );
  });

  it('is what docs/layer.md shows', () => {
    const page = readFileSync(PAGE, 'utf8');
    const [before, rest] = page.split(START) as [string, string];
    const [shown, after] = rest.split(END) as [string, string];
    const table = matrixTable();
    if (process.env['BULKHEAD_WRITE_MATRIX'] === '1') writeFileSync(PAGE, before + START + table + END + after);
    else expect(shown).toBe(table);
  });
});

/** Rows are sinks, columns are forms; a cell names the versions where they differ. */
function matrixTable(): string {
  const rows = cells.map(({ op, title }) => {
    const all = results.get(op)!;
    const cellsOfRow = FORMS.map((_form, column) => {
      const own = nodes.map((_node, row) => all[row * FORMS.length + column]!);
      if (own.every((result) => result === own[0])) return own[0]!;
      return nodes.map(({ major }, row) => `${major}: ${own[row]}`).join(', ');
    });
    return `| ${[title, ...cellsOfRow].join(' | ')} |`;
  });
  return `\n| event data reaches | ${FORMS.join(' | ')} |\n|---|${'---|'.repeat(FORMS.length)}\n${rows.join('\n')}\n`;
}
