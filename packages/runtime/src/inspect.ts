import { type AttackClass, CONFIDENCE_RANK, type Confidence } from '@bulkhead/core';
import { joinPath, sourceOf, type Visit, walkEvent, walkText } from '@bulkhead/events';
import { judgeValue } from './detectors/judge.ts';

/** One text and how to read it. */
export interface InspectInput {
  readonly text: string;
  /**
   * `value`: one string, as a parameter holds it; `query`: a raw query string or urlencoded body; `json`: a document;
   * `http`: a JSON object `{method, uri, headers, body}`; `event`: a Lambda event as JSON.
   */
  readonly as: 'value' | 'query' | 'json' | 'http' | 'event';
}

/** One finding. */
export interface InspectHit {
  readonly class: AttackClass;
  /** Id of the detector, `detector/sqli`. */
  readonly rule: string;
  readonly confidence: Confidence;
  /** Where in what was read: `value`, `q`, `body|json.user.name`. */
  readonly path: string;
}

/** What `bulkhead inspect` prints. `class`, `rule`, `path` and `confidence` are those of the gravest hit. */
export interface InspectVerdict {
  readonly flagged: boolean;
  readonly class: AttackClass | null;
  readonly rule: string | null;
  readonly path: string | null;
  readonly confidence: Confidence | null;
  /** `block`: sure enough for a policy that blocks; `observe`: an alert only. */
  readonly action: 'observe' | 'block';
  readonly hits: readonly InspectHit[];
  /** Detectors that failed on this input; the others went on. */
  readonly faults?: readonly string[];
}

/** Hits that a verdict lists; more of them say nothing new. */
const MAX_HITS = 100;

/**
 * Judges one text as the firewall would judge it in an event. Never throws: what cannot be parsed is judged as raw text.
 * @example inspectInput({ text: "id=1' or 1=1--", as: 'query' }).class // 'sqli'
 */
export function inspectInput(input: InspectInput): InspectVerdict {
  const hits: InspectHit[] = [];
  const faults = new Set<string>();
  const onFault = (detector: string): unknown => faults.add(detector);
  const seen = new Set<string>();
  const visit: Visit = (value, parent, key, whole) => {
    if (whole === true || hits.length >= MAX_HITS) return;
    for (const verdict of judgeValue(value, { isKey: parent.endsWith('{keys}'), field: key, onFault })) {
      const path = joinPath(parent, key) + verdict.steps;
      const rule = verdict.detector.id;
      const id = `${rule} ${path}`;
      if (seen.has(id)) continue;
      seen.add(id);
      hits.push({ class: verdict.detector.class, rule, confidence: verdict.confidence, path });
    }
  };
  walkInput(input, visit);
  let worst: InspectHit | undefined;
  for (const hit of hits)
    if (worst === undefined || CONFIDENCE_RANK[hit.confidence] > CONFIDENCE_RANK[worst.confidence]) worst = hit;
  return {
    flagged: worst !== undefined,
    class: worst?.class ?? null,
    rule: worst?.rule ?? null,
    path: worst?.path ?? null,
    confidence: worst?.confidence ?? null,
    action: worst?.confidence === 'high' ? 'block' : 'observe',
    hits,
    ...(faults.size > 0 && { faults: [...faults] }),
  };
}

/** Visits the strings of an input as the firewall would those of an event. */
export function walkInput(input: InspectInput, visit: Visit): void {
  const { text } = input;
  switch (input.as) {
    case 'query': {
      const rawQueryString = stripQuestionMark(text);
      const event = { version: '2.0', rawPath: '', rawQueryString, requestContext: { http: {} } };
      walkEvent(sourceOf(event), event, (value, parent, key, whole) => {
        const inside = parent.startsWith(QUERY) ? parent.slice(QUERY.length).replace(/^\./, '') : parent;
        visit(value, inside, key, whole);
      });
      return;
    }
    case 'json':
    case 'event': {
      const parsed = parse(text);
      if (parsed === undefined) break;
      walkEvent(input.as === 'event' ? sourceOf(parsed) : undefined, parsed, visit);
      return;
    }
    case 'http': {
      const parsed = parse(text);
      if (typeof parsed !== 'object' || parsed === null) break;
      const event = requestEvent(parsed as Record<string, unknown>);
      walkEvent(sourceOf(event), event, visit);
      return;
    }
  }
  walkText(text, visit);
  // A parameter in a query string has `+` for blanks; a value that holds no blank may be one that was not decoded yet.
  if (text.includes('+') && !text.includes(' ')) walkText(text.replaceAll('+', ' '), visit);
}

const QUERY = 'rawQueryString|query';

/** The HTTP API event that this request would have made. */
function requestEvent(request: Record<string, unknown>): Record<string, unknown> {
  const uri = typeof request['uri'] === 'string' ? request['uri'] : '';
  const mark = uri.indexOf('?');
  const body = request['body'];
  const headers: Record<string, unknown> = { ...(isObject(request['headers']) ? request['headers'] : {}) };
  // What a client that names no type sends with a body is a form; curl does so.
  if (!Object.keys(headers).some((name) => name.toLowerCase() === 'content-type')) {
    headers['content-type'] = 'application/x-www-form-urlencoded';
  }
  return {
    version: '2.0',
    rawPath: mark === -1 ? uri : uri.slice(0, mark),
    rawQueryString: mark === -1 ? '' : uri.slice(mark + 1),
    headers,
    requestContext: { http: { method: request['method'] } },
    body: typeof body === 'string' ? body : body === undefined || body === null ? '' : JSON.stringify(body),
    isBase64Encoded: false,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function stripQuestionMark(text: string): string {
  return text.startsWith('?') ? text.slice(1) : text;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
