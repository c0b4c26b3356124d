import {
  isJoinedText,
  isReference,
  isUnknown,
  type JoinedText,
  type ResourceReference,
  type TemplateValue,
  type Unknown,
} from '@bulkhead/core';

type Part = JoinedText['joined'][number];

/** Longest text, and most parts of one: a policy document has at most 10,240 characters, a state machine 1 MB. */
const MAX_TEXT = 1024 * 1024;
const MAX_PARTS = 2_000;

/** One text of all pieces: a string where all are known, else a {@link JoinedText}. */
export function joinTexts(pieces: readonly TemplateValue[]): string | JoinedText | Unknown | ResourceReference {
  const joined: Part[] = [];
  let length = 0;
  const add = (part: Part): void => {
    if (part === '') return;
    const last = joined.length - 1;
    if (typeof part === 'string') {
      length += part.length;
      if (typeof joined[last] === 'string') {
        joined[last] = `${joined[last] as string}${part}`;
        return;
      }
    }
    joined.push(part);
  };
  for (const piece of pieces) {
    if (isJoinedText(piece)) for (const part of piece.joined) add(part);
    else if (isReference(piece) || isUnknown(piece)) add(piece);
    else if (piece === null || typeof piece === 'object') {
      add({ unknown: 'is no text', expression: JSON.stringify(piece).slice(0, 100) });
    } else add(String(piece));
    if (length > MAX_TEXT || joined.length > MAX_PARTS) {
      return { unknown: 'grows without end when evaluated', expression: '!Join' };
    }
  }
  if (joined.length === 0) return '';
  // A text that is one reference and nothing else is that reference.
  return joined.length === 1 ? joined[0]! : { joined };
}

/** The parts of a pattern of `Fn::Sub`: text, and names between `${` and `}`. */
export function subParts(pattern: string): (string | { readonly name: string })[] {
  const parts: (string | { readonly name: string })[] = [];
  let from = 0;
  for (const match of pattern.matchAll(/\$\{(!?)([^${}]*)\}/g)) {
    const [whole, literal, inner] = match;
    parts.push(pattern.slice(from, match.index));
    from = match.index + whole.length;
    const name = inner!.trim();
    if (literal) parts.push(`\${${inner}}`);
    else parts.push(name === '' ? whole : { name });
  }
  parts.push(pattern.slice(from));
  return parts.filter((part) => part !== '');
}

/** `Fn::ToJsonString`: what is not known keeps its place in the text. */
export function toJsonText(value: TemplateValue): ReturnType<typeof joinTexts> {
  const pieces: TemplateValue[] = [];
  const write = (inner: TemplateValue): void => {
    if (isJoinedText(inner)) {
      pieces.push('"');
      for (const part of inner.joined) pieces.push(typeof part === 'string' ? JSON.stringify(part).slice(1, -1) : part);
      pieces.push('"');
    } else if (isReference(inner) || isUnknown(inner)) pieces.push('"', inner, '"');
    else if (Array.isArray(inner)) {
      pieces.push('[');
      inner.forEach((item: TemplateValue, index) => {
        if (index > 0) pieces.push(',');
        write(item);
      });
      pieces.push(']');
    } else if (typeof inner === 'object' && inner !== null) {
      pieces.push('{');
      Object.entries(inner).forEach(([key, item], index) => {
        pieces.push(`${index > 0 ? ',' : ''}${JSON.stringify(key)}:`);
        write(item as TemplateValue);
      });
      pieces.push('}');
    } else pieces.push(JSON.stringify(inner));
  };
  write(value);
  return joinTexts(pieces);
}
