// Prints what each detector costs on each kind of text: nanoseconds a character of a window, in a process that has judged texts of
// every kind and size, as one that lives for a while has. For whoever makes one faster.
//   node tools/measure-speed.mjs [--size 4096] [--detector CLASS]   (run it on the Node.js that matters: figures differ by version)
import { parseArgs } from 'node:util';
import { ATTACKS, BENIGN, HOSTILE } from '../bench/firewall/texts.mjs';
import { loadSources } from './load-sources.mjs';

const { values } = parseArgs({
  options: { size: { type: 'string', default: '4096' }, detector: { type: 'string' } },
});
const size = Number(values.size);

const { DETECTORS, decodedForm, isLikelyAttack, judgeValue, scan } = await loadSources(
  ['judge', 'scan', 'forms', 'registry', 'arbiter/arbiter']
    .map((name) => `export * from './packages/runtime/src/detectors/${name}.ts';`)
    .join('\n'),
  { minify: true },
);
const steps = [
  ['scan', (text) => scan(text)],
  ['forms', (_text, candidate) => candidate && decodedForm(candidate)],
  ...DETECTORS.map((detector) => [detector.class, (_text, candidate) => candidate && detector.detect(candidate)]),
  ['arbiter', (_text, candidate) => candidate && isLikelyAttack(candidate)],
  ['whole', (text) => judgeValue(text)],
].filter(([name]) => values.detector === undefined || name === values.detector || name === 'whole');

const texts = [
  ...Object.entries(BENIGN).map(([name, make]) => [`benign ${name}`, make(size)]),
  ...Object.entries(ATTACKS).map(([name, make]) => [`attack ${name}`, make(size)]),
  ...Object.entries(HOSTILE).map(([name, make]) => [`hostile ${name}`, make(size)]),
];
for (let pass = 0; pass < 3; pass++) {
  for (const make of Object.values({ ...BENIGN, ...ATTACKS, ...HOSTILE })) {
    for (const length of [64, 1024, 16_384, 65_536]) judgeFor(make(length), 15);
  }
}
console.log(
  `Node ${process.versions.node}, ${size} characters, nanoseconds a character (the last column: microseconds in all)`,
);
console.log([''.padEnd(20), ...steps.map(([name]) => name.slice(0, 8).padStart(8))].join(''));
for (const [name, text] of texts) {
  const candidate = scan(text, false, 0, Math.min(4096, text.length));
  const cells = steps.map(([step, run]) => {
    const us = median(() => run(text, candidate));
    return (step === 'whole' ? us.toFixed(1) : ((us * 1000) / Math.min(4096, text.length)).toFixed(1)).padStart(8);
  });
  console.log(name.padEnd(20) + cells.join(''));
}

function judgeFor(text, ms) {
  const end = performance.now() + ms;
  while (performance.now() < end) judgeValue(text);
}

/** Microseconds of CPU of one call: median of 9 batches of 2 ms or more, after as much warm-up; other work on the machine counts less. */
function median(call) {
  let size = 1;
  const batch = () => {
    const before = process.cpuUsage();
    for (let i = 0; i < size; i++) call();
    const { user, system } = process.cpuUsage(before);
    const spent = user + system;
    if (spent < 2_000) size *= 2;
    return spent / size;
  };
  for (let i = 0; i < 24; i++) batch();
  const times = Array.from({ length: 9 }, batch).sort((a, b) => a - b);
  return times[4];
}
