import type { Candidate } from '../scan.ts';
import type { Sign } from './expression.ts';

/** A directive of a server or an engine, and where it stands. */
export interface Directive {
  readonly sign: Sign;
  readonly start: number;
  readonly end: number;
}

/** A cheap part, what the directive looks like, and what it shows. */
const TABLE: readonly (readonly [string, RegExp, Sign])[] = [
  // Server-side includes, https://httpd.apache.org/docs/current/mod/mod_include.html
  ['<!--', /<!--\s{0,4}#\s{0,4}(?:exec|include|echo|printenv|config|set|fsize|flastmod|if)\b/i, 4],
  // Edge-side includes, https://www.w3.org/TR/esi-lang/
  ['<esi:', /<\/?esi:(?:include|inline|vars|assign|debug|eval|choose|try|remove|comment|function|text)\b/i, 4],
  ['<!--esi', /<!--esi\b/i, 4],
  [
    '<#',
    /<#(?:assign|global|local|include|import|macro|function|list|if|setting|attempt|visit|recurse|noparse|ftl|nested|return|switch|escape|outputformat)\b/i,
    3,
  ],
  ['[#', /\[#(?:assign|global|local|include|import|macro|function|list|setting|attempt|ftl)\b/i, 3],
  ['#set', /#set\s{0,4}\(\s{0,4}\$/i, 3],
  ['#include', /#include\s{0,2}\(/i, 3],
  ['#parse', /#parse\s{0,2}\(/i, 3],
  ['#evaluate', /#evaluate\s{0,2}\(/i, 3],
  ['#foreach', /#foreach\s{0,2}\(\s{0,2}\$/i, 3],
  ['#macro', /#macro\s{0,2}\(/i, 3],
  ['#define', /#define\s{0,2}\(\s{0,2}\$/i, 3],
  ['$class', /\$class\s{0,2}\.\s{0,2}(?:inspect|forName|type|package)\b/i, 4],
  ['{php', /\{php\s{0,2}\}|\{php\s/i, 4],
  ['{/php', /\{\/php\}/i, 4],
  ['[php', /\[php\]/i, 2],
  ['php]', /\[[/\\]php\]/i, 2],
  ['{$smarty', /\{\$smarty\s{0,2}\./i, 3],
  [
    '{if',
    /\{(?:if|elseif|while)\s{1,4}[^{}]{0,60}\b(?:phpinfo|system|exec|passthru|readfile|shell_exec|file_get_contents|eval|assert|fopen|print_r|highlight_file)\s{0,2}\(/i,
    4,
  ],
  ['{literal', /\{literal\}/i, 2],
  ['{fetch', /\{(?:fetch|include|include_php|insert|config_load|eval)\s{1,4}(?:file|var|name|script)\s{0,2}=/i, 3],
  ['{include', /\{(?:include|include_php)\s{1,4}(?:file|script)\s{0,2}=/i, 3],
  ['{eval', /\{(?:eval|math)\s{1,4}(?:var|equation)\s{0,2}=/i, 3],
  ['{math', /\{math\s{1,4}equation\s{0,2}=/i, 3],
  ['{self', /\{self::\w/i, 4],
  ['smarty_', /\bSmarty_Internal_\w{3,30}::/i, 4],
  ['{assign', /\{assign\s{1,4}(?:var\s{0,2}=|name\s{0,2}=|\w{1,20}\s{0,2}=)/i, 2],
  ['__${', /__\$\{/, 4],
  ['::__', /::__\$|\$\{[^}]{1,200}\}__::/, 3],
  // An undone template of several engines at once: what none of them can parse.
  ['{{<%', /\{\{<%|<%\[%|\$\{\{<|\{\{\[\[|\{\{\$\{|\$\{\{#|\{\{%%|#\{\{|\{#\{|\{\{\{\{/, 3],
  ['${{<', /\$\{\{</, 4],
  ['<%[%', /<%\[%/, 4],
  ['<%@', /<%@\s{0,4}(?:page|include|taglib|import|language)\b/i, 3],
  [
    'th:',
    /\bth:(?:utext|text|href|src|with|inline|replace|insert|include|fragment|attr)\s{0,2}=\s{0,2}["'][^"']{0,20}[$*#@~]\{/i,
    3,
  ],
  [
    'ng-',
    /\bng-(?:init|app|bind-html|include|click|focus|csp|mouseover|repeat|switch|src)\b[^>]{0,40}(?:constructor|\$event|\$eval|orderBy|alert|=\s{0,2}["']\s{0,2}\{\{)/i,
    4,
  ],
  ['orderby', /\|\s{0,2}orderBy\s{0,2}:\s{0,2}['"[(]/, 3],
  [
    'v-',
    /\bv-(?:html|on:\w{1,20}|bind:\w{1,20}|if|show)\s{0,2}=\s{0,2}["'][^"']{0,40}(?:constructor|_c\.|\$el|_Vue|alert)/i,
    4,
  ],
  ['.constructor', /\.constructor\s{0,2}(?:\.\s{0,2}constructor\s{0,2})?\(\s{0,2}['"`\\]/, 4],
  ['$eval', /\$(?:eval|evalAsync|on|watch)\s{0,2}(?:\.\s{0,2}constructor|\(\s{0,2}['"`])/, 3],
  // LaTeX that reads, writes or runs.
  ['\\input', /\\input\s{0,2}(?:\{\s{0,2}[/|.~]|\/|\|)/, 4],
  ['\\include', /\\include\s{0,2}\{\s{0,2}[/|.~]/, 4],
  ['write18', /\\(?:immediate\s{0,2}\\)?write18\s{0,2}\{/, 4],
  ['\\immediate', /\\immediate\s{0,2}\\(?:write|openout|openin)/, 4],
  ['\\openin', /\\openin\s{0,2}\\?\w{1,10}\s{0,2}=/, 4],
  ['\\openout', /\\openout\s{0,2}\\?\w{1,10}\s{0,2}=/, 4],
  ['\\newread', /\\newread\s{0,2}\\/, 3],
  ['\\newwrite', /\\newwrite\s{0,2}\\/, 3],
  ['\\lstinputlisting', /\\lstinputlisting\s{0,2}(?:\[[^\]]{0,40}\])?\s{0,2}\{\s{0,2}[/.~]/, 4],
  ['\\verbatiminput', /\\verbatiminput\s{0,2}\{\s{0,2}[/.~]/, 4],
  ['\\usepackage', /\\usepackage\s{0,2}\{\s{0,2}(?:verbatim|catchfile|shellesc|pythontex)\s{0,2}\}/, 2],
  ['\\catcode', /\\catcode\s{0,2}`/, 3],
  ['\\csname', /\\csname\s{0,2}(?:input|write|immediate)/, 4],
  ['shellescape', /\\ShellEscape\s{0,2}\{/i, 4],
  ['\\url{', /\\(?:url|href)\s{0,2}\{\s{0,2}(?:file:|javascript:)/i, 4],
  ['<apex:', /<\/?(?:apex|cfoutput|xsl:value-of):?/i, 1],
  ['#{%x', /#\{\s{0,2}%x/, 4],
  ['@system', /@(?:System|Html|Directory|File|Process)\.\w{2,30}(?:\.\w{2,30}){0,4}\s{0,2}\(/i, 4],
  ['@(', /@\(\s{0,2}(?:System|new\s|typeof|\d+\s{0,2}[-+*/])/i, 4],
  ['@{', /@\{\s{0,4}(?:var|string|int|System|Process|Response|\/\/)\b[^}]{0,300}/i, 2],
];

/** The gravest directive; only asked where its words or signs occur. */
export function findDirective({ text, lower }: Candidate): Directive | undefined {
  let best: Directive | undefined;
  for (const [part, pattern, sign] of TABLE) {
    if (best !== undefined && best.sign >= sign) continue;
    if (!lower.includes(part)) continue;
    const match = pattern.exec(text);
    if (match !== null) best = { sign, start: match.index, end: match.index + match[0].length };
  }
  return best;
}
