import type { Confidence } from '@bulkhead/core';

/** Schemes of PHP's and Java's stream wrappers, by which a parameter that names a file reads or runs something else. */
const WRAPPERS =
  /^(?:php:\/{1,2}(?:filter|input|fd|memory|temp|stdin|output)|(?:zip|phar|compress\.\w{2,6}|ogg|rar|expect|glob|ssh2(?:\.\w{2,8})?|data|zlib|netdoc|jar):\/\/|file:\/{1,4}|data:[a-z/]{0,20}[;,](?:base64,)?(?:PD9(?!4bWw)|PD8|<\?|%3c%3f))/i;

/** Filters that stand without their scheme in a parameter of their own. */
const FILTER =
  /^(?:convert\.(?:iconv|base64|quoted-printable)[.-]|string\.(?:rot13|toupper|tolower|strip_tags)\||zlib\.(?:inflate|deflate))/i;

/** True where a value is a chain of PHP's filters without `php://filter` before it. */
export function isFilterChain(path: string): boolean {
  return FILTER.test(path);
}

/** True where a value, or a parameter inside it, is read through a stream wrapper or a `file:` URL. */
export function isWrapper(path: string): boolean {
  let colon = path.indexOf(':');
  for (let seen = 0; colon !== -1 && seen < 16; seen++) {
    let start = colon;
    while (start > 0 && colon - start < 16 && isSchemeCode(path.charCodeAt(start - 1))) start--;
    if (
      start < colon &&
      (start === 0 || BEFORE.includes(path[start - 1]!)) &&
      WRAPPERS.test(path.slice(start, start + 64))
    )
      return true;
    colon = path.indexOf(':', colon + 1);
  }
  return false;
}

/**
 * `file:///home/ann/notes/a.xml`, `file://host/file`: where somebody's document lies. Places of a system and files that a server keeps
 * are no such.
 */
export function isPlainFileUrl(text: string): boolean {
  const plain = text.includes('%') ? text.replace(NAME_ESCAPE, '_') : text;
  return PLAIN_FILE.test(plain) && !KEPT.test(plain.replace(/^(file:\/\/)localhost(?=\/)/i, '$1'));
}

/**
 * `file://$PROJECT_DIR$/shop.iml`, `file://${project.basedir}/repo`: the place is a name that the reader's own build fills in, and
 * what follows climbs nowhere.
 */
export function isBuildFile(text: string): boolean {
  return BUILD_FILE.test(text);
}

const BUILD_FILE =
  /^file:\/{2,3}(?:\$\{(?:project|basedir|build|user|env|maven|settings)[\w.-]{0,60}\}|\$[A-Z][A-Z_]{2,40}\$)(?:\/(?:[\w@-][\w@.-]*|\.idea))*\/?$/;

/** Names of people's files: letters of any alphabet, brackets, a heading of the document; nothing that folds to a dot or a slash. */
const PLAIN_FILE =
  /^file:\/{2,5}[\w.:/~@+ ()[\]',&=!#;\u00c0-\u1fff\u2010-\u2019\u3040-\u9fff\uac00-\ud7a3-]{0,200}\??$/i;

/** What has to be spelt so in a name: blanks, brackets, letters that are none of ASCII in their shortest UTF-8. */
const NAME_ESCAPE =
  /%(?:2[0134678abc]|3[bd]|40|5[bd]|7[bde]|(?:c[3-9a-f]|d[\da-f])%[89ab][\da-f]|e2%80%9[\da-f]|e[013-9a-e]%[ab][\da-f]%[89ab][\da-f]|e[13-9a-e]%[89][\da-f]%[89ab][\da-f])/gi;

const KEPT =
  /\.\.|:[\\/]{0,2}(?:windows|winnt|boot|inetpub|xampp)|\/(?:etc|proc|sys|dev|boot|root|var|srv|app|task|run|windows|winnt|inetpub|\.\w{1,20})(?:\/|$)|localhost|127\.|passwd|shadow|flag|secret|\.(?:php\d?|ini|env|key|pem|conf|cfg|log|sh|py|jsp)$/i;

/**
 * How sure a reader's wrapper is an attack's. Of a `file:` address its scheme is one sign, and settings of editors, builds and
 * machines have it too: sure is one that also names what a system keeps, or climbs, or whose path is a pattern.
 * @param path in plain spelling, with the scheme in front
 */
export function judgeWrapper(path: string): Confidence {
  return /^file:/i.test(path) && !OF_SYSTEM.test(path) ? 'medium' : 'high';
}

const OF_SYSTEM =
  /\.\.|[?*]|\/(?:etc|proc|sys|root|winnt|system32|run)(?:\/|$)|passwd|shadow|flag|secret|\.ssh|id_[re]|\.(?:ini|php\d?)$/i;

const BEFORE = '=&?,;|"\'(<>[{/';

function isSchemeCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 46;
}
