// Fuzzes the whole firewall: generated events are inspected, what is found is blocked, reported and answered.
//   node tools/fuzz-firewall.mjs [--events 1000000] [--seed N] [--from N]   one event again: --from NUMBER --events 1
//     --progress FILE   keeps the figures in a file and goes on from it: a million events take an hour of a core and more
//     --minutes N       ends after so many minutes, with the figures so far; so does Ctrl-C
//   node tools/fuzz-firewall.mjs --large                                     CPU time of events of 1 to 6 MB
// Exit code 1 when something failed; the seed, the number and the event as JSON are printed.
import { inspect, parseArgs } from 'node:util';
import { keepProgress, readProgress } from './fuzz/progress.mjs';
import { loadSources } from './load-sources.mjs';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '20261121' },
    from: { type: 'string', default: '0' },
    progress: { type: 'string' },
    minutes: { type: 'string' },
    large: { type: 'boolean', default: false },
  },
});
/** An event that takes longer is shown, in milliseconds of CPU. */
const SLOW = 50;
/** How often the figures are written to the file of `--progress`. */
const KEEP_MS = 20_000;
/** The printed event is cut behind this many characters; the number makes it whole again. */
const SHOWN = 4_000;

const PARTS = ['firewall', 'detectors/judge', 'testing/hostile-events', 'testing/check-event', 'testing/large-events'];
const firewall = await loadSources(
  PARTS.map((part) => `export * from './packages/runtime/src/${part}.ts';`).join('\n'),
);
if (values.large) showLarge(firewall);
else {
  const run = { seed: Number(values.seed), from: Number(values.from) };
  await fuzz(firewall, readProgress(values.progress, run), Number(values.events), Number(values.minutes ?? Number.NaN));
}

