import type { Confidence } from '@bulkhead/core';
import { type Candidate, DOLLAR, LESS, PAREN } from '../scan.ts';
import { isFenced } from '../shell/script.ts';
import { spend } from '../spent.ts';
import { surer } from '../surer.ts';
import { type Call, closeOf, readCall } from './calls.ts';
import { reachOf } from './judge-call.ts';
import { findNames } from './names.ts';
import { findComputedCall, findPhpTag, findVariableCall, findWholeCall } from './php.ts';
import type { Finding, Reach } from './reach.ts';
import { isDocument, type Setting, settingOf } from './setting.ts';
import { findStatement } from './statements.ts';
import { isInlineCode, isLiteralBlock, isPadding } from './surroundings.ts';

/** The whole judgement: the surest of what a candidate's names, tags and calls reach. */
export function judgeCode(candidate: Candidate): Confidence | undefined {
  const { chars, text } = candidate;
  spend(1000 + text.length * 4);
  let best: Confidence | undefined;
  if ((chars & LESS) !== 0 && text.includes('<?')) best = surer(best, weigh(candidate, findPhpTag(candidate)));
  best = surer(best, weigh(candidate, findNames(candidate)));
  best = surer(best, weigh(candidate, findStatement(text)));
  if (best === 'high') return best;
  if ((chars & PAREN) !== 0) {
    best = surer(best, judgeCalls(candidate));
    if (best === undefined || best === 'low') best = surer(best, weigh(candidate, findWholeCall(candidate)));
    if (best !== 'high' && (chars & DOLLAR) !== 0) best = surer(best, weigh(candidate, findVariableCall(candidate)));
  }
  return best;
}

/** Calls of known names that are judged in one text: an attack needs few, and work stays bounded. */
const MAX_CALLS = 24;
/** Steps of the event that one of them takes. */
const CALL_STEPS = 1500;
/** Calls of one reach whose place is looked at. */
const MAX_PLACES = 6;
/** Brackets behind a comment, which is read backwards. */
const MAX_COMMENTS = 64;
/** Brackets behind something other than a name: code has them, but few of them call what was computed. */
const MAX_COMPUTED = 16;

function judgeCalls(candidate: Candidate): Confidence | undefined {
  const { text } = candidate;
  let best: Confidence | undefined;
  let judged = 0;
  let computed = 0;
  let comments = 0;
  const places = [0, 0, 0, 0, 0];
  for (let open = text.indexOf('('); open !== -1; open = text.indexOf('(', open + 1)) {
    if (text.charCodeAt(open - 1) === 47 && ++comments > MAX_COMMENTS) continue;
    let found: Finding | undefined;
    const call = readCall(text, open);
    if (call !== undefined) {
      judged++;
      spend(CALL_STEPS);
      found = findingOf(text, call);
    } else if (computed < MAX_COMPUTED && isBehindBracket(text, open)) {
      computed++;
      spend(CALL_STEPS);
      found = findComputedCall(text, open);
    }
    if (found === undefined) {
      if (judged >= MAX_CALLS) break;
      continue;
    }
    if (++places[found.reach]! <= MAX_PLACES) best = surer(best, weigh(candidate, found));
    if (best === 'high' || judged >= MAX_CALLS) break;
    // In a document little makes it surer.
    if (isDocument(candidate) && (best === 'medium' || judged >= MAX_CALLS / 3)) break;
  }
  return best;
}

function isBehindBracket(text: string, open: number): boolean {
  const last = text.charCodeAt(text.charCodeAt(open - 1) <= 32 ? open - 2 : open - 1);
  return last === 41 || last === 93 || last === 125 || last === 34 || last === 39 || last === 47;
}

function findingOf(text: string, call: Call): Finding | undefined {
  const reach = reachOf(text, call);
  if (reach === 0) return undefined;
  const close = closeOf(text, call.open);
  return { reach, start: call.start, end: close === -1 ? text.length : close };
}

/** An attack in a request is short; a value past this is never blocked for what a shorter one is. */
const SHORT = 700;

function weigh(candidate: Candidate, found: Finding | undefined): Confidence | undefined {
  if (found === undefined) return undefined;
  let setting = settingOf(candidate, found.start, found.end, found.reach >= 3);
  // The rest of the developer's line is made a comment: `; //`, `;#`.
  if (
    (setting === 'statement' || setting === 'whole') &&
    /[;)}]\s*(?:\/\/|\/\*|#|<!--)\s*$/.test(candidate.text.slice(-12))
  )
    setting = 'breakout';
  if (setting === 'document') return weighInDocument(candidate, found);
  return confidenceOf(found.reach, setting, candidate.text.length);
}

/** What reaches furthest is an attack wherever it stands, unless the document shows it as code. */
function weighInDocument({ text, part }: Candidate, { reach, start, end }: Finding): Confidence {
  if (reach < 3 || isFenced(text, start, part) || isInlineCode(text, start) || isLiteralBlock(text, start))
    return 'low';
  return reach === 4 || isPadding(text, start, end) || leavesString(text, start) ? 'medium' : 'low';
}

/** A line that begins with what ends a developer's string: `';`, `");`. */
function leavesString(text: string, start: number): boolean {
  const line = text.slice(Math.max(text.lastIndexOf('\n', start - 1) + 1, start - 40), start);
  return /^\s{0,8}["'][\s)}\]]{0,6}[;.+,|&]/.test(line);
}

function confidenceOf(reach: Reach, setting: Exclude<Setting, 'document'>, length: number): Confidence | undefined {
  switch (setting) {
    case 'breakout':
      return reach >= 2 ? (length <= SHORT ? 'high' : 'medium') : 'medium';
    case 'whole':
    case 'statement':
      return reach >= 3 ? (length <= SHORT ? 'high' : 'medium') : reach === 2 ? 'medium' : 'low';
    case 'inside':
      return reach >= 3 ? 'medium' : reach === 2 && length <= 300 ? 'medium' : 'low';
    case 'prose':
      return reach === 4 && length <= 300 ? 'medium' : 'low';
  }
}
