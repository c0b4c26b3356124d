import type { Confidence } from '@bulkhead/core';
import { isInlineCode } from '../code/surroundings.ts';
import type { Candidate } from '../scan.ts';
import { isFenced } from '../shell/script.ts';
import type { Sign } from './expression.ts';

/** A value past this is a document: a page, a mail, a text on templates. */
const DOCUMENT = 1500;
/** A longer text is read by nobody for hints. */
const HINTED = 256;

/** A window of a document, or a whole one. */
export function isDocument({ text, part }: Candidate): boolean {
  return part || text.length > DOCUMENT;
}

/** A text in Markdown that shows code. */
export function isManual(text: string): boolean {
  return text.length > HINTED && hasFence(text);
}

function hasFence(text: string): boolean {
  return text.includes('```') || text.includes('~~~');
}

/** How sure an expression from `start` to `end` makes us, by the text around it. */
export function weighTemplate(text: string, sign: Sign, start: number, end: number): Confidence | undefined {
  if (sign === 0) return undefined;
  if (hasFence(text)) return sign === 4 && !isShown(text, start) ? 'medium' : 'low';
  const words = wordsAround(text, start, end);
  switch (sign) {
    case 4:
      return words <= 6 && text.length <= 700 ? 'high' : words <= 30 || !isInlineCode(text, start) ? 'medium' : 'low';
    case 3:
      return words <= 3 && text.length <= 200 ? 'high' : words <= 12 ? 'medium' : 'low';
    case 2:
      return words <= 1 && text.length <= 200 ? 'medium' : 'low';
    case 1:
      return 'low';
  }
}

/** As code, in a fence or between backticks. */
export function isShown(text: string, start: number, part = false): boolean {
  return isFenced(text, start, part) || isInlineCode(text, start);
}

/** Plain words outside: more than a few are a sentence that the expression is part of. */
function wordsAround(text: string, start: number, end: number): number {
  return count(text.slice(0, start)) + count(text.slice(end));
}

/** A word of a language between blanks, or two signs of one that has no blanks. */
const WORD =
  /(?:^|\s)[A-Za-z\u00c0-\u024f\u0370-\u05ff][a-z'\u00c0-\u024f\u0370-\u05ff]{1,20}(?=[\s.,;:!?]|$)|[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{2}/g;

function count(text: string): number {
  return text.match(WORD)?.length ?? 0;
}
