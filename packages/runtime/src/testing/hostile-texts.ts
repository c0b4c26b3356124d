import { CALL_WORDS, CODE_WORDS } from '../detectors/words/code.ts';
import { COMMAND_WORDS, WORD_COMMAND_WORDS } from '../detectors/words/command.ts';
import { DESER_WORDS } from '../detectors/words/deser.ts';
import { JNDI_WORDS } from '../detectors/words/jndi.ts';
import { LDAP_WORDS } from '../detectors/words/ldap.ts';
import { NOSQL_WORDS } from '../detectors/words/nosql.ts';
import { FILE_WORDS, PATH_WORDS } from '../detectors/words/path.ts';
import { PROTO_WORDS } from '../detectors/words/proto.ts';
import { HOST_WORDS, SCHEME_WORDS } from '../detectors/words/scheme.ts';
import { SCRIPT_WORDS } from '../detectors/words/script.ts';
import { SQL_STRONG_WORDS, SQL_WEAK_WORDS } from '../detectors/words/sql.ts';

import { XML_WORDS } from '../detectors/words/xml.ts';
import { disguised } from './disguises.ts';
import type { Random } from './random.ts';

const split = (pieces: string): string[] => pieces.split(/ |\n {4}/).filter((piece) => piece !== '');

/** What begins, joins and ends something in each grammar that a detector reads; and the words that it knows. */
const GRAMMARS: readonly (readonly string[])[] = [
  split(`' " \` ( ) , ; -- # /* */ /*! || && = <> != 1=1 '1'='1 or and union select from where order by x'41' 0x41 1e0 @@a
    null :: := , ') ") ')) N'a' q'[ $$ $a$ e'\\' begin end sleep(5) char(39) 'a'||'b' limit like '%`),
  [...SQL_STRONG_WORDS, ...SQL_WEAK_WORDS],
  split(`; | || & && \` $( ) \${ } \${IFS} $IFS $'\\x41' {a,b} < > >> << <<< 2>&1 <( \\ '' "" c''at c\\at id cat whoami curl
    wget sh bash /bin/sh /???/c?t -c -e | |& ! ~ * ? [a-z] if then fi do done %0a \\n`),
  [...COMMAND_WORDS, ...WORD_COMMAND_WORDS],
  split(`( ) { } [ ] ; => . , + - * / % require(' process.env eval( Function( constructor __import__(' os.system( exec( lambda
    import from \${ \`\`\` "+ +" '+ +' this globalThis new return async await => \\u0061 \\x61 \\141`),
  [...CODE_WORDS],
  split(`../ ..\\ ..%2f ..;/ .../ // \\\\ / c: c:\\ file:/// php:// \0 %00 .env .git/ ~/ ./ etc passwd proc self environ
    windows win.ini var task .. %c0%af %252e`),
  [...FILE_WORDS, ...PATH_WORDS],
  split(`http:// https:// // ftp:// gopher:// dict:// file:// @ : [ ] :: ::1 ::ffff: 127.0.0.1 127.1 0x7f.1 017700000001
    2130706433 169.254.169.254 latest meta-data localhost .nip.io ? # / \\ %40 \u3002 \uff0e \u2460 xn-- :80 :9001 0`),
  [...HOST_WORDS, ...SCHEME_WORDS],
  split(`<!DOCTYPE <!ENTITY <?xml ?> SYSTEM PUBLIC % & ; [ ]> "file:///" <xi:include href= CDATA[ ]]> <![ <!-- --> xmlns: > <a
    </a> &b; %c;`),
  [...XML_WORDS],
  split(`{{ }} {% %} \${ } #{ <% %> <%= *{ @{ ~{ [[ ]] ( ) . | __class__ config self T( 7*7 7*'7' ?new freemarker _self
    #set( #end {php} {{# {{/ {{{ [# [= ~`),
  [...CALL_WORDS],
  split(
    `{ } [ ] : , "$ne" "$gt" "$where" $regex [$ne] [$gt] '||' ' || || 1==1 this. ; return true .* ^ db. _id $ .length function(`,
  ),
  [...NOSQL_WORDS],
  split(`( ) * & | ! = >= <= ~= , \\2a \\00 cn= uid= ou= objectClass= )( *)( (| (& )) %29`),
  [...LDAP_WORDS],
  split(`__proto__ constructor prototype [ ] . { } " : [__proto__] .constructor.prototype toString valueOf ]`),
  [...PROTO_WORDS],
  split(`< > </ /> <a <b <img <svg <script </script> <style <iframe <math <template <!-- --> ="
    =' = onerror= onload= href= src= style= javascript: data:text/html vbscript: &# &#x ; &lt; &colon; alert(1) \` " ' / \t
    \n x= <x <? <! <% expression( url( @import`),
  [...SCRIPT_WORDS],
  split(`\r \n \r\n : %0d %0a %0d%0a Set-Cookie: HTTP/1.1 200 Location: \u560a\u560d \\r\\n`),
  split('set cookie location content length type http host bcc cc transfer encoding'),
  split(`\${jndi: \${ } : ldap:// rmi:// lower: upper: :- env: sys: :: \${:-j} %24%7b date: base64:`),
  [...JNDI_WORDS],
  split(`rO0AB aced0005 O:8:"a":1:{ s:4:"name"; a:1:{ i:0; } !!python/object !ruby/object gASV \x80\x04 {"$type" @type
    _$$ND_FUNC$$_ AAEAAAD///// BAhb KztAAU ctypes cos\nsystem\n (S' R.`),
  [...DESER_WORDS],
];

