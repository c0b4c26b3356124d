import { readScript } from '../script/read.ts';
import type { Work } from '../script/script.ts';
import { mayRead } from './context.ts';
import { decodeReferences } from './references.ts';
import { undoCssEscapes } from './urls.ts';

export const PLAIN_STYLE = 0;
/** Loads a style sheet, or a behaviour of the page's own. */
export const LOADING = 1;
export const RUNNING = 2;

/** What reading one style takes beside its characters, counted in them. */
const STYLE_WORK = 48;

/** Whether a style, which nearly always names colours and sizes only, holds a sign of anything that runs or hides. */
export function mayStyleRun(text: string, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    switch (code) {
      case 38: // &
      case 40: // (
      case 64: // @
      case 92: // \
        return true;
      case 47: // /*
        if (text.charCodeAt(i + 1) === 42) return true;
        break;
      case 80: // the end of `script`
      case 112:
        if ((text.charCodeAt(i + 1) | 32) === 116 && (text.charCodeAt(i - 1) | 32) === 105) return true;
        break;
      default:
    }
  }
  return false;
}

/**
 * What a style does in the browsers that run code from it: `expression(…)`, behaviours and bindings, `javascript:` as the
 * address of an image or an imported sheet.
 */
export function judgeStyle(raw: string, work: Work): number {
  const hidden = raw.includes('\\') || raw.includes('/*') || raw.includes('&');
  if (!hidden && !raw.includes('(') && !raw.includes('@') && !raw.includes('cript') && !raw.includes('CRIPT'))
    return PLAIN_STYLE;
  if (!mayRead(work, STYLE_WORK + (hidden ? raw.length : raw.length >> 3))) return PLAIN_STYLE;
  let css = raw;
  if (hidden) {
    css = decodeReferences(css);
    css = undoCssEscapes(css.includes('\\\\') ? undoCssEscapes(css) : css);
    css = undoCssEscapes(css.replace(/\/\*[^*]{0,200}\*\//g, ''));
  }
  css = css.toLowerCase();
  let worst = PLAIN_STYLE;
  const expression = css.indexOf('expression');
  if (expression !== -1 && /^expression\s{0,8}\(/.test(css.slice(expression, expression + 20))) {
    const inside = css.slice(css.indexOf('(', expression) + 1, expression + 600);
    if (readScript(inside, work).sink || inside.length < 300) return RUNNING;
    worst = LOADING;
  }
  // `a[href^="javascript:"]:after`: which links are not printed.
  if (css.includes('script:"]')) css = css.replace(/\[[a-z-]{1,20}[*^$|~]?="javascript:"\]/g, '');
  if (css.includes('script') && /(?:java|vb|live)\s{0,4}script\s{0,4}:/.test(css)) return RUNNING;
  if (css.includes('binding') && /(?:^|[;{\s"'-])(?:moz-)?binding\s{0,4}:\s{0,4}url/.test(css)) return RUNNING;
  const behaviour = css.indexOf('behavio');
  if (behaviour !== -1) {
    const rule = css.slice(behaviour, behaviour + 80);
    if (/^behaviou?r\s{0,4}:\s{0,4}url\s{0,2}\(\s{0,2}["']?\s{0,2}(?!#default#vml)/.test(rule)) worst = LOADING;
    if (rule.includes('#default#time2')) return RUNNING;
  }
  if (css.includes('-o-link') && /-o-link\s{0,4}:/.test(css)) return RUNNING;
  const imported = css.indexOf('@import');
  if (imported !== -1) worst = Math.max(worst, /@import[^;]{0,20}["'(]\s{0,4}data:/.test(css) ? RUNNING : LOADING);
  if (css.includes('data:') && /data\s{0,2}:\s{0,2}(?:text\/(?:html|css|xml)|application\/x)/.test(css)) return RUNNING;
  return worst;
}
