// Trains a scorer of behaviour on tools/behaviour/traces.jsonl (made by tools/behaviour/record.mjs), and holds it and the
// hand-written points against scenarios that it has not seen. The same bytes each time for the same traces.
//   node tools/train-behaviour.mjs               prints both, keeps the figures in tools/behaviour/evaluation.json
//   node tools/train-behaviour.mjs --misses      names what each got wrong
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadSources, root } from './load-sources.mjs';

const { values } = parseArgs({ options: { misses: { type: 'boolean', default: false } } });
const { tokenOf, nameOf, pointsOf, ALARM } = await loadSources(`
  export { nameOf } from './packages/runtime/src/behaviour/name.ts';
  export { tokenOf } from './packages/runtime/src/behaviour/tokens.ts';
  export { pointsOf, ALARM } from './packages/runtime/src/behaviour/points.ts';`);

const folder = join(root, 'tools/behaviour');
const EPOCHS = 60;
const RATE = 0.2;
const DECAY = 1e-3;

const traces = readFileSync(join(folder, 'traces.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const { app, family, variant, seen, first } = JSON.parse(line);
    const names = seen.flatMap((text) => {
      const kind = text.slice(0, text.indexOf(' '));
      const name = nameOf(kind, text.slice(kind.length + 1));
      return name === undefined ? [] : `${kind} ${name}`;
    });
    const tokens = seen.map((text) => tokenOf(text.slice(0, text.indexOf(' ')), text.slice(text.indexOf(' ') + 1)));
    return { app, family, variant, first, names, hostile: family !== undefined, tokens, features: featuresOf(tokens) };
  });
const honest = traces.filter((trace) => !trace.hostile);
const hostile = traces.filter((trace) => trace.hostile);
const apps = [...new Set(honest.map(({ app }) => app))];
const families = [...new Set(hostile.map(({ family }) => family))];

/** Tokens, and pairs of neighbours where the same token in a row counts once. */
function featuresOf(tokens) {
  const row = tokens.filter((token, i) => token !== tokens[i - 1]);
  return [...new Set([...row, ...row.slice(1).map((token, i) => `${row[i]} ${token}`)])].sort();
}

/** Logistic regression by gradient descent over the traces in their order; both sides weigh the same. */
function train(rows) {
  const weights = new Map();
  let bias = 0;
  const positive = rows.filter((row) => row.hostile).length;
  for (let epoch = 0; epoch < EPOCHS; epoch++) {
    for (const { features, hostile } of rows) {
      const share = 0.5 / (hostile ? positive : rows.length - positive);
      const step = RATE * share * rows.length;
      const error = (hostile ? 1 : 0) - 1 / (1 + Math.exp(-score({ weights, bias }, features)));
      bias += step * error;
      for (const feature of features) {
        const before = weights.get(feature) ?? 0;
        weights.set(feature, before + step * (error - DECAY * before));
      }
    }
  }
  return { weights, bias };
}

function score({ weights, bias }, features) {
  return features.reduce((sum, feature) => sum + (weights.get(feature) ?? 0), bias);
}

/** The alert line: over all but one in a thousand honest invocations that it was trained on, and never below even odds. */
function lineOf(model, rows) {
  const scores = rows
    .filter((row) => !row.hostile)
    .map((row) => score(model, row.features))
    .sort((a, b) => b - a);
  return Math.max(0, scores[Math.floor(scores.length / 1000)] + 1e-9);
}

// Every family is judged by a model that has seen none of it, inside programs that it has not seen either; every honest
// program by models that have not seen it.
const modelled = new Map();
let falseAlerts = 0;
let honestJudged = 0;
for (const family of families) {
  for (const app of apps) {
    const rows = traces.filter((trace) => trace.family !== family && trace.app !== app);
    const model = train(rows);
    const line = lineOf(model, rows);
    for (const trace of hostile) {
      if (trace.family === family && trace.app === app) modelled.set(trace, score(model, trace.features) >= line);
    }
    for (const trace of honest) {
      if (trace.app !== app) continue;
      honestJudged++;
      if (score(model, trace.features) >= line) {
        falseAlerts++;
        modelled.set(trace, true);
      }
    }
  }
}

// What `bulkhead profile --check` would say: a profile of the first half of an honest program's invocations, all else drift.
const drifted = new Map();
for (const app of apps) {
  const own = honest.filter((trace) => trace.app === app);
  const half = own.length / 2;
  const known = new Set(own.slice(0, half).flatMap(({ names }) => names));
  for (const trace of [...own.slice(half), ...hostile.filter((each) => each.app === app)]) {
    drifted.set(
      trace,
      trace.names.some((name) => !known.has(name)),
    );
  }
}

const baseline = new Map(traces.map((trace) => [trace, pointsOf(trace.tokens) >= ALARM]));
const caught = (rows, verdict) => rows.filter((row) => verdict.get(row)).length;
const figures = {
  honest: { programs: apps.length, invocations: honest.length },
  hostile: { families: families.length, invocations: hostile.length },
  points: { found: caught(hostile, baseline), falseAlerts: caught(honest, baseline) },
  model: { found: caught(hostile, modelled), falseAlerts, honestJudged },
  families: Object.fromEntries(
    families.map((family) => {
      const rows = hostile.filter((trace) => trace.family === family);
      return [family, { invocations: rows.length, points: caught(rows, baseline), model: caught(rows, modelled) }];
    }),
  ),
  drift: { found: caught(hostile, drifted), falseAlerts: caught(honest, drifted), honestJudged: honest.length / 2 },
  silent: hostile.filter(({ app, tokens }) => isSilent(app, tokens)).length,
};
writeFileSync(join(folder, 'evaluation.json'), `${JSON.stringify(figures, null, 2)}\n`);
const percent = (a, b) => `${((100 * a) / b).toFixed(1)} %`;
console.log(
  `${apps.length} honest programs, ${honest.length} invocations; ${families.length} hostile families, ${hostile.length} invocations`,
);
console.log(
  `points: ${percent(figures.points.found, hostile.length)} found, ${percent(figures.points.falseAlerts, honest.length)} false`,
);
console.log(
  `model, held out: ${percent(figures.model.found, hostile.length)} found, ${percent(falseAlerts, honestJudged)} false`,
);
console.log(
  `drift from a profile: ${percent(figures.drift.found, hostile.length)} found, ${percent(figures.drift.falseAlerts, honest.length / 2)} false`,
);
console.log(`hostile and the hooks saw nothing more than of the honest program: ${figures.silent}`);
for (const [family, row] of Object.entries(figures.families))
  console.log(`  ${family}: ${row.points} and ${row.model} of ${row.invocations}`);
if (values.misses) {
  const name = ({ app, family, variant }) => `${family ?? 'honest'} ${variant ?? ''} in ${app}`;
  for (const row of traces) {
    const wrong = [
      baseline.get(row) !== row.hostile && 'points',
      (modelled.get(row) ?? false) !== row.hostile && 'model',
    ].filter(Boolean);
    if (wrong.length > 0) console.log(`${wrong.join('+')}  ${name(row)}: ${[...new Set(row.tokens)].join(' ')}`);
  }
}

/** Whether a hostile trace has no token that the honest program does not have by itself. */
function isSilent(app, tokens) {
  const own = new Set(honest.filter((trace) => trace.app === app).flatMap((trace) => trace.tokens));
  return tokens.every((token) => own.has(token));
}