const ALL = GRAMMARS.flat();

const GLUE = ['', '', '', ' ', ' ', ' ', '\t', '/**/', '+', '%20', '\n', '\0', '\u00a0', '\u200b'];

/** Texts that readers, decoders and scans have edges at. */
const EDGES: readonly string[] = [
  ...split(`% %2 %zz %u %u00 %uD800 %C0%AE %E0%80%AE %F0%80%80%AE %25252525 & &# &#x &#x110000; &#x0; &amp;amp; \\ \\u \\u{ \\x
    \\u{110000} \\ud800 {" [" {"a": [[ {}{} eyJ eyJ.eyJ. H4sIAAAAAAAA data: data:;base64, multipart/form-data; -- =?utf-8?B?
    ==== = & && = ; <?xml <! \ud800 \udfff \ud83d\ude00 \ufeff \uffff \uff1c \uff07 \u2028 \0 \x7f \x1e {a(b:" query{ -0 1e999
    constructor __proto__ toString {keys} |json [0] a.b a|b`),
  '',
  ' ',
  '\n',
  '\r\n\r\n',
  '--x\r\nContent-Disposition: form-data; name="',
];

const LONG_UNITS = [
  "'",
  '(',
  '<a ',
  '../',
  '{{',
  '%27',
  '&#39;',
  '\\u0027',
  'A',
  ' ',
  '[',
  '{"a":',
  '$(',
  '\0',
  'é',
  '=?',
  '//',
];

/** A text as an attacker who knows every detector, and none of them well, would write it. */
export function hostileText(random: Random): string {
  const way = random.below(16);
  if (way === 0) return random.pick(EDGES);
  if (way === 1 && random.oneIn(4)) return repeated(random);
  let text = way < 6 ? honestStart(random) : '';
  const grammar = random.pick(GRAMMARS);
  const most = random.oneIn(20) ? 120 : 14;
  for (let left = 1 + random.below(most); left > 0; left--) {
    const roll = random.below(10);
    text += roll < 6 ? random.pick(grammar) : roll < 9 ? random.pick(ALL) : random.pick(EDGES);
    text += random.pick(GLUE);
  }
  return random.oneIn(3) ? disguised(text, random) : text;
}

function honestStart(random: Random): string {
  return random.pick([
    '1',
    'blue',
    "O'Brien ",
    'a@example.com',
    'https://example.com/?q=',
    'Dear all, ',
    '2026-11-21',
    '-1 ',
  ]);
}

/** Mostly some thousand characters; now and then past a window, rarely a large part of an event. */
function repeated(random: Random): string {
  const unit = random.oneIn(2) ? random.pick(LONG_UNITS) : random.pick(ALL) + random.pick(GLUE);
  const size = random.oneIn(200) ? 400_000 : random.oneIn(8) ? 20_000 : 2_000;
  return (
    unit.repeat(1 + random.below(Math.ceil(size / Math.max(1, unit.length)))) +
    (random.oneIn(2) ? random.pick(ALL) : '')
  );
}
