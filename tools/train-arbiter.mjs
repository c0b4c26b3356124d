// Trains the arbiter of the event firewall on ../shared/corpora/dev and writes its weights, the same bytes for the same corpora.
//   node tools/train-arbiter.mjs               train on every source, write packages/runtime/src/detectors/arbiter/weights.ts
//   node tools/train-arbiter.mjs --evaluate    leave one source out, for each in turn; print what the arbiter adds, and keep it for
//                                               docs/detection.md in tools/detection/arbiter-evaluation.json
//   node tools/train-arbiter.mjs --check       train, and fail where the weights in the sources are others
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HARD, needCorpora, rowsOf } from './detection/corpora.mjs';
import { loadSources, root } from './load-sources.mjs';

const target = join(root, 'packages/runtime/src/detectors/arbiter/weights.ts');
/** Rows of one source and class that are learned from: one large list must not decide. */
const MOST_ATTACKS = 800;
const MOST_BENIGN = 1500;
/** Strings of one row that are learned from. */
const MOST_STRINGS = 40;

const { values } = parseArgs({
  options: {
    evaluate: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    cost: { type: 'string', default: '0.5' },
    epochs: { type: 'string', default: '15' },
    show: { type: 'string', default: '0' },
  },
});
needCorpora();

const firewall = await loadSources(`
  export { walkInput } from './packages/runtime/src/inspect.ts';
  export { eachCandidate } from './packages/runtime/src/detectors/judge.ts';
  export { mayArbitrate } from './packages/runtime/src/detectors/arbiter/arbiter.ts';
  export { THRESHOLD } from './packages/runtime/src/detectors/arbiter/score.lazy.ts';
  export { guess } from './packages/runtime/src/detectors/arbiter/guess.ts';
  export { isOrdinary } from './packages/runtime/src/detectors/arbiter/ordinary.ts';
  export { BUCKETS, MOST_BUCKETS, readBuckets } from './packages/runtime/src/detectors/arbiter/features.ts';`);
const rows = readRows();
console.log(`${rows.length} rows, ${rows.reduce((sum, row) => sum + row.samples.length, 0)} texts`);
if (values.evaluate) evaluate();
else if (values.check) checkWeights(quantise(train(rows)));
else writeWeights(quantise(train(rows)));

/** Every row with the candidates that it makes: their buckets, and what the detectors say of them without an arbiter. */
function readRows() {
  const most = (group) => (group[0].class === 'benign' ? MOST_BENIGN : MOST_ATTACKS);
  return [...rowsOf({ most })].map(readRow);
}

function readRow(row) {
  const attack = row.class !== 'benign';
  const samples = [];
  let flagged = false;
  firewall.walkInput({ text: row.text, as: row.as }, (value, parent, _key, whole) => {
    if (whole === true || flagged) return;
    firewall.eachCandidate(value, parent.endsWith('{keys}'), (candidate, { sure, hinted }) => {
      flagged ||= sure;
      if (samples.length >= MOST_STRINGS || !firewall.mayArbitrate(candidate)) return;
      const room = new Uint16Array((candidate.text.length + 1) * firewall.MOST_BUCKETS);
      const buckets = [...room.subarray(0, firewall.readBuckets(candidate.text, room))];
      const isAsked = (hinted || firewall.guess(candidate) !== undefined) && !firewall.isOrdinary(candidate);
      samples.push({ text: candidate.text, isAsked, ...counted(buckets) });
    });
  });
  // Of a whole request or event that is an attack, most strings are honest.
  const learn = !attack || row.as === 'value' || row.as === 'query';
  return {
    source: row.source,
    class: row.class,
    kind: row.kind,
    hard: HARD.has(row.kind),
    attack,
    flagged,
    learn,
    samples,
  };
}

/** Distinct buckets and how much each counts: its number of occurrences over the root of their sum. */
function counted(buckets) {
  const counts = new Map();
  for (const bucket of buckets) counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  const scale = 1 / Math.sqrt(Math.max(1, buckets.length));
  return {
    index: Int32Array.from(counts.keys()),
    value: Float64Array.from(counts.values(), (count) => count * scale),
  };
}

/**
 * Linear support vector machine with squared hinge loss, by dual coordinate descent (Hsieh et al., "A Dual Coordinate Descent
 * Method for Large-scale Linear SVM", 2008). Only sums and products: the same result on every machine.
 */
