import {
  BACKSLASH,
  BRACE,
  type Candidate,
  COLON,
  COMPARISON,
  DOLLAR,
  HASH,
  LESS,
  PAREN,
  PIPE,
  TEMPLATE,
} from '../scan.ts';
import type { Sign } from './expression.ts';

/** A directive of a server or an engine, and where it stands. */
export interface Directive {
  readonly sign: Sign;
  readonly start: number;
  readonly end: number;
}

/** A sign that must occur, a cheap part in lower case, what the directive looks like, and what it shows. */
const TABLE: readonly (readonly [signs: number, part: string, pattern: RegExp, sign: Sign])[] = [
  // Server-side includes, https://httpd.apache.org/docs/current/mod/mod_include.html
  [LESS, '<!--', /<!--\s{0,4}#\s{0,4}exec\b/i, 4],
  // What pages and newsletters are put together with is left in some that are sent.
  [LESS, '<!--', /<!--\s{0,4}#\s{0,4}(?:include|echo|printenv|config|set|fsize|flastmod|if)\b/i, 3],
  // Edge-side includes, https://www.w3.org/TR/esi-lang/
  [LESS, '<esi:', /<\/?esi:(?:include|inline|vars|assign|debug|eval|choose|try|remove|comment|function|text)\b/i, 4],
  [LESS, '<!--esi', /<!--esi\b/i, 4],
  // Directives of Freemarker and Velocity are what letters and pages are written with: what they hold tells.
  [
    LESS,
    '<#',
    /<#[a-z]{2,12}\b[^<>]{0,160}(?:\?(?:new|api|eval|interpret)\b|freemarker\.template|getClass|forName|\.class\b|classLoader|getField|getMethod|DEFAULT_WRAPPER|\s\.data_model\b)/i,
    4,
  ],
  // Closes what the developer opened, and opens it again for what follows.
  [LESS, '</#', /^[^<]{0,60}<\/#(?:list|if|macro|switch|items)>[^<]{0,200}<#(?:list|if|macro|switch|items)\b/i, 3],
  [LESS, '<#--', /\}<#--\w{0,20}-->\$\{/, 3],
  [LESS, '<#assign', /<#assign\s{1,4}\w{1,20}\s{0,4}=\s{0,4}\d{1,9}\s{0,2}[-+*/]\s{0,2}\d{1,9}\s{0,2}\/?>/i, 3],
  [LESS, '<#', /<#(?:include|import)\s{1,4}["'](?:\/(?:etc|proc|var)\/|\.\.\/|\w{3,5}:)/, 3],
  [
    HASH,
    '[#',
    /\[#[a-z]{2,12}\b[^\]#]{0,160}(?:\?(?:new|api|eval|interpret)\b|freemarker\.template|getClass|forName|\.class\b|classLoader)/i,
    4,
  ],
  [HASH, '#set', /#set\s{0,4}\(\s{0,4}\$[^)#]{0,60}=\s{0,4}(?:["']{2}|\d{1,9}\s{0,4}(?:[-+*/%)]|$))/i, 3],
  [
    HASH,
    '#set',
    /#set\s{0,4}\(\s{0,4}\$[^#]{0,120}(?:getClass|forName|\.class\b|Runtime|inspect|exec\(|\.(?:waitFor|exitValue|getInputStream|inputStream|redirectErrorStream|start|useDelimiter|invoke|newInstance|getMethod|readAllBytes)\b|\/bin\/)/i,
    4,
  ],
  [HASH, '#', /#(?:include|parse|evaluate|macro)\s{0,2}\(/i, 3],
  [HASH, '#foreach', /#foreach\s{0,2}\(\s{0,2}\$\w{1,20}\s{1,4}in\s{0,4}\[\s{0,4}\d/i, 3],
  [HASH, '#if', /#if\s{0,2}\(\s{0,2}\d{1,9}\s{0,2}[=<>!]=?\s{0,2}\d{1,9}\s{0,2}\)[^#]{0,80}#(?:end|else)/i, 3],
  [BRACE, 'php', /\{php[\s}]|\{\/php\}/i, 4],
  [BRACE, 'php]', /\[[/\\]?php\]/i, 2],
  [
    BRACE,
    '{$smarty',
    /\{\$smarty\s{0,2}\.\s{0,2}(?!now|foreach|section|capture|block|[lr]delim|get|post|request|cookies|session)/i,
    3,
  ],
  [BRACE, '{literal', /\{literal\}/i, 2],
  [BRACE, '=', /\{(?:fetch|include_php|insert|eval|math)\s{1,4}(?:file|var|name|script|equation)\s{0,2}=/i, 3],
  [
    BRACE,
    '{include',
    /\{(?:include|config_load)\s{1,4}(?:file\s{0,2}=\s{0,2}["']?|["'])(?:\/|[a-z]{2,9}:|\.\.|[^"'\s}]{0,60}\.(?:php|ini|conf|env)\b)/i,
    3,
  ],
  // Dust: {@math key="2" method="multiply" operand="3"/}
  [BRACE, '{@', /\{@(?:math|if|eq|ne|gt|lt|select)\s[^}]{0,80}(?:key|method|cond|value)\s?=/i, 3],
  // DedeCMS: a tag whose content is run.
  [BRACE, '{dede:', /\{dede:[^{}]{0,80}\brunphp\s?=/i, 4],
  [BRACE, '{self', /\{self::\w/i, 4],
  [COLON, 'smarty_', /\bSmarty_Internal_\w{3,30}::/i, 4],
  [COLON, '::__', /::__\$|\$\{[^}]{1,200}\}__::/, 3],
  // The beginning of what no engine can parse, to see which one complains.
  [TEMPLATE, '<%', /\{\{<%/, 3],
  [TEMPLATE, '${{<', /\$\{\{</, 4],
  [TEMPLATE, '<%[%', /<%\[%/, 4],
  [TEMPLATE, '{{=', /\{\{=\s{0,2}[^\s{}=]{1,4}\s[^\s{}=]{1,4}\s{0,2}=\}\}/, 2],
  // A comment of a page in Java, sent to see whether the server keeps it.
  [TEMPLATE, '<%--', /^\W{0,4}\w{0,12}\s?<%--[^>-]{0,40}--%>$/, 2],
  [
    TEMPLATE,
    '<%',
    /<%@\s{0,4}(?:page\b[^>]{0,80}\bimport|include|import)\b|<%(?:include|inherit|namespace)\s{1,4}file=["'](?:\/|\.\.)/i,
    3,
  ],
  [
    COMPARISON,
    'ng-',
    /\bng-(?:init|app|bind-html|include|click|focus|csp|mouseover|repeat|switch|src)\b[^>]{0,40}(?:constructor|\$event|\$eval|orderBy|alert|=\s{0,2}["']\s{0,2}\{\{)/i,
    4,
  ],
  [PIPE, 'orderby', /\|\s{0,2}orderBy\s{0,2}:\s{0,2}['"[(]/, 3],
  [DOLLAR, '$eval', /\$(?:eval|evalAsync|on|watch)\s{0,2}(?:\.\s{0,2}constructor|\(\s{0,2}['"`])/, 3],
  // LaTeX that reads, writes or runs.
  [BACKSLASH, '\\in', /\\in(?:put|clude)\s{0,2}\{\s{0,2}(?:[/|~]|\.\.)|\\input\s{0,2}[/|]/, 4],
  [BACKSLASH, 'write18', /\\(?:immediate\s{0,2}\\)?write18\s{0,2}\{/, 4],
  [BACKSLASH, '\\immediate', /\\immediate\s{0,2}\\(?:write|openout|openin)/, 4],
  [BACKSLASH, '\\open', /\\open(?:in|out)\s{0,2}\\?\w{1,10}\s{0,2}=/, 4],
  [BACKSLASH, '\\new', /\\new(?:read|write)\s{0,2}\\/, 3],
  [
    BACKSLASH,
    'input',
    /\\(?:lstinputlisting|verbatiminput)\s{0,2}(?:\[[^\]]{0,40}\])?\s{0,2}\{\s{0,2}(?:[/~]|\.\.)/,
    4,
  ],
  [BACKSLASH, '\\usepackage', /\\usepackage\s{0,2}\{\s{0,2}(?:verbatim|catchfile|shellesc|pythontex)\s{0,2}\}/, 2],
  [BACKSLASH, 'shellescape', /\\ShellEscape\s{0,2}\{/i, 4],
  [BACKSLASH, '\\catcode', /\\catcode\s{0,2}`/, 3],
  [BACKSLASH, '\\csname', /\\csname\s{0,2}(?:input|write|immediate)/, 4],
  [BACKSLASH, '\\read', /\\read\s{0,2}\\?\w{1,20}\s{1,3}to\s{0,3}\\/, 4],
  [BACKSLASH, '\\def', /\\def\s{0,2}\\\w{1,20}\s{0,2}\{\s{0,2}\\(?:input|include|write18|openin)\b/, 4],
  [TEMPLATE, '#{%x', /#\{\s{0,2}%x/, 4],
  [
    PAREN,
    '@',
    /(?:^|[^\w.])@(?:System|Html|Directory|File|Process|Environment|Server)\.\w{2,30}(?:\.\w{2,30}){0,4}\s{0,2}\(/i,
    4,
  ],
];

/** What opens an expression or a comment in some engine. */
const OPENERS = ['{{', '${', '#{', '<%', '{%', '@{', '*{', '~{', '[[', '@*', '{#', '<#', '#set', '{##', '/*', '{{='];

/** Three engines' openers in one short value: a polyglot that finds out which engine there is. */
export function isPolyglot(text: string): boolean {
  if (text.length > 120) return false;
  let count = 0;
  for (const opener of OPENERS) if (text.includes(opener)) count++;
  if (text.length <= 60 && count >= 2 && isOnlySigns(text)) return true;
  return count >= 3 && !/[a-z]{3,} [a-z]{2,}/i.test(text);
}

/** Openers of two engines that do not overlap, something that closes, and not a name between them: `<%'#{@}`, `[[${{1}}]]`. */
function isOnlySigns(text: string): boolean {
  if (/[a-z]{3}/i.test(text) || !/\}|%>|\]\]/.test(text)) return false;
  // `{{#if x}}` and `${{ x }}` have one opener each.
  const openers = text.replaceAll('{{#', '{{ ').replaceAll('${{', '{{').match(ENGINES);
  return openers !== null && new Set(openers).size >= 2;
}

const ENGINES = /\{\{|\$\{|#\{|<%|\{%|@\{|\*\{|~\{|\[\[|@\*|\{#|<#/g;

/** The gravest directive among those that begin at one of the signs. */
export function findDirective({ text, lower }: Candidate, signs: number): Directive | undefined {
  let best: Directive | undefined;
  for (const [needed, part, pattern, sign] of TABLE) {
    if ((signs & needed) === 0 || (best !== undefined && best.sign >= sign)) continue;
    if (!lower.includes(part)) continue;
    const match = pattern.exec(text);
    if (match !== null) best = { sign, start: match.index, end: match.index + match[0].length };
  }
  return best;
}
