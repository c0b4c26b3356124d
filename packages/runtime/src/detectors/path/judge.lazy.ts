import type { Confidence } from '@bulkhead/core';
import { type Candidate, COLON, DOUBLE_DOT, NUL, PATH_WORD } from '../scan.ts';
import { spend } from '../spent.ts';
import { words } from '../words/words.ts';
import { readPaths } from './reading.ts';
import { plainSpelling } from './spelling.ts';
import { isSystemFile } from './system.ts';
import { isBuildFile, isFilterChain, isPlainFileUrl, isWrapper, judgeWrapper } from './wrappers.ts';

/**
 * Reads a candidate as a path, or as text that holds one.
 * @param spelt some part of it may be spelt otherwise
 */
export function judgePaths({ text, chars, words: groups, isKey }: Candidate, spelt: boolean): Confidence | undefined {
  spend(600 + text.length * 4);
  const value = text.trim();
  const single = isOnePath(value);
  if (!single && value.length >= DOCUMENT && countWords(value) > FEW) return undefined;
  const path = spelt ? plainSpelling(value) : value;
  // A path among words is an attack only where it climbs.
  if (!single) return mayClimb(path) || UPLOADED.test(value) ? judgeAmongWords(value, path) : undefined;
  // No path is so long: compressed documents and programs, where nothing climbs.
  if (value.length > 512 && path === value && (chars & (DOUBLE_DOT | NUL)) === 0 && value.charCodeAt(0) !== 47)
    return undefined;
  if ((chars & COLON) !== 0 && isWrapper(path)) {
    if (path !== value && !isPlainFileUrl(value)) return judgeWrapper(path);
    return isBuildFile(path) ? undefined : isPlainFileUrl(path) ? 'low' : judgeWrapper(path);
  }
  if (value.charCodeAt(0) === 36 && OWN_BASE.test(value)) return undefined;
  if ((groups & PATH_WORD) !== 0 && isFilterChain(value)) return 'medium';
  if ((chars & (DOUBLE_DOT | NUL)) === 0 && path === value && (groups & PATH_WORD) === 0 && !mayBeOdd(value))
    return isHiddenFile(value) ? 'medium' : undefined;
  const found = judgePath(value, path, isKey);
  // Nobody reads a file by a pattern: lists of backups, rotations and watchers have them.
  if (found === undefined || !FILE_PATTERN.test(value) || isGlob(value)) return found;
  return found === 'high' ? 'medium' : undefined;
}

/** `/var/log/shop*\/**\/tides.log`: an asterisk in a whole path that climbs nowhere. */
const FILE_PATTERN = /^(?=.*\*)\/(?!.*(?:\.\.|\/\*\w{0,3}$|passw|shadow))[\w./*@[\]-]{8,200}$/;

/** `${basedir}/../..`, `${project.basedir}/../docs`: folders beside a build's own. */
const OWN_BASE = /^\$\{(?:project\.)?basedir\}(?:\/\.\.){1,6}(?:\/[a-z][\w-]{0,60}){0,8}\/?$/;

/** A whole value that is a path, or parameters with paths in them: no blank but in Windows' own names. */
function judgePath(value: string, path: string, isKey: boolean): Confidence | undefined {
  const reading = readPaths(path);
  const { climbs, longest, weight, climbedWeight, odd } = reading;
  if (climbs > 0 && weight === 0 && isModuleName(value, path, climbs)) return undefined;
  if (climbedWeight > 0 || (weight === 2 && !isKey))
    return SOCKET_MOUNT.test(value) || (climbs === 0 && OF_PERSON.test(path)) ? 'medium' : 'high';
  if (longest >= 2) return isCode(value) ? undefined : value === path && SHORT_CLIMB.test(value) ? 'medium' : 'high';
  if (weight > 0 || (!isKey && isSystemFile(path))) return 'medium';
  if (reading.padded || reading.dots >= 3) return 'medium';
  if (isNulCut(value, path)) return 'medium';
  if (climbs > 0 && value.length < 200) {
    if (odd === 0 && reading.leading && path.includes('/')) return 'medium';
    if (odd > 0 && (odd < climbs || odd > 1 || value !== path)) return 'medium';
    if (climbsInside(value, path)) return 'medium';
    // Spelt so that a filter does not see it.
    if (value !== path && /%(?:25|2e|c0|c1|e0|f0|u)/i.test(value)) return 'medium';
  }
  if (isUncPath(value) || isGlob(value)) return 'medium';
  return isHiddenFile(path) || unquotedWeight(value) === 2 ? 'medium' : undefined;
}

/** One socket of a container's engine put in its own place, as descriptions of containers say it. */
const SOCKET_MOUNT = /^(?:\/var)?\/run\/[\w/-]+\.sock(?::[\w/-]+\.sock(?::r[ow])?)?$/;

/** What is a person's own, where mounts, editors and builds have their files: `/Users/ann/shop/.serverless/x.zip`. */
const OF_PERSON = /(?:^|[=,])(?:[a-z]:)?\/+(?:home|users)\/[^/]+\//i;

/**
 * `../..`, `file:../../shop`, `../../../parent/pom.xml`: settings of programs climb two or three steps, from a folder of theirs, and name no
 * file that a server keeps; behind three steps a folder or a manifest.
 */
const SHORT_CLIMB =
  /^(?!\/)[\w@$:{}-]{0,80}(?:\.\w{1,40}\})?\$?\/?\.\.\/\.\.(?:(?:\/(?!\.\.)[\w@.*-]+){0,8}|\/\.\.(?:\/(?!etc|win|var|usr)[\w@-]+(?:\/[\w@-]+){0,8}(?:\.ya?ml|\/pom\.xml)?)?)\/?$/;

