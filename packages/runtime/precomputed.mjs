import { build as bundle } from 'esbuild';

/*
 * What is computed once when a package is built, and kept as its result: the table of words of the shared scan, and the weights
 * of the arbiter in a form that packs well.
 */

/** esbuild's plug-in. */
export const precomputed = {
  name: 'precomputed',
  setup(bundler) {
    bundler.onLoad({ filter: /\/detectors\/words\/table\.ts$/ }, wordTable);
    bundler.onLoad({ filter: /\/detectors\/arbiter\/weight-table\.ts$/ }, weightTable);
  },
};

/**
 * Distances from one taken place to the next, 255 for a step without an entry, and behind them which set of bits each has: half
 * of what places and bits take.
 */
async function wordTable({ path }) {
  const { makeWordTable, TABLE_SIZE } = await moduleOf(path);
  const table = makeWordTable();
  const sets = [...new Set(table)].filter((bits) => bits !== 0);
  const steps = [];
  const which = [];
  let last = 0;
  table.forEach((bits, hash) => {
    if (bits === 0) return;
    let step = hash - last;
    for (; step >= 255; step -= 255) steps.push(255);
    steps.push(step);
    which.push(sets.indexOf(bits));
    last = hash;
  });
  if (sets.length > 255) throw new Error('a byte does not tell which bits a word has');
  const packed = Buffer.from([...steps, ...which]).toString('base64');
  return {
    // Buffer's methods for numbers took 2.5 ms, half of it V8's optimiser; indexes take 0.1.
    contents: `export const TABLE_SIZE = ${TABLE_SIZE};
      export function makeWordTable() {
        const packed = Buffer.from('${packed}', 'base64');
        const sets = [${sets}];
        const table = new Uint16Array(TABLE_SIZE);
        for (let i = 0, at = 0, j = ${steps.length}; i < ${steps.length}; i++) {
          at += packed[i];
          if (packed[i] !== 255) table[at] = sets[packed[j++]];
        }
        return table;
      }`,
    loader: 'js',
  };
}

/** Moves the usual weights, which are small, to where ASCII has letters: a fifth less once packed than base64. */
const OFFSET = 79;

async function weightTable({ path }) {
  const { weightTable: make } = await moduleOf(path);
  const text = String.fromCharCode(...[...make()].map((weight) => (weight + OFFSET) & 0xff));
  return {
    contents: `export const OFFSET = ${OFFSET};
      export function weightTable() {
        return Buffer.from(${JSON.stringify(text)}, 'latin1');
      }`,
    loader: 'js',
  };
}

/** What a module of the sources exports. */
async function moduleOf(path) {
  const options = { bundle: true, minify: true, entryPoints: [path], format: 'esm', write: false };
  const { outputFiles } = await bundle({ ...options, conditions: ['bulkhead-source'] });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