function train(learned) {
  const samples = [];
  for (const row of learned) {
    if (!row.learn) continue;
    for (const sample of row.samples) samples.push({ ...sample, y: row.attack ? 1 : -1 });
  }
  const cost = Number(values.cost);
  const weights = new Float64Array(firewall.BUCKETS + 1);
  const bias = firewall.BUCKETS;
  const alpha = new Float64Array(samples.length);
  const diagonal = 1 / (2 * cost);
  const norms = samples.map(({ value }) => value.reduce((sum, x) => sum + x * x, 1) + diagonal);
  const order = samples.map((_sample, i) => i);
  let seed = 20261121;
  const random = (below) => {
    seed ^= seed << 13;
    seed ^= seed >>> 17;
    seed ^= seed << 5;
    return (seed >>> 0) % below;
  };
  for (let epoch = 0; epoch < Number(values.epochs); epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = random(i + 1);
      [order[i], order[j]] = [order[j], order[i]];
    }
    for (const i of order) {
      const { index, value, y } = samples[i];
      let dot = weights[bias];
      for (let k = 0; k < index.length; k++) dot += weights[index[k]] * value[k];
      const gradient = y * dot - 1 + alpha[i] * diagonal;
      if (alpha[i] === 0 && gradient >= 0) continue;
      const before = alpha[i];
      alpha[i] = Math.max(before - gradient / norms[i], 0);
      const step = (alpha[i] - before) * y;
      if (step === 0) continue;
      for (let k = 0; k < index.length; k++) weights[index[k]] += step * value[k];
      weights[bias] += step;
    }
  }
  return weights;
}

/** Eight bits a weight: the largest becomes 127. */
function quantise(weights) {
  let largest = 0;
  for (let i = 0; i < firewall.BUCKETS; i++) largest = Math.max(largest, Math.abs(weights[i]));
  const scale = largest / 127;
  const bytes = new Int8Array(firewall.BUCKETS);
  for (let i = 0; i < firewall.BUCKETS; i++) bytes[i] = Math.round(weights[i] / scale);
  return { bytes, scale, bias: weights[firewall.BUCKETS] };
}

function scoreOf({ bytes, scale, bias }, { index, value }) {
  let sum = 0;
  for (let k = 0; k < index.length; k++) sum += bytes[index[k]] * value[k];
  return sum * scale + bias;
}

function evaluate() {
  const sources = [...new Set(rows.map((row) => row.source))];
  for (const [at, source] of sources.entries()) {
    const model = quantise(train(rows.filter((row) => row.source !== source)));
    for (const row of rows) {
      if (row.source !== source) continue;
      const asked = row.samples.filter((sample) => sample.isAsked);
      row.score = Math.max(-9, ...asked.map((sample) => scoreOf(model, sample)));
    }
    process.stderr.write(`\r${at + 1} of ${sources.length} sources`);
  }
  process.stderr.write('\n');
  const attacks = rows.filter((row) => row.attack && row.source !== 'coreruleset-tests');
  const missed = attacks.filter((row) => !row.flagged);
  const benign = rows.filter((row) => !row.attack && !row.hard);
  const hard = rows.filter((row) => row.hard);
  const share = (part, whole) => `${((100 * part) / whole).toFixed(2)} %`;
  console.log(
    `without: attacks found ${share(attacks.length - missed.length, attacks.length)}, benign flagged ${share(benign.filter((row) => row.flagged).length, benign.length)}, hard ${share(hard.filter((row) => row.flagged).length, hard.length)}`,
  );
  for (const threshold of [0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.4]) {
    const over = (row) => !row.flagged && row.score >= threshold;
    console.log(
      [
        `threshold ${threshold}`,
        `attacks found ${share(attacks.filter((row) => row.flagged || over(row)).length, attacks.length)}`,
        `of missed ${share(missed.filter(over).length, missed.length)}`,
        `benign added ${benign.filter(over).length} (${share(benign.filter(over).length, benign.length)})`,
        `hard added ${hard.filter(over).length} (${share(hard.filter(over).length, hard.length)})`,
      ].join('; '),
    );
  }
  const found = (row) => row.flagged || row.score >= firewall.THRESHOLD;
  const shares = (isFound) => ({
    attacks: share(attacks.filter(isFound).length, attacks.length),
    benign: share(benign.filter(isFound).length, benign.length),
    hard: share(hard.filter(isFound).length, hard.length),
  });
  const result = {
    threshold: firewall.THRESHOLD,
    before: shares((row) => row.flagged),
    after: shares(found),
  };
  writeFileSync(join(root, 'tools/detection/arbiter-evaluation.json'), `${JSON.stringify(result, null, 2)}\n`);
  const top = benign.filter((row) => !row.flagged).sort((a, b) => b.score - a.score);
  for (const row of top.slice(0, Number(values.show))) {
    const texts = row.samples.map(({ text }) => text).sort((a, b) => b.length - a.length);
    console.log(`${row.score.toFixed(2)} ${row.source}/${row.kind} ${JSON.stringify(texts[0]?.slice(0, 140))}`);
  }
}

function moduleOf({ bytes, scale, bias }) {
  return `/** Made by tools/train-arbiter.mjs from the development corpora; not edited by hand. */
export const SCALE = ${scale};
export const BIAS = ${bias};
/** One signed byte a bucket, base64. */
export const WEIGHTS =
  '${Buffer.from(bytes.buffer).toString('base64')}';
`;
}

function writeWeights(model) {
  writeFileSync(target, moduleOf(model));
  console.log(`wrote ${target}: ${model.bytes.length} weights`);
}

function checkWeights(model) {
  if (readFileSync(target, 'utf8') === moduleOf(model)) return console.log('the weights are what training gives');
  console.error(`${target} is not what training gives: run node tools/train-arbiter.mjs`);
  process.exitCode = 1;
}
