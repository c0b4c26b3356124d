import { codeRanges, isWithin } from './markdown.ts';

/** How sure a part of the detector is; {@link HIGH} down to {@link NONE}, comparable. */
export const NONE = 0;
export const LOW = 1;
export const MEDIUM = 2;
export const HIGH = 3;

/** Where markup stands. */
export interface Context {
  /**
   * An article, an e-mail, a page: what loads from a named host or acts on the page only is part of it. A short value
   * that does so was made for it.
   */
  readonly content: boolean;
  readonly part: boolean;
  /** Made when a finding is first asked for its place. */
  code: readonly number[] | undefined;
}

/** Values of this length are written by people or programs as a whole, not into a gap of a page. */
const CONTENT_LENGTH = 700;

export function createContext(text: string, part: boolean): Context {
  return { content: part || text.length >= CONTENT_LENGTH, part, code: undefined };
}

/** Whether the character at `at` is shown as code by what renders the text. */
export function isShown(text: string, at: number, context: Context): boolean {
  context.code ??= codeRanges(text, context.part);
  return isWithin(context.code, at);
}
