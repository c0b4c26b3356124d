import type { Confidence } from '@bulkhead/core';
import { type Candidate, scan } from '../scan.ts';
import { readScript } from '../script/read.ts';
import { spend } from '../spent.ts';
import type { Verdict } from '../types.ts';
import { ELEMENT_WORK, HIGH, MEDIUM } from './context.ts';
import { beginsAsPage, isDense, PAGE } from './place.ts';
import { judgeInPage } from './script-element.ts';

/** Longer texts, those of more than one window, need not begin as a page: an article with one tag in so many characters. */
const WINDOW = 4096;
const APART = 300;

/** Whole pages of newspapers have at most 400,000 characters and 200 scripts; more was made to cost as much. */
const LONGEST_PAGE = 1 << 19;
const MOST_SCRIPTS = 500;

/** Styles that some browser runs are judged with the markup. */
const RUNNING_STYLE = /expression\s{0,8}\(|script\s{0,4}:|behaviou?r\s{0,4}:\s{0,4}url|-binding|@import|data:text/i;

/** Programs and data of a page, and what looks like their end in none of them. */
const ELEMENTS = ['script', 'style'];

/**
 * A page without what its own programs, styles and data say, their tags left in place: those are no values, and their grammar has
 * the signs of others (`;if(`, `||this.`, `"@type"`). `undefined` for what is no page.
 * @param scripts takes what the scripts held
 */
export function withoutPrograms(text: string, scripts: string[]): string | undefined {
  // No page is without an end tag.
  if (text.length > LONGEST_PAGE || !text.includes('</')) return undefined;
  spend(text.length);
  if (!beginsAsPage(text) && (text.length <= WINDOW || !isDense(text, Math.ceil(text.length / APART))))
    return undefined;
  const lower = text.toLowerCase();
  if (lower.length !== text.length) return undefined;
  let body = '';
  let from = 0;
  for (let at = lower.indexOf('<s'); at !== -1; at = lower.indexOf('<s', at)) {
    at += 2;
    const name = ELEMENTS.find((element) => lower.startsWith(element, at - 1));
    if (name === undefined) continue;
    const start = lower.indexOf('>', at) + 1;
    if (start === 0) break;
    const end = lower.indexOf(`</${name}`, start);
    const inside = text.slice(start, end === -1 ? text.length : end);
    if (name === 'script' && scripts.push(inside) > MOST_SCRIPTS) return undefined;
    body += text.slice(from, name === 'style' && RUNNING_STYLE.test(inside) ? start + inside.length : start);
    from = end === -1 ? text.length : end;
    if (end === -1) break;
    at = end;
  }
  return body + text.slice(from);
}

/** Classes whose grammar is that of scripts in part, and those that a script has nothing of. */
const ALIKE: ReadonlySet<string> = new Set(['cmdi', 'codei', 'nosqli', 'deser', 'ssti', 'crlf', 'ldap']);
const UNLIKE: ReadonlySet<string> = new Set(['jndi', 'xxe', 'proto']);

/**
 * The verdicts on a page, by what is left of them without its programs. What only stands in those is dropped where their grammar is
 * alike, kept where it has nothing in common, else a step less sure.
 * @param again judges a text as the page was judged
 * @param judgeXss judges the markup of a part of a page
 */
export function confirm(
  text: string,
  verdicts: Verdict[],
  again: (body: string) => readonly Verdict[] | undefined,
  judgeXss: JudgeMarkup,
): Verdict[] | undefined {
  const scripts: string[] = [];
  const body = withoutPrograms(text, scripts);
  if (body === undefined) return verdicts;
  // Without programs it is what was judged already.
  const rest = body.length === text.length ? verdicts : again(body);
  const kept: Verdict[] = [];
  for (const verdict of verdicts) {
    const { detector } = verdict;
    if (detector.class === 'xss') {
      const confidence = judgeWholePage(body, scripts, judgeXss);
      if (confidence !== undefined) kept.push({ ...verdict, confidence });
      continue;
    }
    const other = rest?.find((found) => found.detector === detector);
    if (other !== undefined || UNLIKE.has(detector.class)) kept.push(other ?? verdict);
    else if (verdict.confidence === 'high' && !ALIKE.has(detector.class))
      kept.push({ ...verdict, confidence: 'medium' });
  }
  return kept.length > 0 ? kept : undefined;
}

type JudgeMarkup = (candidate: Candidate, place: number) => Confidence | undefined;

/** Longer scripts are judged by their beginning. */
const LONGEST_SCRIPT = 1500;

/** What two windows share. */
const OVERLAP = 256;

/** What the scripts and the markup of a page do that no page of an honest author does. */
function judgeWholePage(body: string, scripts: readonly string[], judgeXss: JudgeMarkup): Confidence | undefined {
  let worst: Confidence | undefined;
  for (const script of scripts) {
    const code = script.slice(0, LONGEST_SCRIPT).trim();
    spend(code.length * 24);
    const does = readScript(code, { readable: code.length + ELEMENT_WORK });
    if (!does.sink) continue;
    const found = judgeInPage(does, code, PAGE);
    if (found === HIGH) return 'high';
    if (found === MEDIUM) worst = 'medium';
  }
  for (let start = 0; start < body.length; start += WINDOW - OVERLAP) {
    const candidate = scan(body, false, start, Math.min(body.length, start + WINDOW));
    const found = candidate && judgeXss(candidate, PAGE);
    if (found === 'high') return found;
    if (found === 'medium') worst = found;
  }
  return worst;
}
