import type { Confidence } from '@bulkhead/core';
import { spend } from '../spent.ts';
import { classifyHost } from '../url/addresses.ts';
import { classifyAddress } from './addresses.ts';
import { type Entity, readDoctype, readEntities } from './declarations.ts';
import { judgeIncludes } from './stylesheets.ts';

export function judgeXml(text: string, lower: string): Confidence | undefined {
  spend(text.length * 12);
  if (lower.includes('<!entity')) {
    const found = judgeEntities(text, lower);
    if (found !== undefined) return found;
  }
  if (lower.includes('<!doctype')) {
    const found = judgeDoctype(text, lower);
    if (found !== undefined) return found;
  }
  if (
    /<\?xml[^>]{0,80}encoding\s{0,4}=\s{0,4}["'](?:utf-7|cp037|ibm037|ebcdic[\w-]{0,16}|utf-32[bl]?e?)["']/.test(lower)
  )
    return 'medium';
  return judgeIncludes(text, lower) ?? (lower.includes('<svg') ? judgeDrawing(text) : undefined);
}

/** A drawing whose images, styles or fonts lie inside the network of whoever renders it. */
function judgeDrawing(text: string): Confidence | undefined {
  if (!text.trimStart().startsWith('<')) return undefined;
  for (const match of text.matchAll(/(?:href|src)\s{0,4}=\s{0,4}["']|url\(["']?/gi)) {
    const start = match.index + match[0].length;
    const host = /^https?:\/\/([^/?#"'):\s]{1,80})/i.exec(text.slice(start, start + 100))?.[1];
    if (host === undefined) continue;
    const kind = classifyHost(host);
    if (kind !== 'name' && kind !== 'public') return 'medium';
  }
  return undefined;
}

function judgeEntities(text: string, lower: string): Confidence | undefined {
  const entities = readEntities(text);
  let worst: Confidence | undefined;
  let repeating = 0;
  let longest = 0;
  for (const entity of entities) {
    const found = judgeEntity(entity);
    if (found === 'high') return 'high';
    worst ??= found;
    if (entity.value !== undefined) {
      if (referencesIn(entity.value) >= 2) repeating++;
      longest = Math.max(longest, entity.value.length);
    }
  }
  // A billion laughs: each entity repeats another. A quadratic blow-up: one long one is repeated in the document.
  // A part of a document type by itself, as publishers of journals give theirs out, is expanded by nobody.
  if (repeating >= 2 || (repeating >= 1 && entities.length >= 3))
    return lower.includes('<!doctype') ? 'high' : 'medium';
  if (longest >= 512 && referencesIn(text) > 20) return 'high';
  // A value that is told apart from a drawing's namespaces: somebody tests whether entities are expanded at all.
  if (
    worst === undefined &&
    text.length < LONGEST_PROBE &&
    entities.some(isProbe) &&
    (lower.includes('<!doctype') || /^\s*<!entity/.test(lower))
  )
    return 'medium';
  return worst;
}

function judgeEntity({ system, parameter, value }: Entity): Confidence | undefined {
  if (system !== undefined) {
    switch (classifyAddress(system)) {
      case 'publisher':
        return undefined;
      case 'relative':
      case 'none':
        return 'medium';
      default:
        return 'high';
    }
  }
  // A declaration inside a declaration, spelt with references so that it is read later.
  if (
    value !== undefined &&
    /(?:<|&#(?:x3c|60);)!(?:ENTITY|DOCTYPE)|&#(?:x25|37);/i.test(value) &&
    /SYSTEM|PUBLIC|ENTITY|DOCTYPE/i.test(value)
  )
    return 'high';
  // A DTD of the sender's puts pieces together: `"%start;%goodies;%end;"`.
  if (!parameter && value !== undefined && /^\s{0,4}(?:%[\w.-]{1,64};\s{0,4}){2,8}$/.test(value)) return 'medium';
  return parameter && value !== undefined && /^(?:%[\w.-]+;|file:|php:|http)/i.test(value) ? 'medium' : undefined;
}

/** References to entities by name. */
function referencesIn(text: string): number {
  let count = 0;
  for (const match of text.matchAll(/[&%]([a-z_][\w.-]{0,63});/gi)) {
    if (!/^(?:lt|gt|amp|quot|apos|nbsp|copy)$/i.test(match[1]!)) count++;
    if (count > 40) break;
  }
  return count;
}

/** Longer documents have words of their own that entities stand for. */
const LONGEST_PROBE = 2000;

/** Neither a namespace, nor a character, nor markup of a standard: `<!ENTITY x "test">`. */
function isProbe({ value, parameter }: Entity): boolean {
  return value !== undefined && !parameter && !/^\s*(?:https?:|urn:|tag:|&#|$)|^.{0,2}$/i.test(value);
}

function judgeDoctype(text: string, lower: string): Confidence | undefined {
  const doctype = readDoctype(text);
  if (doctype?.system === undefined) return undefined;
  const kind = classifyAddress(doctype.system);
  if (kind === 'dangerous') return /^\//.test(doctype.system) && doctype.isPublic ? undefined : 'high';
  if (kind !== 'remote') return undefined;
  if (doctype.isPublic && /\/\/(?:\d{1,3}\.){3}\d{1,3}|localhost/.test(doctype.system)) return 'high';
  // The consortium's own name for a document type that lies elsewhere.
  if (doctype.isPublic) return /^-\/\/W3C\/\/DTD /.test(doctype.publicId) ? 'medium' : undefined;
  return lower.trimStart().startsWith('<') || lower.length < 512 ? 'medium' : undefined;
}
