import type { Work } from '../script/script.ts';
import { spend } from '../spent.ts';
import { codeRanges, isWithin } from './markdown.ts';

/** How sure a part of the detector is; {@link HIGH} down to {@link NONE}, comparable. */
export const NONE = 0;
export const LOW = 1;
export const MEDIUM = 2;
export const HIGH = 3;

/** Where markup stands. */
export interface Context extends Work {
  /**
   * An article, an e-mail, a page: what loads from a named host or acts on the page only is part of it. A short value
   * that does so was made for it.
   */
  readonly content: boolean;
  readonly part: boolean;
  /** Made when a finding is first asked for its place. */
  code: readonly number[] | undefined;
  prose: boolean | undefined;
  /** What kind of text it is, after `place.ts`; found when first asked for. */
  place: number | undefined;
  /** Up to here styles and scripts were read already. */
  readTo: number;
  /** How many tags that begin oddly may still be read: what is none is read again from its next sign. */
  odd: number;
  /** No `-->` follows. */
  commentsOpen: boolean;
}

/** Values of this length are written by people or programs as a whole, not into a gap of a page. */
const CONTENT_LENGTH = 700;

/**
 * Characters of scripts, styles and addresses that are read in one text. Pages read at most 4,400 of a window's (measured
 * on 9,000 articles, e-mails and pages of newspapers); what has spent more was made to be read for long.
 */
export const MAX_READABLE = 4608;

/** What judging one element takes beside its characters, counted in them. */
export const ELEMENT_WORK = 24;

const MAX_ODD = 8;

/** Length of a window, and what two of them share, as `judge.ts` cuts them. */
const WINDOW = 4096;
const OVERLAP = 256;

/** A tag that nothing closes here is cut by the end of the window, and whole in the next. */
export function isCut(text: string, start: number, { part }: Context): boolean {
  return part && text.length === WINDOW && start > WINDOW - OVERLAP;
}

/** What one of the characters that are read takes. */
const READ_STEPS = 24;

/** Takes some of what may still be read; false when nothing was left. */
export function mayRead(work: Work, characters: number): boolean {
  if (work.readable <= 0) return false;
  work.readable -= characters;
  spend(characters * READ_STEPS);
  return true;
}

/** Nothing more may be read: a text was made to cost this much, so that what follows is not looked at. */
export function isSpent({ readable }: Work): boolean {
  return readable <= 0;
}

export function createContext(text: string, part: boolean, readable: number = MAX_READABLE): Context {
  return {
    content: part || text.length >= CONTENT_LENGTH,
    part,
    code: undefined,
    prose: undefined,
    place: undefined,
    readTo: 0,
    readable,
    odd: MAX_ODD,
    commentsOpen: false,
  };
}

/** More than a few words stand before the first tag: a sentence that shows markup. */
export function inProse(text: string, context: Context): boolean {
  if (context.prose === undefined) {
    const at = text.indexOf('<');
    const before = text.slice(0, Math.min(at === -1 ? text.length : at, 400));
    context.prose = (before.match(/[a-z]{2,}[ ,.:]/gi)?.length ?? 0) >= 3;
  }
  return context.prose;
}

/** Whether the character at `at` is shown as code by what renders the text. */
export function isShown(text: string, at: number, context: Context): boolean {
  context.code ??= codeRanges(text, context.part);
  return isWithin(context.code, at);
}
