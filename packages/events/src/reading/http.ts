import { isMap } from '../is-map.ts';
import { joinPath } from '../visits.ts';
import { decodeForm } from './decode.ts';
import { visitGraphql } from './graphql.ts';
import { visitJwt } from './jwt.ts';
import { visitPath } from './path.ts';
import { emit, isSpent, step, visitName, visitText, visitValue, type Walk } from './walk.ts';

/**
 * Visits header values, of one or of several (`{accept: ['text/html']}`). Names are not visited: they are RFC 9110 tokens, in
 * which neither a quote followed by a space nor a bracket can stand; only `__proto__` is one.
 * @param parent path of the headers
 * @returns the content type, `''` when there is none
 */
export function visitHeaders(walk: Walk, headers: unknown, parent = 'headers'): string {
  let contentType = '';
  if (!isMap(headers)) {
    visitValue(walk, headers, '', parent, 0);
    return contentType;
  }
  for (const name in headers) {
    const value = headers[name];
    if (name.charCodeAt(0) === 95) visitName(walk, name, parent, 0);
    if (typeof value === 'string') {
      if (name.length === 12 && name.toLowerCase() === 'content-type') contentType = value;
      visitHeader(walk, headers, name, value, parent, name);
    } else if (Array.isArray(value)) {
      const path = joinPath(parent, name);
      for (let i = 0; i < value.length; i++) {
        const item: unknown = value[i];
        if (typeof item !== 'string') {
          visitValue(walk, item, path, i, 0);
          continue;
        }
        if (name.length === 12 && name.toLowerCase() === 'content-type') contentType = item;
        visitHeader(walk, headers, name, item, path, i);
      }
    } else visitValue(walk, value, parent, name, 0);
  }
  return contentType;
}

/** The last value of a header in any of the forms in which triggers hand headers over, `''` when there is none. */
export function headerOf(headers: unknown, lower: string): string {
  if (!isMap(headers)) return '';
  for (const name in headers) {
    if (name.length !== lower.length || !isName(name, lower)) continue;
    const value = headers[name];
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    const text = isMap(last) ? last['value'] : last;
    return typeof text === 'string' ? text : '';
  }
  return '';
}

/**
 * Visits what `multiValueHeaders` holds beyond `headers`, where API Gateway repeats the last value of each.
 * @returns the content type, `''` when there is none
 */
export function visitMultiValueHeaders(walk: Walk, lists: unknown, single: unknown): string {
  let contentType = '';
  if (!isMap(lists)) {
    visitValue(walk, lists, '', 'multiValueHeaders', 0);
    return contentType;
  }
  const others = isMap(single) ? single : NOTHING;
  for (const name in lists) {
    const list = lists[name];
    if (!Array.isArray(list)) {
      visitValue(walk, list, 'multiValueHeaders', name, 0);
      continue;
    }
    const known = others[name];
    for (let i = 0; i < list.length; i++) {
      const value: unknown = list[i];
      if (typeof value !== 'string') {
        visitValue(walk, value, joinPath('multiValueHeaders', name), i, 0);
        continue;
      }
      if (name.length === 12 && isName(name, 'content-type')) contentType = value;
      if (value !== known) visitHeader(walk, lists, name, value, joinPath('multiValueHeaders', name), i);
    }
  }
  return contentType;
}

const NOTHING: Record<string, unknown> = Object.freeze({});

/** Visits one header value by what its name says of it: cookies, addresses of pages, credentials. */
export function visitHeader(
  walk: Walk,
  headers: Record<string, unknown>,
  name: string,
  value: string,
  parent: string,
  key: string | number,
): void {
  switch (name.length) {
    case 6:
      if (isName(name, 'cookie')) {
        emit(walk, value, parent, key, true);
        visitCookies(walk, value, joinPath(parent, step(key, 'cookie')));
        return;
      }
      if (isName(name, 'origin')) {
        visitPageAddress(walk, headers, value, parent, key);
        return;
      }
      break;
    case 7:
      if (isName(name, 'referer')) {
        visitPageAddress(walk, headers, value, parent, key);
        return;
      }
      break;
    case 13:
      if (isName(name, 'authorization')) {
        visitAuthorization(walk, value, parent, key);
        return;
      }
  }
  visitText(walk, value, parent, key, 0);
}

/**
 * Visits credentials: `Bearer` tokens at `|jwt.claims` and `|jwt.header` where they are JSON web tokens, user name and
 * password of `Basic` at `|basic`, anything else as it stands.
 */
export function visitAuthorization(walk: Walk, value: string, parent: string, key: string | number): void {
  if ((value.charCodeAt(0) | 32) === 0x62) {
    const second = value.charCodeAt(1) | 32;
    if (second === 0x61 && isName(value.slice(0, 6), 'basic ')) {
      const pair = Buffer.from(value.slice(6, 6 + walk.characters), 'base64').toString('utf8');
      visitText(walk, pair, parent, step(key, 'basic'), 0);
      return;
    }
    if (second === 0x65 && value.startsWith('eyJ', 7) && isName(value.slice(0, 7), 'bearer ')) {
      emit(walk, value, parent, key);
      if (visitJwt(walk, value, 7, parent, key, 0)) return;
    }
  }
  visitText(walk, value, parent, key, 0);
}

/** `a=1; b=2` (RFC 6265 section 4.2.1): names and values, as sent and percent-decoded. */
export function visitCookies(walk: Walk, header: string, path: string): void {
  let start = 0;
  while (start < header.length) {
    if (isSpent(walk, path)) return;
    let end = header.indexOf(';', start);
    if (end === -1) end = header.length;
    visitCookie(walk, header.slice(start, end).trim(), path);
    start = end + 1;
  }
}