/** Blanks in it: a document, a command, or an attack with a file name that has one. */
function judgeAmongWords(value: string, path: string): Confidence | undefined {
  if (SCHEMA_PLACES.test(value)) return undefined;
  const { climbs, longest, climbedWeight, leading } = readPaths(path);
  if (UPLOADED.test(value)) return 'high';
  if (longest < 2) return climbedWeight === 2 && countWords(value) <= FEW ? 'high' : undefined;
  // `# yaml-language-server: $schema=../../schemas/x.json`
  if (longest === 2 && climbedWeight === 0 && value.charCodeAt(0) === 35) return undefined;
  const few = countWords(value) <= FEW;
  if (climbedWeight > 0) return few ? 'high' : value.length < DOCUMENT ? 'medium' : undefined;
  if (!few || (climbs < 3 && !leading) || isCode(value)) return undefined;
  return longest >= 4 ? 'high' : 'medium';
}

/** What `xsi:schemaLocation` holds: names of namespaces, each with the file of its schema. */
const SCHEMA_PLACES =
  /^(?:(?:urn|https?):[^\s<>"'%]{1,160}\s{1,40}(?:\.\.\/){1,6}(?:[\w@-][\w@.-]*\/){0,8}[\w@-][\w@.-]*\.xsd\s{0,40}){1,12}$/;

/** The name of an uploaded file that climbs, which no browser sends. */
const UPLOADED = /;\s?filename\*?=\s?["']?(?:[\w-]{1,16}'')?(?:\.\.|%2e%2e)(?:[\\/]|%2f|%5c)/i;

/** A text of this length and of more words is a document: what climbs in it is what documents show. */
const DOCUMENT = 300;
const FEW = 4;

/** Words of a text, up to five. */
function countWords(value: string): number {
  return value.split(/\s+/, 5).length;
}

/** One path or one list of parameters; a drive's folders have blanks in their names. */
function isOnePath(value: string): boolean {
  if (!/\s/.test(value)) return true;
  if (
    !/^(?:(?:\/|file:\/{1,3})?[a-z]:[\\/]|(?:\.{0,2}[\\/]){1,16}(?:program files|documents and settings|xampp|windows)\b)/i.test(
      value,
    )
  )
    return false;
  return value.length < 200 && !/[.;!?,:] |[\n\r<>"|]/.test(value);
}

function mayClimb(path: string): boolean {
  return path.includes('../') || path.includes('/..');
}

/** `/.x`, `/./././`, `/AAAA…/`, `\\host\share`, `/e??/pas*`: what no word of the scan stands for. */
function mayBeOdd(value: string): boolean {
  const first = value.charCodeAt(0);
  return (
    value.includes('/.') ||
    (first === 46 && value.includes('/')) ||
    (first === 47 && /[?*'"]/.test(value)) ||
    first === 92
  );
}

/**
 * One climb that is not at the front: out of a folder of the site, which browsers resolve before they ask (`/static/../x`), past
 * a server's access rules (`/app/..;/manager`), or to a file that a server keeps (`i/../lib/x.properties`).
 */
function climbsInside(value: string, path: string): boolean {
  if (/(?:^|\/)\.\.;[^/]{0,16}(?:\/|$)/.test(value)) return true;
  if (path.charCodeAt(0) === 47 && path.charCodeAt(1) !== 47) return path.includes('/../');
  // Above the root of a site, where no address leads.
  if (/^https?:\/\/[^/?#]{1,100}\/\.\.\//i.test(path)) return true;
  return !path.includes('://') && path.includes('/../') && SERVER_FILE.test(path);
}

/**
 * `../foo`, `../../types.js`, `../api.yaml#/x`: what programs import and pages link to. Without an ending, only one step up;
 * with one that is neither a program's nor a page's, none.
 */
function isModuleName(value: string, path: string, climbs: number): boolean {
  if (value !== path || climbs > 3 || (climbs > 1 && OF_SYSTEM.test(value))) return false;
  if (climbs > 1 && MANIFEST.test(value)) return false;
  if (PATTERN.test(value)) return true;
  if (SERVER_XML.test(value)) return false;
  if (climbs < 3 && CHAPTER.test(value)) return true;
  return (climbs === 1 && (MODULE.test(value) || SOURCE_FILE.test(value))) || LINKED_FILE.test(value);
}

/** `../../../usr/share/x.png`: what stands below a root is no page's and no program's. */
const OF_SYSTEM = /^(?:\.\.\/)+(?:etc|usr|var|proc|windows|winnt|web-inf|meta-inf|conf|config|wp-content)\//i;

/** Kinds of files that nobody links to, since a server keeps or runs them. */
const SERVER_FILE =
  /\.(?:php\d?|inc|aspx?|jspx?|cgi|ini|conf|cfg|cnf|config|properties|log|sql|bak|old|db|sqlite|pem|key|env|htaccess|history|passwd)$/i;

/** `../../types/**\/*`, `../../node_modules/@types`: settings of programs name folders of any depth, and those of their packages. */
const PATTERN = /^(?:\.\.\/)+(?:(?:[\w@-][\w@.-]*\/)*\*\*(?:\/[\w*.{},-]+)*|node_modules(?:\/[\w@-][\w@.-]*)*)\/?$/;

/** What a program says of itself and of its secrets. */
const MANIFEST =
  /\/(?:package|package-lock|composer|appsettings|secrets?|credentials|serverless|launch|settings)\.json$/i;

/** Settings of servers and of their applications. */
const SERVER_XML =
  /(?:web-inf|meta-inf|conf(?:ig)?)\/|(?:web|server|context|tomcat-users|pom|settings|applicationhost|config|struts|beans|persistence|sitemanager|recentservers|filezilla)\.xml$/i;

const MODULE = /^\.\.\/(?:[\w@-][\w@.-]*\/)*[\w@-]*$/;

/** Also from deeper folders. */
const LINKED_FILE =
  /^(?:\.\.\/)+[\w@-][\w@.-]*(?:\/[\w@-][\w@.-]*)*\.(?:(?:[cm]?[jt]sx?|json|html?|css|scss|md|png|jpe?g|svg|gif|webp|vue|xhtml)(?:[?#][\w=&./~-]*)?|(?:ya?ml|json5)#[\w=&./~-]*)$/;

/** Parts of a document, its types and its schema. */
const CHAPTER = /^(?:\.\.\/)+[\w@-][\w@.-]*(?:\/[\w@-][\w@.-]*)*\.(?:xml|xsd|rng|dtd)(?:#[\w$.-]{0,60})?$/;

const SOURCE_FILE =
  /^\.\.\/[\w@-][\w@.-]*(?:\/[\w@-][\w@.-]*)*\.(?:ya?ml|toml|json[5c]|s[ac]ss|less|mdx|rst|adoc|tex|avif|ico|svelte|astro|py|rb|go|rs|java|kt|swift|c|h|cc|cpp|hpp|cs|dart|proto|graphql|gql|xsd|xsl|wsdl|csproj|sln|tfvars?|ipynb|pdf|docx?|xlsx?|pptx?|mp[34]|webm|wasm|woff2?|ttf|map|lock)$/;

/** Programs and pages without a blank: what climbs stands in quotes or brackets. */
function isCode(value: string): boolean {
  return (
    /[("'=]\.{1,2}\/(?:\.\.\/){0,4}[\w@-][\w@./-]{0,240}["')]/.test(value) && /[;<{]|import|require|\]\(/.test(value)
  );
}

/** A NUL, or one that is still encoded, before the suffix that the developer adds. */
function isNulCut(value: string, path: string): boolean {
  if (!path.includes('\0')) return false;
  return /[./]/.test(path) && /\.\w{2,6}\0|\0[^\0/]{0,3}\.|%00/.test(value + path);
}

/** `\\10.0.0.1\c$`, `\\?\C:\`, `\\evil.example\share\shell.php`: a file of another machine. A name without a dot is the office's server. */
function isUncPath(value: string): boolean {
  return /^(?:\\\\|%5c%5c)(?:[?.]\\|localhost\b|[^\\/\s]{1,80}[\\/][a-z]\$|\d{1,3}(?:\.\d{1,3}){3}[\\/]|[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}[\\/])/i.test(
    value,
  );
}

/** `/e??/pas*`: a shell's wildcards instead of the letters that a filter looks for. */
function isGlob(value: string): boolean {
  if (value.length > 64 || value[0] !== '/' || !/[?*]/.test(value)) return false;
  const names = value.slice(1).split('/');
  if (names.length !== 2 || !/^[\w?*[\]-]{2,12}$/.test(names[0]!) || !/^[\w?*[\]-]{3,12}$/.test(names[1]!))
    return false;
  return matches(names[0]!, 'etc') && ['passwd', 'shadow', 'hosts', 'group'].some((file) => matches(names[1]!, file));
}

function matches(pattern: string, name: string): boolean {
  const star = pattern.indexOf('*');
  const fits = (part: string, text: string) =>
    [...part].every((sign, i) => i < text.length && (sign === '?' || sign.toLowerCase() === text[i]));
  if (star === -1) return pattern.length === name.length && fits(pattern, name);
  const tail = pattern.slice(pattern.lastIndexOf('*') + 1);
  return (
    fits(pattern.slice(0, star), name) &&
    tail.length <= name.length &&
    fits(tail, name.slice(name.length - tail.length))
  );
}

/** `/e'tc'/pas""swd`: quotes that a shell drops. */
function unquotedWeight(value: string): number {
  if (value.length > 200 || !/^[./][\w'"./\\]{3,}$/.test(value) || !/\w['"]+\w/.test(value)) return 0;
  return readPaths(value.replace(/['"\\]/g, '')).weight;
}

/**
 * A path of a request to a hidden name: repositories, editors and assistants keep their settings and keys in such. What
 * hosts serve under one on purpose passes, and what repositories list below their folders.
 */
function isHiddenFile(value: string): boolean {
  const match = /^\/([\w-]{1,32}\/){0,2}\.([a-z][\w-]{1,40})(?:[./][\w.@/-]{0,200})?$/i.exec(value);
  if (match === null) return false;
  const name = match[2]!.toLowerCase();
  return match[1] === undefined ? !SERVED.has(name) : PRIVATE.has(name);
}

const SERVED = new Set(
  words(`well-known rss json netlify auth vercel proxy within rest api magnolia ghost github gitlab vitepress storybook vale husky
  changeset circleci devcontainer next nuxt output cache editorconfig prettierrc`),
);

/** Settings of editors and assistants, with the addresses and keys of what they may call. */
const PRIVATE = new Set(
  words(`claude cursor continue aider roo zed cline kiro windsurf rovodev codex opencode plandex fabric n8n junie gemini
  copilot a0proj vscode idea bash_history zsh_history ssh aws kube docker env npmrc pypirc netrc htpasswd git-credentials`),
);
