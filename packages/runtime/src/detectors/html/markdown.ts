/**
 * Code blocks and code spans of a longer Markdown text, which shows markup and does not run it: start and end of each,
 * in order. A short value in backticks is none: it is a template string or a quoted attribute.
 * https://spec.commonmark.org/0.31.2/#fenced-code-blocks
 * @param part the text is a window of a longer one
 */
export function codeRanges(text: string, part: boolean): readonly number[] {
  if ((!text.includes('`') && !text.includes('~~~')) || !hasProse(text)) return NO_RANGES;
  const ranges: number[] = [];
  let fence = -1;
  let isFirst = true;
  for (let start = 0; start < text.length; ) {
    let end = text.indexOf('\n', start);
    if (end === -1) end = text.length;
    const info = fenceInfo(text, start, end);
    if (info === undefined) {
      if (fence === -1) addSpans(text, start, end, ranges);
    } else {
      // A window may begin inside of a block, whose end then comes first: it names no language.
      if (isFirst && part && info === '') {
        ranges.length = 0;
        ranges.push(0, end);
      } else if (fence === -1) fence = start;
      else if (info === '') {
        ranges.push(fence, end);
        fence = -1;
      }
      isFirst = false;
    }
    start = end + 1;
  }
  if (fence !== -1) ranges.push(fence, text.length);
  return ranges;
}

const NO_RANGES: readonly number[] = [];

export function isWithin(ranges: readonly number[], at: number): boolean {
  let low = 0;
  let high = ranges.length >> 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle * 2 + 1]! <= at) low = middle + 1;
    else high = middle;
  }
  return low * 2 < ranges.length && ranges[low * 2]! <= at;
}

/** What follows the three signs of a fence; `undefined` where the line is none. */
function fenceInfo(text: string, start: number, end: number): string | undefined {
  let i = start;
  // Blocks in lists and quotations are indented or marked.
  while (i < end && i < start + 12 && ' \t>*-'.includes(text.charAt(i))) i++;
  const sign = text.charCodeAt(i);
  if ((sign !== 96 && sign !== 126) || text.charCodeAt(i + 1) !== sign || text.charCodeAt(i + 2) !== sign)
    return undefined;
  while (text.charCodeAt(i) === sign) i++;
  const info = text.slice(i, Math.min(end, i + 120)).trim();
  return info.includes('`') ? undefined : info;
}

/** Spans: an opening run of backticks after a blank or bracket, the same run before the end of a word or sentence. */
function addSpans(text: string, start: number, end: number, ranges: number[]): void {
  let i = text.indexOf('`', start);
  while (i !== -1 && i < end) {
    const opener = i;
    while (text.charCodeAt(i) === 96) i++;
    const run = i - opener;
    let close = text.indexOf('`', i);
    while (close !== -1 && close < end && run > 1 && !isRun(text, close, run)) close = text.indexOf('`', close + 1);
    if (close === -1 || close >= end) return;
    i = close + run;
    if (opensAfter(text, opener) && closesBefore(text, i)) ranges.push(opener, i);
  }
}

function isRun(text: string, at: number, run: number): boolean {
  for (let i = 0; i < run; i++) if (text.charCodeAt(at + i) !== 96) return false;
  return true;
}

function opensAfter(text: string, at: number): boolean {
  return at === 0 || isIdeograph(text.charCodeAt(at - 1)) || ' \t\n\r([|>*_:,"\'-/\u2014'.includes(text.charAt(at - 1));
}

function closesBefore(text: string, at: number): boolean {
  return (
    at >= text.length ||
    isIdeograph(text.charCodeAt(at)) ||
    /[\s.,:;!?)\]|*_<"'\-/a-z\u2019\u2014]/.test(text.charAt(at))
  );
}

/** From here on: Chinese, Japanese and Korean, which put no blank between words, and their punctuation. */
function isIdeograph(code: number): boolean {
  return code >= 0x3000;
}

/** Five words at least, as sentences have them; or a heading above a block that names its language. */
function hasProse(text: string): boolean {
  let found = 0;
  const words = /(?:^|[\s(*])[a-z]{2,20}(?=[\s.,:;!?)])/gi;
  while (found < 5 && words.exec(text) !== null) found++;
  if (found >= 5 || /^#{1,6} \S[^\n]{0,200}\r?\n\s{0,8}(?:```|~~~)[a-z]/im.test(text)) return true;
  // Alphabets without blanks between words, and others than Latin.
  const others = /[^\0-\u024f\s]{3,}/g;
  while (found < 5 && others.exec(text) !== null) found += 2;
  return found >= 5;
}
