import type { Machine } from './machine.ts';
import { addFlow } from './report.ts';
import { joinTaints, stateOf } from './taint.ts';
import type { AbstractValue, Shape, SinkUse, Taint } from './types.ts';
import { ABSENT } from './values.ts';

const DEEPEST = 4;
const EVENT_ONLY: NonNullable<SinkUse['carries']> = ['event'];

/** Reports every datum that reaches a dangerous place and may do harm there. */
export function reportSink(m: Machine, use: SinkUse): void {
  const carries = use.carries ?? EVENT_ONLY;
  for (const taint of candidates(use)) {
    if (!carries.includes(taint.carries)) continue;
    const state = stateOf(taint, use.class, m.checks);
    if (state === 'clean') continue;
    const isSure = state === 'open' && taint.confidence === 'high' && use.confidence !== 'medium';
    addFlow(m.report, {
      class: use.class,
      carries: taint.carries,
      source: taint.source,
      steps: [...taint.steps, { place: use.place, text: use.text ?? `reaches ${use.name}` }],
      sink: use.name,
      confidence: isSure ? 'high' : 'medium',
    });
  }
}

function candidates(use: SinkUse): readonly Taint[] {
  if (use.onlyStructured === true) return structuredTaint(use.value, use.class === 'nosqli' ? 0 : 1);
  switch (use.position) {
    case 'start':
      return startTaint(use.value);
    case 'address':
      return joinTaints(startTaint(use.value), behindSlash(use.value)).filter(isOfLink);
    case 'whole':
      return use.value.shapes.some(({ kind }) => kind === 'event' || kind === 'unknown') ? use.value.taint : [];
    default:
      return allTaint(use.value, 0);
  }
}

/** Taint of a value and of everything in it. */
export function allTaint(value: AbstractValue, depth: number): readonly Taint[] {
  let { taint } = value;
  if (depth >= DEEPEST) return taint;
  for (const shape of value.shapes) {
    if (shape.kind !== 'object' && shape.kind !== 'list') continue;
    for (const cell of shape.object.fields.values()) {
      if (cell.value !== ABSENT) taint = joinTaints(taint, allTaint(cell.value, depth + 1));
    }
    const rest = shape.object.rest?.value;
    if (rest !== undefined && rest !== ABSENT) taint = joinTaints(taint, allTaint(rest, depth + 1));
  }
  return taint;
}

/** Operators of MongoDB that compare with what they are given as it stands, operators in it and all. */
const LITERAL = /^\$(eq|ne|in|nin)$/;

const NAMED_BY_SENDER = /^(?:multiValueQ|q)ueryStringParameters$/;

/** Only data that may be an object or a list: text cannot carry operators. */
function structuredTaint(value: AbstractValue, depth: number): readonly Taint[] {
  let taint: readonly Taint[] = [];
  for (const shape of value.shapes) {
    // Whoever sends a query chooses its names: as a whole filter it may hold operators (`?$where=…`).
    if (shape.kind === 'event' && (shape.structured || (depth === 0 && NAMED_BY_SENDER.test(shape.path)))) {
      taint = joinTaints(
        taint,
        value.taint.filter(({ source }) => source === shape.path),
      );
    } else if ((shape.kind === 'object' || shape.kind === 'list') && depth < DEEPEST) {
      for (const [name, cell] of shape.object.fields)
        if (!LITERAL.test(name)) taint = joinTaints(taint, structuredTaint(cell.value, depth + 1));
      if (shape.object.rest !== undefined)
        taint = joinTaints(taint, structuredTaint(shape.object.rest.value, depth + 1));
    }
  }
  return taint;
}

/** Data that decides how a text begins: an address's scheme and host. */
function startTaint(value: AbstractValue): readonly Taint[] {
  let taint: readonly Taint[] = [];
  for (const shape of value.shapes) {
    if (shape.kind === 'text') taint = joinTaints(taint, textStart(shape.parts));
    else if (shape.kind === 'event')
      taint = joinTaints(
        taint,
        value.taint.filter(({ source, parent }) => source === shape.path || parent !== undefined),
      );
    else if (shape.kind !== 'constant' && shape.kind !== 'environment') taint = joinTaints(taint, value.taint);
  }
  return taint;
}

/** `/${path}` of a path that begins with a slash itself. */
function behindSlash({ shapes }: AbstractValue): readonly Taint[] {
  let taint: readonly Taint[] = [];
  for (const shape of shapes) {
    if (shape.kind !== 'text') continue;
    const [first, second] = shape.parts;
    if (first === '/' && second !== undefined && typeof second !== 'string') taint = joinTaints(taint, second.taint);
  }
  return taint;
}

/** Parts of a request that a link, or a form on another page, decides. */
const OF_LINK =
  /^(?:(?:multiValue)?[qQ]ueryStringParameters|rawQueryString|pathParameters|body|Records\[\]\.cf\.request\.querystring)\b/;

function isOfLink(taint: Taint): boolean {
  for (let at: Taint | undefined = taint; at !== undefined; at = at.parent)
    if (at.carries === 'event' && OF_LINK.test(at.source)) return true;
  return false;
}

function textStart(parts: readonly (string | AbstractValue)[]): readonly Taint[] {
  const [first, second, third] = parts;
  if (first === undefined) return [];
  if (typeof first !== 'string') {
    if (first.taint.length > 0) return startTaint(first);
    // `${scheme}://${host}`
    return second === '://' && third !== undefined && typeof third !== 'string' ? third.taint : [];
  }
  // A scheme, and of the host at most the first part: what follows decides where it goes.
  if (!/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*$/i.test(first)) return [];
  if (second === undefined || typeof second === 'string') return [];
  return second.shapes.every((shape) => endsHost(shape, parts.length === 2)) ? [] : second.taint;
}

/** `'https://api.example.com' + path`, of a path that begins with a slash; or of nothing, with nothing behind it. */
function endsHost(shape: Shape, isLast: boolean): boolean {
  if (shape.kind === 'constant')
    return typeof shape.value === 'string' ? /^[/?#]/.test(shape.value) : isLast && shape.value == null;
  const [first] = shape.kind === 'text' ? shape.parts : [];
  return typeof first === 'string' && /^[/?#]/.test(first);
}
