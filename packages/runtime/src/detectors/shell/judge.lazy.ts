import type { Confidence } from '@bulkhead/core';
import { type Candidate, COMMAND_WORD } from '../scan.ts';
import { spend } from '../spent.ts';
import { surer } from '../surer.ts';
import { judgeBackticks } from './backticks.ts';
import { codeAt } from './characters.ts';
import { doesHarmInScripts } from './deeds.ts';
import { goesOnInLines, isFenced, isLetter, isScript, opensLine } from './script.ts';
import { judgeSeparator } from './separators.ts';
import type { Signs } from './signs.ts';
import { judgeSpelling } from './spellings.ts';
import { judgeSubstitution } from './substitutions.ts';
import { judgeWhole } from './whole.ts';
import { createWork, spendWork, type Work } from './work.ts';

/**
 * Reads what stands behind every sign at which a shell could begin a new command, and the value as a whole.
 * @param signs what {@link findSigns} found in the candidate
 */
export function judgeShell({ text, chars, words, part }: Candidate, signs: Signs): Confidence | undefined {
  const { places, spellings, whole, crowded } = signs;
  spend(1000 + text.length * 4);
  let best = places.length === 0 ? undefined : judgePlaces(text, places, part);
  if (best !== 'high' && spellings !== 0) best = surer(best, judgeSpelling(text, chars, spellings));
  if (best !== 'high' && whole) best = surer(best, judgeWhole(text, chars));
  // Names of commands among nothing but signs: what is beyond those that were looked at nobody knows.
  return crowded && (words & COMMAND_WORD) !== 0 ? surer(best, 'medium') : best;
}

function judgePlaces(text: string, places: readonly number[], part: boolean): Confidence | undefined {
  const work = createWork();
  const found = judgeEach(text, places, part, work);
  spendWork(work);
  return found;
}

function judgeEach(text: string, places: readonly number[], part: boolean, work: Work): Confidence | undefined {
  let best: Confidence | undefined;
  let more = false;
  for (let i = 0; i < places.length && work.steps > 0; i++) {
    if (work.named < 0) {
      if (more || !isListing(text, work)) break;
      more = true;
      work.named = MORE;
    }
    best = surer(best, judgePlace(text, places[i]!, part, work));
    if (best === 'high') return best;
  }
  if (work.named >= 0 && (work.steps > 0 || work.named >= MANY)) return best;
  // So many commands in one window are no text that somebody wrote but a script: what is beyond them is not read.
  if (isListing(text, work) && !doesHarmInScripts(text.toLowerCase())) return best;
  return surer(best, 'medium');
}

/** A script, Markdown that shows one, or a table. */
function isListing(text: string, work: Work): boolean {
  work.script ??= isScript(text);
  return work.script || isFenced(text, text.length, true) || /\|\s{0,3}\n\|[^\n]{1,400}\|\s{0,3}\n\|/.test(text);
}

/** Commands are what a script is made of: more of them are weighed. */
const MORE = 40;

/** No honest text has so many commands that reading them takes all the steps. */
const MANY = 8;

function judgePlace(text: string, at: number, part: boolean, work: Work): Confidence | undefined {
  const found = judgeSign(text, at, work);
  if (found === undefined || found === 'low' || !isShownAt(text, at, part, work)) return found;
  return doesHarmInScripts(text.slice(at, at + TAIL).toLowerCase()) ? 'medium' : 'low';
}

/** How far a command's harm may stand behind its sign. */
const TAIL = 320;

/** Part of a script or of what Markdown shows, and not at the beginning of a line, where only an attack has an operator. */
function isShownAt(text: string, at: number, part: boolean, work: Work): boolean {
  // `&` and `\\` are what tables and matrices of LaTeX are made of.
  if (text.includes('\\begin{') && text.includes('\\end{')) return true;
  if (text.length < MIN_SHOWN || !text.includes('\n')) return false;
  if (isLetter(text, at)) return true;
  const code = codeAt(text, at);
  if ((code === 59 || code === 38 || code === 124) && opensLine(text, at)) return false;
  work.script ??= isScript(text);
  return work.script || isFenced(text, at, part) || goesOnInLines(text, at);
}

const MIN_SHOWN = 60;

function judgeSign(text: string, at: number, work: Work): Confidence | undefined {
  const code = codeAt(text, at);
  if (code === 96) return judgeBackticks(text, at, work);
  if (codeAt(text, at + 1) === 40 && (code === 36 || code === 60 || code === 62))
    return judgeSubstitution(text, at, work);
  return judgeSeparator(text, at, work);
}
