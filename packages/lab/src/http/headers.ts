import type { HeaderList, HttpRequest } from './types.ts';

/**
 * Headers that end at a hop (RFC 9110, 7.6.1) and that API Gateway keeps from the function.
 * `expect` is answered by the server itself.
 */
const HOP_BY_HOP = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export function isHopByHop(name: string): boolean {
  return HOP_BY_HOP.has(name.toLowerCase());
}

/** Pairs of Node.js's flat `rawHeaders`, the only form that keeps duplicates and the case of names. */
export function pairHeaders(rawHeaders: readonly string[]): [string, string][] {
  const pairs: [string, string][] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) pairs.push([rawHeaders[i]!, rawHeaders[i + 1]!]);
  return pairs;
}

/** Last value of a header, whatever its case; undefined where absent. */
export function headerValue(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase();
  let found: string | undefined;
  for (const [key, value] of headers) if (key.toLowerCase() === wanted) found = value;
  return found;
}

export interface HeaderView {
  /** Spelling of names that the gateway adds and, when `lower`, of all. */
  readonly lower: boolean;
  /** Lower-case names left out besides the hop-by-hop ones. */
  readonly drop?: readonly string[];
  readonly keepHopByHop?: boolean;
}

/**
 * Headers as the function sees them: the client's, then what the gateway adds. Names that differ only in case are one
 * header, under the spelling that came first. `x-forwarded-proto` and `-port` tell the truth about the local server
 * (`http` and its port), so that links built from them work.
 */
export function viewHeaders(request: HttpRequest, view: HeaderView): Map<string, string[]> {
  const added: Record<string, string> = {
    'X-Amzn-Trace-Id': request.traceHeader,
    'X-Forwarded-For': request.sourceIp,
    'X-Forwarded-Port': String(request.port),
    'X-Forwarded-Proto': 'http',
  };
  const overwritten = new Set(Object.keys(added).map((name) => name.toLowerCase()));
  const spelling = new Map<string, string>();
  const groups = new Map<string, string[]>();
  const put = (name: string, value: string): void => {
    const key = name.toLowerCase();
    const spelled = spelling.get(key) ?? (view.lower ? key : name);
    spelling.set(key, spelled);
    const values = groups.get(spelled);
    if (values) values.push(value);
    else groups.set(spelled, [value]);
  };
  for (const [name, value] of request.headers) {
    const key = name.toLowerCase();
    if (overwritten.has(key) || view.drop?.includes(key)) continue;
    if (!view.keepHopByHop && HOP_BY_HOP.has(key)) continue;
    put(name, decodeHeader(value));
  }
  const forwarded = headerValue(request.headers, 'x-forwarded-for');
  if (forwarded) added['X-Forwarded-For'] = `${forwarded}, ${request.sourceIp}`;
  for (const [name, value] of Object.entries(added)) put(name, value);
  return groups;
}

/** Header bytes reach the function as UTF-8 where they are UTF-8; Node.js hands them over as latin1. */
function decodeHeader(value: string): string {
  if (!/[\x80-\xff]/.test(value)) return value;
  const text = Buffer.from(value, 'latin1').toString('utf8');
  return text.includes('\ufffd') ? value : text;
}
