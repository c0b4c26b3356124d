import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Figures of a run, as they are kept in a file. @param {{ seed: number, from: number }} run */
export function newProgress({ seed, from }) {
  return {
    seed,
    from,
    events: 0,
    seconds: 0,
    runs: 0,
    sum: { findings: 0, attacks: 0, truncated: 0, known: 0, steps: 0, cpu: 0 },
    longest: { number: -1, cpu: 0 },
    most: { number: -1, steps: 0 },
    slow: [],
    problems: {},
  };
}

/**
 * What a file holds of the same run, or the beginning of one.
 * @param {string | undefined} file
 * @param {{ seed: number, from: number }} run
 * @throws when the file is of another seed or beginning, or is none of ours
 */
export function readProgress(file, run) {
  if (file === undefined) return newProgress(run);
  let text;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return newProgress(run);
    throw error;
  }
  const kept = JSON.parse(text);
  if (kept.seed !== run.seed || kept.from !== run.from) {
    throw new Error(`${file} is of seed ${kept.seed} from ${kept.from}: name another file, or that seed and beginning`);
  }
  return { ...newProgress(run), ...kept };
}

/** Written beside the file and moved over it: a run that is killed meanwhile leaves the file before. */
export function keepProgress(file, progress) {
  writeFileSync(`${file}.new`, JSON.stringify(progress));
  renameSync(`${file}.new`, file);
}
