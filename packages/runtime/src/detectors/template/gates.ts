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
  SCRIPT_WORD,
  TEMPLATE,
} from '../scan.ts';

/** Those of a candidate's signs at which a directive may begin: the rows of `directives.ts` are asked by their signs. */
export function directiveSigns({ text, chars, words }: Candidate): number {
  let signs = 0;
  if ((chars & LESS) !== 0 && ELEMENT.test(text)) signs |= LESS;
  if ((chars & HASH) !== 0 && (chars & (PAREN | BRACE)) !== 0 && MACRO.test(text)) signs |= HASH;
  if ((chars & BACKSLASH) !== 0 && LATEX.test(text)) signs |= BACKSLASH;
  if ((chars & BRACE) !== 0 && SMARTY.test(text)) signs |= BRACE;
  if ((chars & DOLLAR) !== 0 && OBJECT.test(text)) signs |= DOLLAR;
  if ((chars & COLON) !== 0 && text.includes('::') && STATIC.test(text)) signs |= COLON;
  if ((chars & TEMPLATE) !== 0) signs |= TEMPLATE;
  if ((chars & PIPE) !== 0 && text.includes('By') && text.includes('orderBy')) signs |= PIPE | COMPARISON;
  if ((chars & PAREN) !== 0) {
    if ((words & PROTO_WORD) !== 0 && text.includes('.constructor')) signs |= PAREN;
    else if (text.includes('@') && RAZOR.test(text)) signs |= PAREN;
  }
  if (
    (chars & (COMPARISON | DASH)) === (COMPARISON | DASH) &&
    ((words & (PROTO_WORD | SCRIPT_WORD)) !== 0 || (chars & (TEMPLATE | DOLLAR)) !== 0) &&
    ATTRIBUTE.test(text)
  )
    signs |= COMPARISON;
  return signs;
}

const ELEMENT = /<(?:!--(?:\s{0,4}#|esi)|\/?esi:|#[a-z-]|\/?(?:apex|cfoutput|xsl:v))/i;
const MACRO = /#(?:set|include|parse|evaluate|foreach|macro|define)\s{0,4}\(|\[#[a-z]/i;
const LATEX =
  /\\(?:in(?:put|clude)|immediate|write18|open(?:in|out)|new(?:read|write)|lst|verbatim|usep|cat|csn|shell|url|href)/i;
/** Smarty's tags have a blank behind their name. */
const SMARTY = /\{(?:\/?php|\$smarty|literal|self::|[a-z_]{2,11}\s)|\[[/\\]?php\]/i;
const OBJECT = /\$(?:class|eval|on|watch)/i;
const STATIC = /::__\$|\}__::|smarty_/i;
const RAZOR = /@(?:\(|(?:System|Html|Directory|File|Process|Environment|Server)\.)/i;
const ATTRIBUTE = /\b(?:ng|v)-[a-z]/i;
