import type { Confidence } from '@bulkhead/core';
import { BACKSLASH, COLON, DOT, PATH_WORD, SLASH } from './scan.ts';
import type { Detector } from './types.ts';
import { classifyHost } from './url/addresses.ts';

/**
 * Server-side request forgery: a value that is a URL, or a parameter in it that is one, and leads to the function's own
 * network, to a metadata service, or through a scheme that no honest link uses. Text that merely mentions a URL, as
 * every documentation does, is not one.
 */
export const ssrf: Detector = {
  id: 'detector/ssrf',
  class: 'ssrf',
  version: '1.0.0',
  title: 'Server-side request forgery',
  detect({ text: value, chars, words }) {
    if (((chars & (COLON | DOT)) | (words & PATH_WORD)) === 0 || (chars & (SLASH | BACKSLASH | DOT)) === 0)
      return undefined;
    const addressed = (chars & COLON) !== 0 && (chars & (SLASH | BACKSLASH)) !== 0;
    if (!addressed && !SHORT.test(value)) return undefined;
    // No client takes a longer address; what stands at its front decides.
    const text = (value.length > 8192 ? value.slice(0, 8192) : value).trim();
    if (text.length < 7) return undefined;
    const whole = judgeUrl(text, 0, true);
    if (whole !== undefined) return whole;
    if (/\s/.test(text.slice(0, 256)) && !isMetadataPath(text)) return undefined;
    let at = text.indexOf('://');
    for (let seen = 0; at !== -1 && seen < 16; seen++) {
      const start = schemeStart(text, at);
      if (start > 0 && start < at && '=?&,;|@"\'(<'.includes(text[start - 1]!)) {
        const inner = judgeUrl(text, start, false);
        if (inner !== undefined) return inner;
      }
      at = text.indexOf('://', at + 3);
    }
    return isMetadataPath(text) && !/\s/.test(text) ? 'high' : undefined;
  },
};

/** Without a scheme: `//host/`, or an address of a metadata service. */
const SHORT = /^\s{0,8}\/\/|169\.254\.|metadata\.google/;

/** Schemes that speak to other services, or read files. */
const DANGEROUS_SCHEME =
  /^(?:gopher|dict|ldaps?|tftp|jar|netdoc|smb|imaps?|pop3s?|smtps?|telnet|rtmp|rtsp|redis|mongodb|memcached?|mysql|postgres(?:ql)?|ssh2|scp|rmi|dns|finger|local_file|unix|file|expect|phar|php|zlib|glob|ogg|view-source):/i;

const METADATA_PATH =
  /(?:^|[^0-9])169\.254\.(?:169\.254|170\.2|170\.23)(?:$|[^0-9])|metadata\.google\.internal|\/computemetadata\/v1|\/latest\/meta-data|\/2018-06-01\/runtime\/invocation|\/opc\/v[12]\/instance/i;

/**
 * Compiling a long list of alternatives costs up to a millisecond of every cold start, so honest values must not reach one:
 * first what each alternative holds.
 */
function isMetadataPath(text: string): boolean {
  const lower = text.toLowerCase();
  const near =
    lower.includes('169.254.') || lower.includes('meta') || lower.includes('/runtime/') || lower.includes('/opc/');
  return near && METADATA_PATH.test(text);
}

function judgeUrl(text: string, start: number, whole: boolean): Confidence | undefined {
  const colon = text.indexOf(':', start);
  if (colon === -1 || colon - start > 20) {
    if (whole && text.startsWith('//')) return judgeHost(text, 2, 'http', true);
    return undefined;
  }
  const scheme = text
    .slice(start, colon + 1)
    .toLowerCase()
    .replace(/^url:/, '');
  if (!/^[a-z][a-z0-9+.-]*:$/.test(scheme)) return undefined;
  if (DANGEROUS_SCHEME.test(scheme)) {
    return /^(?:\/|\\|[a-z0-9])/i.test(text.slice(colon + 1)) && text[colon + 1] === '/' ? 'high' : undefined;
  }
  if (scheme === 'jar:' || scheme === 'url:') return 'medium';
  if (!/^(?:https?|ftps?|wss?):$/.test(scheme)) return undefined;
  let host = colon + 1;
  while (text[host] === '/' || text[host] === '\\') host++;
  return judgeHost(text, host, scheme.slice(0, -1), whole);
}

