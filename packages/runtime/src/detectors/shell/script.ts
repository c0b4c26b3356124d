import { codeAt, isLineEnd } from './characters.ts';

/** Lines of a manifest: an item, a key, a comment, data, what Dockerfiles begin lines with. */
const MANIFEST =
  /^[ \t]{0,60}(?:#|```|\$ # |(?:- ){0,3}["']?[\w.$/-]{1,60}["']?[ \t]{0,2}:(?:[ \t]|$)|- |(?:FROM|RUN|CMD|COPY|ADD|ENV|WORKDIR|EXPOSE|ENTRYPOINT|ARG|LABEL)(?:[ \t]|$)|[{}\][]{1,3},?[ \t]*$)/;

/** Lines of a script. */
const STATEMENT =
  /^[ \t]{0,60}(?:(?:if|then|else|elif|fi|for|do|done|while|until|case|esac|export|set|local|function|echo|[$>%])(?:[ \t]|$)|[A-Za-z_]\w{0,40}=)/;

/** Fewer lines are easily written around anything. */
const MIN_LINES = 4;

/**
 * A script, a pipeline, a manifest: commands are what such a text is made of, and hardly a line is of another kind.
 */
export function isScript(text: string): boolean {
  // An operator, or a line end, is what leaves another command.
  if (/^\s{0,8}[;|&`$(]|^[\r\n]/.test(text)) return false;
  let lines = 0;
  let manifest = 0;
  let statements = 0;
  for (let from = 0; from < text.length; ) {
    const found = text.indexOf('\n', from);
    const end = found === -1 ? text.length : found;
    const line = text.slice(from, Math.min(end, from + 130));
    if (line.trim() !== '') {
      lines++;
      if (MANIFEST.test(line)) manifest++;
      else if (STATEMENT.test(line)) statements++;
    }
    from = end + 1;
  }
  return lines >= MIN_LINES && manifest > 0 && (manifest + statements) * 2 >= lines;
}

/** A header of a mail, or a line with three words of a sentence. */
const WRITTEN = /^[A-Z][\w-]{1,30}: \S|(?:^|\s)(?:[A-Za-z][a-z']{1,20}[,.]? ){2}[A-Za-z]/;

/** Lines of a letter beside the one that is asked about. */
const MIN_WRITTEN = 2;

/**
 * A mail or a post: sentences or headers stand on lines above and below. People send one another what they typed, recipes
 * of procmail, and programs that name themselves (`User-Agent: mu4e 0.9; emacs 24`).
 */
export function isLetter(text: string, at: number): boolean {
  let lines = 0;
  let above = 0;
  let below = 0;
  const isEnough = () => lines >= MIN_LINES && above + below >= MIN_WRITTEN && above > 0 && below > 0;
  for (let from = 0; from < text.length && !isEnough(); ) {
    const found = text.indexOf('\n', from);
    const end = found === -1 ? text.length : found;
    const line = text.slice(from, Math.min(end, from + 130));
    if (line.trim() !== '') {
      lines++;
      if (end < at && WRITTEN.test(line)) above++;
      else if (from > at && WRITTEN.test(line)) below++;
    }
    from = end + 1;
  }
  // What ends a text is no quotation: who wants to be believed would only have to write a letter before it.
  return isEnough();
}

/**
 * Between a line of three backticks and the next: what Markdown shows.
 * @param part of a longer text: which of its fences opens nobody can tell
 */
export function isFenced(text: string, at: number, part: boolean): boolean {
  if (part) return fenceAt(text, 0) !== -1;
  let open = false;
  for (let from = fenceAt(text, 0); from !== -1 && from < at; from = fenceAt(text, from + 3)) open = !open;
  return open && fenceAt(text, at) !== -1;
}

function fenceAt(text: string, from: number): number {
  let at = text.indexOf('```', from);
  while (at !== -1 && !opensLine(text, at)) at = text.indexOf('```', at + 3);
  return at;
}

/** Only blanks and quotes before it on its line, and the line above does not go on there. */
export function opensLine(text: string, at: number): boolean {
  let i = at - 1;
  while (i >= 0 && !isLineEnd(codeAt(text, i))) {
    const code = codeAt(text, i--);
    if (code > 32 && code !== 34 && code !== 39 && code !== 41 && code !== 38 && code !== 59 && code !== 124)
      return false;
  }
  return codeAt(text, i - 1) !== 92;
}

/** The line goes on behind a backslash, or the one before did: how people write a long command. */
export function goesOnInLines(text: string, at: number): boolean {
  const end = text.indexOf('\n', at);
  if (end === -1 && text.indexOf('\\\n') === -1) return false;
  if (end !== -1 && /\s\\\r?$/.test(text.slice(Math.max(at, end - 3), end))) return true;
  const start = text.lastIndexOf('\n', at);
  return start > 0 && /\s\\\r?$/.test(text.slice(Math.max(0, start - 3), start));
}
