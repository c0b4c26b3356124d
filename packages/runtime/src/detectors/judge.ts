import { CONFIDENCE_RANK, type Confidence } from '@bulkhead/core';
import { anyAt } from './any-at.ts';
import { isLikelyAttack, LONGEST } from './arbiter/arbiter.ts';
import { guess } from './arbiter/guess.ts';
import { withoutDoubted } from './arbiter/score.lazy.ts';
import { cmdi } from './cmdi.ts';
import { withoutExpected } from './fields/expected.lazy.ts';
import { decodedForm } from './forms.ts';
import { confirmInPage } from './html/judge.lazy.ts';
import { DETECTORS } from './registry.ts';
import { type Candidate, LINE_END, rescan, scan } from './scan.ts';
import { isCommandInField } from './shell/field.ts';
import { spend, takeSpent } from './spent.ts';
import { ssrf } from './ssrf.ts';
import type { Verdict } from './types.ts';

/** Told of a detector that threw; the others go on. */
export type OnDetectorFault = (detectorId: string, error: unknown) => void;

export interface JudgeOptions {
  /** The text is a name and not a value. */
  readonly isKey?: boolean;
  /** What the value is called: last name of its path. */
  readonly field?: string | number;
  readonly budget?: Budget;
  readonly onFault?: OnDetectorFault | undefined;
}

/**
 * What judging may still cost, in steps, whatever the clock says: one for each character that one detector looks at, and as many
 * as grammars say that they take (spent.ts).
 */
export interface Budget {
  steps: number;
  /** Windows that were left out because the steps were spent. */
  skipped: number;
  /** Windows until one is judged after the steps were spent. */
  waiting: number;
  /** Traits of the windows that were judged: one that has another is judged even after the steps were spent. */
  chars: number;
  words: number;
}

/** A step takes a third of a nanosecond in prose and up to three in what was made to cost much; a megabyte of prose takes 28 million. */
export const EVENT_STEPS = 34_000_000;

export function createBudget(steps: number = EVENT_STEPS): Budget {
  return { steps, skipped: 0, waiting: 0, chars: 0, words: 0 };
}

/** Longer texts are judged in windows of this many characters, so that no detector's cost depends on more. */
export const WINDOW = 4096;
/** What two windows share: an attack across a border is whole in one of them. */
const OVERLAP = 256;
/** Once the steps are spent, one window in about so many is judged, at random places that no sender can know. */
const SAMPLE = 16;
/** When these have cost as many steps again, one in twice as many: so much of an event may be left that even they would take long. */
const SAMPLE_STEPS = EVENT_STEPS / 40;

/** What a candidate takes whatever its length, and each detector that is asked of it. */
const CANDIDATE_STEPS = 40;
const DETECTOR_STEPS = 3;
/** What looking at one character takes. */
const LOOK_STEPS = 1;

const NOTHING: readonly Verdict[] = Object.freeze([]);
const RUN_BY_NAME: readonly Verdict[] = Object.freeze([{ detector: cmdi, confidence: 'medium', steps: '' }]);

/** Of instances' metadata, as a whole value: a host that is asked for. Digits and dots alone begin no grammar. */
const METADATA_ADDRESS = '169.254.169.254';
const METADATA: readonly Verdict[] = Object.freeze([{ detector: ssrf, confidence: 'medium', steps: '' }]);

/**
 * What the detectors find in one string, the gravest class first. A value in which no grammar can begin costs one pass
 * over its characters.
 * @example judgeValue("' or 1=1--")[0]?.detector.class // 'sqli'
 */
export function judgeValue(value: string, options: JudgeOptions = NO_OPTIONS): readonly Verdict[] {
  let verdicts = judgeText(value, options);
  if (verdicts !== undefined && value.length >= SHORTEST_PAGE && value.includes('<')) {
    verdicts = judgePage(value, verdicts, options);
  }
  const { field } = options;
  if (verdicts === undefined) {
    if (value === METADATA_ADDRESS) return METADATA;
    return typeof field === 'string' && isCommandInField(field, value) ? RUN_BY_NAME : NOTHING;
  }
  return withoutExpected(value, verdicts, options, judgeText);
}

function judgeText(value: string, options: JudgeOptions): Verdict[] | undefined {
  if (value.length <= WINDOW) {
    // Most strings of an event: nothing is made for them but a candidate.
    const candidate = scanShort(value, options.isKey);
    return candidate && judgeWindow(undefined, candidate, options);
  }
  let verdicts: Verdict[] | undefined;
  eachWindow(value, options.isKey, (candidate) => {
    verdicts = judgeWindow(verdicts, candidate, options);
  });
  return verdicts;
}