function judgeHost(text: string, start: number, scheme: string, whole: boolean): Confidence | undefined {
  let end = start;
  while (end < text.length && !'/?#\\'.includes(text[end]!) && end - start < 512) end++;
  const authority = text.slice(start, end);
  // Parsers disagree on `a@b`, `a#@b`, `a\@b`: every part that could be the host is judged.
  for (const part of authority.split('@', 4)) {
    const host = hostOf(part);
    if (host === '') continue;
    switch (classifyHost(host)) {
      case 'metadata':
      case 'link-local':
        return 'high';
      case 'loopback':
      case 'unspecified':
      case 'private':
        if (isDevelopmentLink(text.slice(end - part.length), host) && !isMetadataPath(text)) return undefined;
        return isOddNotation(host) ? 'high' : 'medium';
      case 'public':
        if (isOddNotation(host)) return 'high';
        break;
      case 'name':
        if (/^(?:\$\{|%24%7b|\{\{)/i.test(host)) return 'medium';
        // Property classes are slow to compile, and ASCII holds none of these.
        if (/[^\0-\x7f]/.test(host) && /\p{No}|[\u24b6-\u24e9\uff00-\uff5e]/u.test(host)) return 'medium';
        break;
    }
  }
  if (isMetadataPath(text)) return 'high';
  if (isCollaborator(authority)) return 'high';
  return whole || scheme !== '' ? judgeRemoteFile(text, authority) : undefined;
}

/** Names under which testers are called back. */
const COLLABORATOR =
  /(?:^|\.)(?:burpcollaborator\.net|oastify\.com|oast\.(?:me|pro|fun|live|site|online)|interact\.sh|interactsh\.com|webhook\.site|requestbin\.\w{2,4}|[\w-]+\.ngrok(?:-free)?\.(?:io|app)|dnslog\.cn|ceye\.io|r3dir\.me|1u\.ms|rbndr\.us|requestrepo\.com|canarytokens\.com|localdomain\.pw|ssrf\.\w{2,12}|bxss\.me|evil\.com|attacker\.(?:com|site|tld|net)|xss\.rocks|rfi\.nessus\.org|cirt\.net)(?::\d{1,5})?$/i;

/** A part of each name above: most hosts hold none, and need no long pattern. */
const COLLABORATOR_PARTS =
  'burpcollab oast interact webhook.site requestbin ngrok dnslog ceye.io r3dir 1u.ms rbndr requestrepo canarytokens localdomain.pw ssrf. bxss evil.com attacker. xss.rocks rfi.nessus cirt.net'.split(
    ' ',
  );

function isCollaborator(authority: string): boolean {
  const lower = authority.toLowerCase();
  return COLLABORATOR_PARTS.some((part) => lower.includes(part)) && COLLABORATOR.test(authority);
}

/** Remote file inclusion: a script of the attacker's, cut off from the developer's suffix by `?` or a NUL. */
function judgeRemoteFile(text: string, authority: string): Confidence | undefined {
  const path = text.slice(text.indexOf(authority) + authority.length);
  if (!/\.(?:txt|inc|gif|jpe?g|png|log|dat|php)/i.test(path)) return undefined;
  if (/\.(?:txt|inc|gif|jpe?g|png|log|dat)(?:\?{1,3}|%3f|%00|\0|\?%00)$/i.test(path)) return 'medium';
  if (/(?:^|\/)(?:c99|r57|shell|cmd|rfi\w*|evil|backdoor|rfiinc)\w{0,12}\.(?:txt|php|gif|jpe?g|dat|inc)\b/i.test(path))
    return 'medium';
  return /\.(?:txt|php|inc|jpe?g|gif)\?{1,3}&?(?:cmd|exec)\d?=/i.test(path) ? 'medium' : undefined;
}

function hostOf(part: string): string {
  let host = part;
  if (host.startsWith('[')) {
    const close = host.indexOf(']');
    return close === -1 ? host : host.slice(0, close + 1);
  }
  const colon = host.indexOf(':');
  if (colon !== -1) host = host.slice(0, colon);
  if (host.includes('%')) {
    try {
      host = decodeURIComponent(host);
    } catch {
      return host;
    }
  }
  return host;
}

/**
 * A page deep inside a development server: webhooks of a test system name their own address in every field. What is
 * caught all the same is the request itself, by the guard of outbound connections.
 */
function isDevelopmentLink(authorityAndPath: string, host: string): boolean {
  return !isOddNotation(host) && /^[\w.]{1,64}:3\d{3}\/[\w.~-]+\/[\w.~-]/.test(authorityAndPath);
}

/** An IPv4 address that is not four plain decimal numbers. */
function isOddNotation(host: string): boolean {
  return /^[0-9]/.test(host) && !/^(?:(?:0|[1-9][0-9]{0,2})\.){3}(?:0|[1-9][0-9]{0,2})\.?$/.test(host);
}

function schemeStart(text: string, colon: number): number {
  let start = colon;
  while (start > 0 && colon - start < 16 && /[a-z0-9+.-]/i.test(text[start - 1]!)) start--;
  return start;
}
