import { anyAt } from '../any-at.ts';
import { isLetter, makePairs, mayBePair } from '../characters.ts';
import {
  BACKSLASH,
  BRACE,
  type Candidate,
  COLON,
  COMPARISON,
  DASH,
  DOLLAR,
  HASH,
  LESS,
  PAREN,
  PIPE,
  PROTO_WORD,
  RARE,
  SCRIPT_WORD,
  TEMPLATE,
} from '../scan.ts';
import { DIRECTIVE_TAG } from '../tags.ts';

/** Those of a candidate's signs at which a directive may begin: the rows of `directives.ts` are asked by their signs. */
export function directiveSigns(candidate: Candidate): number {
  const { text, chars, words } = candidate;
  let signs = 0;
  if ((chars & LESS) !== 0 && (candidate.tags & DIRECTIVE_TAG) !== 0 && ELEMENT.test(text)) signs |= LESS;
  if ((chars & HASH) !== 0 && (chars & (PAREN | BRACE)) !== 0 && anyAt(text, '#', 35, mayBeMacro) && MACRO.test(text))
    signs |= HASH;
  if ((chars & BACKSLASH) !== 0 && anyAt(text, '\\', 92, mayBeLatex) && LATEX.test(text)) signs |= BACKSLASH;
  if (
    (chars & BRACE) !== 0 &&
    (anyAt(text, '{', 123, mayBeSmarty) || anyAt(text, '[', 91, mayBePhp)) &&
    SMARTY.test(text)
  )
    signs |= BRACE;
  if ((chars & DOLLAR) !== 0 && anyAt(text, '$', 36, mayBeObject) && OBJECT.test(text)) signs |= DOLLAR;
  if ((chars & COLON) !== 0 && text.includes('::') && STATIC.test(text)) signs |= COLON;
  if ((chars & TEMPLATE) !== 0) signs |= TEMPLATE;
  if ((chars & PIPE) !== 0 && text.includes('By') && text.includes('orderBy')) signs |= PIPE | COMPARISON;
  if ((chars & PAREN) !== 0) {
    if ((chars & RARE) !== 0 && text.includes('@') && RAZOR.test(text)) signs |= PAREN;
  }
  if (
    (chars & (COMPARISON | DASH)) === (COMPARISON | DASH) &&
    ((words & (PROTO_WORD | SCRIPT_WORD)) !== 0 || (chars & (TEMPLATE | DOLLAR)) !== 0) &&
    anyAt(text, '-', 45, isInAttribute) &&
    ATTRIBUTE.test(text)
  )
    signs |= COMPARISON;
  return signs;
}

// A pattern reads every character; these look at the signs that it begins with, of which most texts have few.

const MACROS = /* @__PURE__ */ makePairs('seinpaevfomadeif');
const LATEX_WORDS = /* @__PURE__ */ makePairs('inimwropnelsveusurcacsshhrrede');
const OBJECTS = /* @__PURE__ */ makePairs('clevonwa');

function mayBeMacro(text: string, at: number): boolean {
  return text.charCodeAt(at - 1) === 91 || mayBePair(text, at + 1, MACROS);
}

function mayBeLatex(text: string, at: number): boolean {
  return mayBePair(text, at + 1, LATEX_WORDS);
}

function mayBeSmarty(text: string, at: number): boolean {
  const first = text.charCodeAt(at + 1);
  if (first === 47 || first === 36 || first === 64) return isLetter(text.charCodeAt(at + 2));
  return isLetter(first) || first === 95;
}

function mayBePhp(text: string, at: number): boolean {
  const first = text.charCodeAt(at + 1);
  return (text.charCodeAt(first === 47 || first === 92 ? at + 2 : at + 1) | 32) === 112;
}

function mayBeObject(text: string, at: number): boolean {
  return mayBePair(text, at + 1, OBJECTS);
}

function isInAttribute(text: string, at: number): boolean {
  return (text.charCodeAt(at - 1) | 32) === 103 && isLetter(text.charCodeAt(at + 1));
}

const ELEMENT = /<(?:!--(?:\s{0,4}#|esi)|\/?esi:|#[a-z-])/i;
const MACRO = /#(?:set|if|include|parse|evaluate|foreach|macro|define)\s{0,4}\(|\[#[a-z]/i;
const LATEX =
  /\\(?:in(?:put|clude)|immediate|write18|open(?:in|out)|new(?:read|write)|lst|verbatim|usep|cat|csn|shell|read\b|def\s{0,2}\\)/i;
/** Smarty's tags have a blank behind their name. */
const SMARTY = /\{(?:\/?php|\$smarty|literal|dede:|self::|@?[a-z_]{2,11}\s)|\[[/\\]?php\]/i;
const OBJECT = /\$(?:class|eval|on|watch)/i;
const STATIC = /::__\$|\}__::|smarty_/i;
const RAZOR = /@(?:\(|(?:System|Html|Directory|File|Process|Environment|Server)\.)/i;
const ATTRIBUTE = /\bng-[a-z]/i;
