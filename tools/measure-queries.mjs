// Prints how many honest queries the database hook would stop, by how they were made, and how many injected ones it finds.
// Texts come from ../shared/corpora; statements of others also from a file of your own:
//   node tools/measure-queries.mjs [--statements FILE.json] [--count 20000] [--show honest|injected|missed] [--seed 1]
// FILE.json: [{"dialect": "postgres" | "mysql" | "both", "text": "select …"}]
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadSources, root } from './load-sources.mjs';

const { values: options } = parseArgs({
  options: {
    statements: { type: 'string' },
    count: { type: 'string', default: '20000' },
    show: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});
const require = createRequire(join(root, 'packages/runtime/package.json'));
const sources = await loadSources(`
  export * from './packages/runtime/src/testing/honest-queries.ts';
  export * from './packages/runtime/src/testing/injected-queries.ts';
  export * from './packages/runtime/src/testing/orm-queries.ts';
  export * from './packages/runtime/src/testing/query-verdict.ts';
  export * from './packages/runtime/src/testing/random.ts';
  export * from './packages/runtime/src/testing/shared-corpora.ts';
`);
const texts = sources.sharedTexts(join(root, '../shared/corpora/dev'));
if (!texts) {
  console.error('The corpora are not beside the repository (../shared/corpora).');
  process.exit(2);
}
const statements = texts.statements.map((text) => ({ text, dialect: 'both' }));
if (options.statements) statements.push(...JSON.parse(readFileSync(options.statements, 'utf8')));

const seed = Number(options.seed);
const count = Number(options.count);
const orm = await sources.ormQueries(require);
/** Queries, stopped, and found with another of the event's values, by group. */
const groups = new Map();

function tally(how, isStopped, query, wanted) {
  const group = groups.get(how) ?? { queries: 0, stopped: 0 };
  groups.set(how, group);
  group.queries++;
  if (isStopped) group.stopped++;
  if (isStopped ? options.show === wanted : options.show === 'missed' && wanted === 'injected') {
    console.log(JSON.stringify(query));
  }
}

for (let number = 0; number < count; number++) {
  const random = sources.randomOf(seed, number);
  const { text, dialect: any } = random.pick(statements);
  const dialect = any === 'both' ? random.pick(['postgres', 'mysql']) : any;
  const queries = [
    sources.concatenated(texts.honest, random),
    orm(texts.honest, random),
    sources.untouched(text, dialect, texts.honest, random),
    sources.refilled(text, dialect, texts.honest, random),
    sources.saying(text, dialect, random),
    sources.coinciding(text, dialect, 3, random),
    sources.coinciding(text, dialect, 8, random),
  ];
  for (const query of queries) {
    if (query) tally(query.how, sources.isStopped(query), query, 'honest');
  }
}
const injections = texts.injections.filter((_, index) => index % Math.ceil(texts.injections.length / 2_500) === 0);
let number = 0;
for (const payload of injections) {
  const random = sources.randomOf(seed, number++);
  for (const query of sources.injected(payload, random)) {
    const verdict = sources.leavesItsPlace(query) ? 'changes the structure' : 'stays in its place';
    tally(
      `injected (${query.how}), ${verdict}`,
      sources.isStopped(query),
      query,
      verdict.startsWith('changes') ? 'injected' : 'stays',
    );
  }
}
for (const [how, { queries, stopped }] of [...groups].sort()) {
  console.log(`${how.padEnd(64)} ${String(queries).padStart(7)} queries ${String(stopped).padStart(6)} stopped`);
}