/** What is {@link squeeze}d in a short text has a line end, with which it is a candidate. */
function scanShort(value: string, isKey: boolean | undefined): Candidate | undefined {
  if (value.length > LONG) return scan(squeeze(value), isKey);
  const candidate = scan(value, isKey);
  if (candidate === undefined || (candidate.chars & LINE_END) === 0) return candidate;
  const squeezed = squeeze(value);
  return squeezed === value ? candidate : scan(squeezed, isKey);
}

/** As place.ts has it. */
const SHORTEST_PAGE = 200;

/** What was found in a page is looked for once more without its own programs. */
function judgePage(value: string, verdicts: Verdict[], options: JudgeOptions): Verdict[] | undefined {
  const { budget } = options;
  if (budget !== undefined && budget.steps <= 0) return verdicts;
  takeSpent();
  const confirmed = confirmInPage(value, verdicts, (body) => judgeText(body, options));
  if (budget !== undefined) budget.steps -= takeSpent();
  return confirmed;
}

/** @param known what other windows of the value gave */
function judgeWindow(known: Verdict[] | undefined, candidate: Candidate, options: JudgeOptions): Verdict[] | undefined {
  const { budget } = options;
  if (budget === undefined) return judgeForms(known, candidate, options);
  if (!mayJudge(budget, candidate)) return known;
  // What others left who ask the same grammars, as hooks do, is not this event's.
  takeSpent();
  const verdicts = judgeForms(known, candidate, options);
  budget.steps -= takeSpent();
  return verdicts;
}

function judgeForms(known: Verdict[] | undefined, candidate: Candidate, options: JudgeOptions): Verdict[] | undefined {
  const verdicts = merge(known, judge(candidate, '', options, known));
  const form = decodedForm(candidate);
  const decoded = form && rescan(form.text, candidate);
  return form && decoded ? merge(verdicts, judge(decoded, form.steps, options, verdicts)) : verdicts;
}

/** Calls `visit` with each part of a value in which some grammar could begin. */
function eachWindow(raw: string, isKey: boolean | undefined, visit: (candidate: Candidate) => void): void {
  const value = squeeze(raw);
  for (let start = 0; start < value.length; start += WINDOW - OVERLAP) {
    const candidate = scan(value, isKey, start, Math.min(value.length, start + WINDOW));
    if (candidate !== undefined) visit(candidate);
    if (start + WINDOW >= value.length) return;
  }
}

/** Calls `visit` with a candidate, and with its decoded form where something is hidden in it. */
function eachForm(candidate: Candidate, visit: (form: Candidate, steps: string) => void): void {
  visit(candidate, '');
  const form = decodedForm(candidate);
  const decoded = form && rescan(form.text, candidate);
  if (form && decoded) visit(decoded, form.steps);
}

/**
 * Runs of blanks as one: no grammar counts them, and padding must not make a document of a payload, nor push its parts into
 * different windows.
 */
function squeeze(value: string): string {
  const { length } = value;
  const lines = length > 8 && anyAt(value, '\n', 10, isLineRun);
  if (!lines && !(length > LONG && hasBlankRun(value))) return value;
  return value.replace(/\s{4,}/g, (run) => (run.includes('\n') ? '\n' : ' '));
}

/** A line end, itself or a blank or a return, and both again. */
function isLineRun(text: string, at: number): boolean {
  const next = text.charCodeAt(at + 1);
  if (next !== 10 && next !== 13 && next !== 32 && next !== 9) return false;
  return text.charCodeAt(at + 2) === 10 && text.charCodeAt(at + 3) === next;
}

/** Below this, blanks push nothing anywhere. */
const LONG = 256;
const RARE_RUNS = ['\t\t\t\t', '\v\v\v\v', '\u00a0\u00a0\u00a0\u00a0'];
/** So many blanks are a run. A search for them stops at each blank of a text; of so many, one stands at a multiple of this place. */
const RUN = 8;

function hasBlankRun(text: string): boolean {
  const { length } = text;
  for (let i = RUN - 1; i < length; i += RUN) {
    if (text.charCodeAt(i) !== 32) continue;
    let from = i;
    while (i - from < RUN - 1 && text.charCodeAt(from - 1) === 32) from--;
    let to = i + 1;
    while (to < length && to - from < RUN && text.charCodeAt(to) === 32) to++;
    if (to - from === RUN) return true;
  }
  return RARE_RUNS.some((run) => text.includes(run));
}

const NO_OPTIONS: JudgeOptions = Object.freeze({});