async function fuzz({ hostileEvent, checkEvent, inspectEvent, EVENT_STEPS }, progress, wanted, minutes) {
  const { seed, from, sum, slow, problems } = progress;
  const before = progress.seconds;
  const started = Date.now();
  let shown = 0;
  let kept = started;
  const measured = (number) => {
    let cpu = 0;
    const timed = (...args) => {
      const before = process.cpuUsage();
      const inspection = inspectEvent(...args);
      const { user, system } = process.cpuUsage(before);
      cpu = (user + system) / 1000;
      return inspection;
    };
    return { ...checkEvent(hostileEvent(seed, number), EVENT_STEPS, timed), cpu };
  };
  let stopped = false;
  process.once('SIGINT', () => {
    stopped = true;
  });
  progress.runs++;
  for (; progress.events < wanted && !stopped; progress.events++) {
    const number = from + progress.events;
    const { longest } = progress;
    try {
      let { inspection, steps, cpu } = measured(number);
      // Compiling and collecting garbage count, too: what is slow once only is not slow.
      for (let again = 0; again < 2 && cpu > Math.min(SLOW, Math.max(longest.cpu, 1)); again++) {
        cpu = Math.min(cpu, measured(number).cpu);
      }
      sum.findings += inspection.findings.length;
      if (inspection.findings.length > 0) sum.attacks++;
      if (inspection.truncated) sum.truncated++;
      if (inspection.source) sum.known++;
      sum.steps += steps;
      sum.cpu += cpu;
      if (steps > progress.most.steps) progress.most = { number, steps };
      if (cpu > longest.cpu) progress.longest = { number, cpu };
      if (cpu > SLOW) slow.push({ number, cpu });
    } catch (error) {
      const what = error.cause ? `${error.message}: ${error.cause}` : String(error);
      const place =
        String(error.cause?.stack ?? error.stack)
          .split('\n')[1]
          ?.trim() ?? '';
      const id = `${what.replace(/\[\d+\]/g, '[]').slice(0, 100)} ${place}`;
      const known = problems[id];
      if (known) known.count++;
      else problems[id] = { what, place, number, count: 1 };
    }
    if (progress.events % 500 !== 0) continue;
    // For Ctrl-C, which prints what there is so far.
    await new Promise((resolve) => setImmediate(resolve));
    const now = Date.now();
    progress.seconds = before + (now - started) / 1000;
    if (now - started > minutes * 60_000) stopped = true;
    if (values.progress && now - kept > KEEP_MS) {
      kept = now;
      // This event is done, and the next one comes first then.
      keepProgress(values.progress, { ...progress, events: progress.events + 1 });
    }
    if (process.stderr.isTTY && now - shown > 500) {
      shown = now;
      process.stderr.write(`\r${progress.events.toLocaleString('en')} of ${wanted.toLocaleString('en')} events`);
    }
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
  progress.seconds = before + (Date.now() - started) / 1000;
  if (values.progress) keepProgress(values.progress, progress);
  const { events, seconds, longest, most } = progress;
  const share = (count) => `${((100 * count) / events).toFixed(1)} %`;
  console.log(
    `${events.toLocaleString('en')} events of seed ${seed} from ${from} in ${seconds.toFixed(0)} s, ${progress.runs} runs: ` +
      `${(events / seconds).toFixed(0)} a second, all told; inspecting ${((1000 * sum.cpu) / events).toFixed(0)} us of CPU each`,
  );
  console.log(
    `${share(sum.known)} of a known trigger, ${share(sum.attacks)} with findings (${sum.findings.toLocaleString('en')} in all), ` +
      `${share(sum.truncated)} truncated, ${Math.round(sum.steps / events).toLocaleString('en')} steps each`,
  );
  console.log(`longest: event ${longest.number}, ${longest.cpu.toFixed(1)} ms of CPU`);
  console.log(
    `most steps: event ${most.number}, ${most.steps.toLocaleString('en')} of ${EVENT_STEPS.toLocaleString('en')}`,
  );
  for (const { number, cpu } of slow.slice(0, 20)) {
    const text = show(hostileEvent(seed, number).event).replace(/\s+/g, ' ');
    console.log(`slow: event ${number}, ${cpu.toFixed(1)} ms: ${text.slice(0, 200)}`);
  }
  if (slow.length > 20) console.log(`slow: ${slow.length - 20} more`);
  for (const { what, place, number, count } of Object.values(problems)) {
    console.log(`FAILED ${count} times, first at event ${number} of seed ${seed}: ${what}\n  ${place}`);
    console.log(`  ${show(hostileEvent(seed, number).event).slice(0, SHOWN)}`);
  }
  process.exitCode = Object.keys(problems).length > 0 ? 1 : 0;
}

function show(event) {
  try {
    return JSON.stringify(event) ?? String(event);
  } catch {
    return inspect(event, { depth: 8, breakLength: Number.POSITIVE_INFINITY });
  }
}

function showLarge({ largeEvents, inspectEvent, createBudget, BLOCK_ALL, EVENT_STEPS }) {
  console.log(`${'event'.padEnd(44)}${'MB'.padStart(6)}${'ms CPU'.padStart(9)}${'steps'.padStart(12)}  truncated`);
  for (const [name, make] of largeEvents()) {
    const event = make();
    const times = [];
    let budget = createBudget();
    let inspection;
    for (let i = 0; i < 3; i++) {
      budget = createBudget();
      const before = process.cpuUsage();
      inspection = inspectEvent(event, BLOCK_ALL, undefined, budget);
      const { user, system } = process.cpuUsage(before);
      times.push((user + system) / 1000);
    }
    const size = JSON.stringify(event).length / 1e6;
    const steps = (EVENT_STEPS - budget.steps).toLocaleString('en');
    console.log(
      `${name.padEnd(44)}${size.toFixed(1).padStart(6)}${Math.min(...times)
        .toFixed(0)
        .padStart(9)}${steps.padStart(12)}  ${inspection.truncated ? 'yes' : ''}`,
    );
  }
}
