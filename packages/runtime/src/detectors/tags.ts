/*
 * What some tag of a text may be, one bit each. Three detectors ask of tags by their names, and a page has so many that a look at each
 * costs more than what is done with them: one pass answers all.
 */

/** Code of PHP, ASP, JSP, ColdFusion or Jelly, or a script in another language. */
export const CODE_TAG = 1;
/** A directive of a template, of a server's or of the edge's includes. */
export const DIRECTIVE_TAG = 1 << 1;
/** An element that builds what it names, or that is named by a class. */
export const BUILDER_TAG = 1 << 2;

/** The bits of all tags of a text; certain only where none is set. */
export function tagsIn(text: string): number {
  let tags = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at + 1)) tags |= tagAt(text, at + 1);
  return tags;
}

function tagAt(text: string, name: number): number {
  const first = text.charCodeAt(name);
  const second = text.charCodeAt(name + 1) | 32;
  switch (first | 32) {
    case 33: // !
      return text.startsWith('!--', name) ? DIRECTIVE_TAG : 0;
    case 35: // #
      return first === 35 ? DIRECTIVE_TAG : 0;
    case 37: // %
    case 63: // ?
      return CODE_TAG;
    case 47: // /
      return first === 47 ? directiveAt(text, name + 1) : 0;
    case 99: // cfexecute, com.sun.
      if (second === 102) return CODE_TAG | DIRECTIVE_TAG;
      return text.startsWith('com.sun.', name) ? BUILDER_TAG : 0;
    case 100: // d
      return text.startsWith('dynamic-proxy', name) ? BUILDER_TAG : 0;
    case 103: // g:evaluate, groovy.
      if (second === 58 || second === 115) return CODE_TAG;
      return text.startsWith('groovy.', name) ? BUILDER_TAG : 0;
    case 106: // j:jelly, jsp:, java
      if (second === 58 || second === 115) return CODE_TAG;
      return text.startsWith('java', name) || text.startsWith('jdk.', name) ? BUILDER_TAG : 0;
    case 111: // o
      return text.startsWith('object', name) || text.startsWith('org.', name) ? BUILDER_TAG : 0;
    case 115: // script, sorted-set
      if (second === 99) return CODE_TAG;
      return text.startsWith('sorted-set', name) || text.startsWith('sun.', name) ? BUILDER_TAG : 0;
    case 117: // u
      return text.startsWith('unserializable', name) ? BUILDER_TAG : 0;
    case 118: // v
      return text.startsWith('void', name) ? BUILDER_TAG : 0;
    default:
      return directiveAt(text, name);
  }
}

/** `apex`, `cfoutput`, `esi:`, `xsl:v` */
function directiveAt(text: string, name: number): number {
  const second = text.charCodeAt(name + 1) | 32;
  switch (text.charCodeAt(name) | 32) {
    case 97: // a
      return second === 112 ? DIRECTIVE_TAG : 0;
    case 99: // c
      return second === 102 ? DIRECTIVE_TAG : 0;
    case 101: // e
    case 120: // x
      return second === 115 ? DIRECTIVE_TAG : 0;
    default:
      return 0;
  }
}