/** Each detector once, at its surest. */
function merge(known: Verdict[] | undefined, more: Verdict[] | undefined): Verdict[] | undefined {
  if (known === undefined || more === undefined) return known ?? more;
  for (const verdict of more) {
    const at = known.findIndex((other) => other.detector === verdict.detector);
    if (at === -1) known.push(verdict);
    else if (CONFIDENCE_RANK[verdict.confidence] > CONFIDENCE_RANK[known[at]!.confidence]) known[at] = verdict;
  }
  return known;
}

function mayJudge(budget: Budget, { chars, words }: Candidate): boolean {
  const isNew = ((chars & ~budget.chars) | (words & ~budget.words)) !== 0;
  budget.chars |= chars;
  budget.words |= words;
  if (budget.steps > 0 || isNew) return true;
  const judged = budget.skipped > 0 && --budget.waiting < 0;
  if (budget.skipped === 0 || judged) budget.waiting = Math.floor(Math.random() * 2 * gapOf(budget));
  if (!judged) budget.skipped++;
  return judged;
}

/** Windows that are left out between two that are judged. */
function gapOf({ steps }: Budget): number {
  return SAMPLE * 2 ** Math.floor(-steps / SAMPLE_STEPS);
}

/** What the detectors alone make of one candidate. */
interface Say {
  readonly verdicts: Verdict[] | undefined;
  /** Some detector is sure enough for an alert. */
  readonly sure: boolean;
  /** Some detector only hints. */
  readonly hinted: boolean;
  /** Detectors that were asked. */
  readonly asked: number;
}

/** A bit that no sign has: detectors that name no signs are asked of every candidate, even of one without any. */
const ALWAYS = 1 << 30;
const CHARS = Int32Array.from(DETECTORS, ({ begins }) => begins?.chars ?? -1);
const WORDS = Int32Array.from(DETECTORS, ({ begins }) => begins?.words ?? -1);

/**
 * Detectors that cannot become surer of a value than they are, a bit each. In a short text they are asked all the same: whether one is
 * sure of it decides whether the arbiter weighs what others hint.
 */
function settledOf(known: readonly Verdict[] | undefined, { text }: Candidate): number {
  if (known === undefined || text.length <= LONGEST) return 0;
  let settled = 0;
  for (const { detector, confidence } of known) {
    const at = confidence === 'high' ? DETECTORS.indexOf(detector) : -1;
    if (at !== -1) settled |= 1 << at;
  }
  return settled;
}

/** @param settled detectors that are not asked, a bit each */
function ask(candidate: Candidate, steps: string, onFault: OnDetectorFault | undefined, settled = 0): Say {
  const chars = candidate.chars | ALWAYS;
  const { words } = candidate;
  let verdicts: Verdict[] | undefined;
  let hinted = false;
  let sure = false;
  let asked = 0;
  for (let i = 0; i < DETECTORS.length; i++) {
    if (((chars & CHARS[i]!) | (words & WORDS[i]!)) === 0 || ((settled >> i) & 1) === 1) continue;
    asked++;
    const detector = DETECTORS[i]!;
    let confidence: Confidence | undefined;
    try {
      confidence = detector.detect(candidate);
    } catch (error) {
      if (!onFault) throw error;
      onFault(detector.id, error);
    }
    if (confidence === undefined) continue;
    if (confidence === 'low') hinted = true;
    else sure = true;
    verdicts ??= [];
    verdicts.push({ detector, confidence, steps });
  }
  return { verdicts, sure, hinted, asked };
}

/** @param known what is known of the value */
function judge(
  candidate: Candidate,
  steps: string,
  { onFault }: JudgeOptions,
  known: readonly Verdict[] | undefined,
): Verdict[] | undefined {
  const { verdicts, sure, hinted, asked } = ask(candidate, steps, onFault, settledOf(known, candidate));
  spend(CANDIDATE_STEPS + (candidate.text.length * LOOK_STEPS + DETECTOR_STEPS) * (asked + 1));
  if (sure)
    return withoutDoubted(candidate, hinted ? verdicts!.filter(({ confidence }) => confidence !== 'low') : verdicts!);
  // The scorer is only asked where its answer has a class.
  const detector = hinted ? undefined : guess(candidate);
  if ((!hinted && detector === undefined) || !isLikelyAttack(candidate, verdicts)) return undefined;
  if (detector === undefined) return verdicts!.map((verdict) => ({ ...verdict, confidence: 'medium' }));
  return [{ detector, confidence: 'medium', steps }];
}

const ignoreFault = (): void => undefined;

/** For training and explaining: every candidate of a value as it is judged, and what the detectors alone make of it. */
export function eachCandidate(
  value: string,
  isKey: boolean,
  visit: (candidate: Candidate, say: Say, steps: string) => void,
): void {
  eachWindow(value, isKey, (candidate) => {
    eachForm(candidate, (form, steps) => visit(form, ask(form, steps, ignoreFault), steps));
  });
}