function visitCookie(walk: Walk, pair: string, path: string): void {
  const equals = pair.indexOf('=');
  const name = equals === -1 ? pair : pair.slice(0, equals);
  visitName(walk, name, path, 0);
  if (equals === -1) return;
  let value = pair.slice(equals + 1);
  if (value.length > 1 && value.startsWith('"') && value.endsWith('"')) value = value.slice(1, -1);
  visitText(walk, value, path, name, 0);
}

/** `cookies` of payload format 2.0: one `name=value` an element. */
export function visitCookieList(walk: Walk, cookies: unknown): void {
  if (!Array.isArray(cookies)) {
    visitValue(walk, cookies, '', 'cookies', 0);
    return;
  }
  for (let i = 0; i < cookies.length; i++) {
    const pair: unknown = cookies[i];
    if (typeof pair === 'string') visitCookie(walk, pair, `cookies[${i}]|cookie`);
    else visitValue(walk, pair, 'cookies', i, 0);
  }
}

/**
 * Origin and Referer name the page that the browser shows. Its address is left out where it is this very host or the
 * developer's own machine, since an honest local page would look like a request to a loopback address; the rest of it is
 * visited.
 */
function visitPageAddress(
  walk: Walk,
  headers: Record<string, unknown>,
  value: string,
  parent: string,
  key: string | number,
): void {
  const end = authorityEnd(value);
  if (end !== -1) {
    const authority = value.slice(value.indexOf('://') + 3, end);
    if (isLocal(authority) || isSame(authority, headerOf(headers, 'host'))) {
      visitText(walk, value.slice(end), parent, step(key, 'page'), 0);
      return;
    }
  }
  visitText(walk, value, parent, key, 0);
}

/** The developer's own machine, with or without a port. */
function isLocal(authority: string): boolean {
  const first = authority.charCodeAt(0);
  return (first === 0x31 || first === 0x5b || (first | 32) === 0x6c) && LOCAL.test(authority);
}

const LOCAL = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i;

function isSame(name: string, other: string): boolean {
  return name.length === other.length && name.toLowerCase() === other.toLowerCase();
}

/** Index after `http://host:port` or `https://host:port`; -1 for anything else. */
function authorityEnd(value: string): number {
  const start = value.startsWith('https://') ? 8 : value.startsWith('http://') ? 7 : -1;
  if (start === -1) return -1;
  const slash = value.indexOf('/', start);
  return slash === -1 ? value.length : slash;
}

/**
 * Visits query parameters.
 * @param encoded true where the trigger hands them over as sent (ALB)
 */
export function visitQuery(walk: Walk, parameters: unknown, encoded: boolean, parent = 'queryStringParameters'): void {
  if (!isMap(parameters)) {
    visitValue(walk, parameters, '', parent, 0);
    return;
  }
  for (const name in parameters) {
    const value = parameters[name];
    visitName(walk, encoded ? decodeForm(name) : name, parent, 0);
    if (typeof value === 'string') visitParameter(walk, value, parent, name, encoded);
    else visitValue(walk, value, parent, name, 0);
    if (name === 'query' && typeof value === 'string') {
      visitGraphql(walk, encoded ? decodeForm(value) : value, parent, name, 1);
    }
  }
}

/** Visits what `multiValueQueryStringParameters` holds beyond `queryStringParameters`. */
export function visitMultiValueQuery(walk: Walk, lists: unknown, single: unknown, encoded: boolean): void {
  if (!isMap(lists)) {
    visitValue(walk, lists, '', 'multiValueQueryStringParameters', 0);
    return;
  }
  for (const name in lists) {
    const list = lists[name];
    const known = isMap(single) ? single[name] : undefined;
    const isNew = known === undefined;
    if (isNew) visitName(walk, encoded ? decodeForm(name) : name, 'multiValueQueryStringParameters', 0);
    if (!Array.isArray(list)) {
      visitValue(walk, list, 'multiValueQueryStringParameters', name, 0);
      continue;
    }
    for (let i = 0; i < list.length; i++) {
      const value: unknown = list[i];
      if (value === known && !isNew) continue;
      const path = joinPath('multiValueQueryStringParameters', name);
      if (typeof value === 'string') visitParameter(walk, value, path, i, encoded);
      else visitValue(walk, value, path, i, 0);
    }
  }
}

function visitParameter(walk: Walk, value: string, parent: string, key: string | number, encoded: boolean): void {
  const decoded = encoded ? decodeForm(value) : value;
  if (decoded === value) {
    visitText(walk, value, parent, key, 0);
    return;
  }
  emit(walk, value, parent, key, true);
  visitText(walk, decoded, parent, step(key, 'url'), 1);
}

/**
 * Path, query and headers of an event in the form that REST APIs and load balancers share.
 * @param encoded whether query parameters still are percent-encoded
 * @returns the content type
 */
export function visitRequest(walk: Walk, event: Record<string, unknown>, encoded: boolean): string {
  visitPath(walk, event['path'], 'path');
  const headers = event['headers'];
  const single = visitHeaders(walk, headers);
  const contentType = visitMultiValueHeaders(walk, event['multiValueHeaders'], headers) || single;
  const query = event['queryStringParameters'];
  visitQuery(walk, query, encoded);
  visitMultiValueQuery(walk, event['multiValueQueryStringParameters'], query, encoded);
  return contentType;
}

export { isMap };

function isName(name: string, lower: string): boolean {
  if (name.length !== lower.length || (name.charCodeAt(0) | 32) !== lower.charCodeAt(0)) return false;
  return name === lower || name.toLowerCase() === lower;
}
