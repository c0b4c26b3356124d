import type { Confidence } from '@bulkhead/core';
import { classifyAddress } from './addresses.ts';

/**
 * Documents that make a processor fetch or run something without a document type: XInclude, XSLT, schemas, SVG.
 * @param lower the text in lower case
 */
export function judgeIncludes(text: string, lower: string): Confidence | undefined {
  if (lower.includes('2001/xinclude') || lower.includes('xi:include')) {
    const address = attribute(text, /<[\w-]{0,24}:?include\b[^<>]{0,512}?\shref\s{0,8}=\s{0,8}["']([^"']{1,512})/i);
    if (address !== undefined) {
      const kind = CHAPTER.test(address) ? 'relative' : classifyAddress(address);
      if (kind === 'dangerous') return 'high';
      if (kind === 'remote' || /\sparse\s{0,8}=\s{0,8}["']text/i.test(text)) return 'medium';
    }
  }
  if (lower.includes('xop:include')) {
    const address = attribute(text, /<xop:include\b[^<>]{0,512}?\shref\s{0,8}=\s{0,8}["']([^"']{1,512})/i);
    // Parts of the same message have the scheme `cid` (XOP 1.0 section 4.1).
    if (address !== undefined && !/^\s*cid:/i.test(address)) {
      const kind = classifyAddress(address);
      if (kind === 'dangerous') return 'high';
      if (kind === 'remote' || kind === 'publisher') return 'medium';
    }
  }
  if (lower.includes('xsl') || lower.includes('transform') || lower.includes('xml-stylesheet')) {
    const found = judgeStylesheet(text, lower);
    if (found !== undefined) return found;
  }
  if (lower.includes('schemalocation') || lower.includes(':include') || lower.includes(':redefine')) {
    const found = judgeSchema(text);
    if (found !== undefined) return found;
  }
  if (lower.includes('href=') || lower.includes('src=')) {
    const address = attribute(
      text,
      /<(?:svg:)?(?:image|use|feimage|script|embed|object|text)\b[^<>]{0,512}?\s(?:xlink:)?(?:href|src)\s{0,8}=\s{0,8}["']((?:file|php|expect|jar|netdoc|gopher|dict|phar|text|ephemeral|msl|mvg|url|caption|label)\s{0,4}:[^"']{1,256})/i,
    );
    if (address !== undefined && !address.startsWith('url(')) return 'high';
  }
  return undefined;
}

/** A part of the same document, in a folder beside its own. */
const CHAPTER = /^(?:\.{1,2}\/){1,4}[\w-][\w/-]{0,120}\.(?:xml|xhtml|xsd|rng|odd|dita|docbook)$/i;

function attribute(text: string, pattern: RegExp): string | undefined {
  return pattern.exec(text)?.[1];
}

/** Functions and elements of XSLT that read files, open connections, run programs or write. */
function judgeStylesheet(text: string, lower: string): Confidence | undefined {
  if (
    !/<(?:xsl:|\w{1,8}:)?(?:stylesheet|transform|value-of|copy-of|include|import|variable|template)\b|<\?xml-stylesheet/.test(
      lower,
    )
  )
    return undefined;
  if (
    /php:function|<(?:msxsl|ms|msxml):script|xalan:\/\/|java:java|\/java\/java|xmlns:\w{1,16}\s{0,4}=\s{0,4}["'](?:java|http:\/\/xml\.apache\.org\/xalan\/java|http:\/\/php\.net\/xsl)|runtime:exec|rt:exec|getruntime|exsl:document|<exploit:|xsl:result-document|sax:|user:\w{1,16}\(|unparsed-text\(|system-property\(\s{0,4}["']xsl:/.test(
      lower,
    )
  )
    return 'high';
  const called = attribute(text, /\bdocument\(\s{0,8}["'](.{1,256}?)["']/i);
  if (called !== undefined && called !== '' && classifyAddress(called) !== 'publisher') return 'medium';
  const included = attribute(text, /<xsl:(?:include|import)\b[^<>]{0,256}?\shref\s{0,8}=\s{0,8}["']([^"']{1,512})/i);
  if (included !== undefined && isOutside(included)) return 'medium';
  const style = attribute(text, /<\?xml-stylesheet\b[^<>?]{0,256}?\shref\s{0,8}=\s{0,8}["']([^"']{1,512})/i);
  return style !== undefined && classifyAddress(style) === 'dangerous' && !style.startsWith('/') ? 'medium' : undefined;
}

function isOutside(address: string): boolean {
  const kind = classifyAddress(address);
  return kind === 'dangerous' || kind === 'remote';
}

const DECLARES =
  /<\w{1,16}:(?:element|complextype|simpletype|message|binding|porttype|attributegroup)\s[^<>]{0,200}\bname\s?=/i;

/** The document's own namespace, written once more where the address was due. */
function isNamespace(text: string, address: string): boolean {
  return text.includes(`xmlns="${address}"`) || text.includes(`xmlns='${address}'`);
}

/** `schemaLocation` names pairs of a namespace and an address; half a pair, or a file, is no schema. */
function judgeSchema(text: string): Confidence | undefined {
  const pairs = attribute(text, /\sxsi:schemalocation\s{0,8}=\s{0,8}["']([^"']{1,1024})/i);
  if (pairs !== undefined) {
    const parts = pairs.trim().split(/\s+/, 65);
    if (parts.length === 1 && isOutside(parts[0]!) && !isNamespace(text, parts[0]!)) return 'medium';
    if (parts.some((part) => /^(?:file|php|jar|gopher|netdoc|ftp):/i.test(part))) return 'high';
  }
  const alone = attribute(text, /\s(?:\w{1,16}:)?nonamespaceschemalocation\s{0,8}=\s{0,8}["']([^"']{1,512})/i);
  if (alone !== undefined && /^(?:file|php|jar|gopher|netdoc|ftp):/i.test(alone)) return 'high';
  const included = attribute(
    text,
    /<\w{1,16}:(?:include|redefine|import)\b[^<>]{0,256}?\s(?:schemalocation|namespace)\s{0,8}=\s{0,8}["']([^"']{1,512})/i,
  );
  if (included === undefined) return undefined;
  if (/^(?:file|php|jar|gopher|netdoc|ftp):/i.test(included)) return 'high';
  // A schema or a service that declares types of its own is one that somebody wrote.
  if (DECLARES.test(text)) return undefined;
  // Its parts lie where its names say that it is at home.
  const home = attribute(text, /\stargetnamespace\s{0,8}=\s{0,8}["']https?:\/\/([\w.-]{3,100})/i);
  if (home !== undefined && included.replace(/^https?:\/\//i, '').startsWith(`${home}/`)) return undefined;
  // Includes have no namespace of their own; an import has.
  return /<\w{1,16}:include\b[^<>]{0,256}?\s(?:namespace|schemalocation)\s{0,8}=\s{0,8}["'](?:https?:)?\/\//i.test(
    text,
  ) && isOutside(included)
    ? 'medium'
    : undefined;
}
