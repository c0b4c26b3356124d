import { createHash } from 'node:crypto';

/**
 * `X-Amzn-Trace-Id` as Lambda hands it to a function. `lineage` counts how often the chain has already entered each
 * function; Lambda's loop detection reads it, and the AWS SDKs forward it in every request
 * (docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html; `@aws-sdk/middleware-recursion-detection`).
 */
export interface TraceHeader {
  /** `1-<8 hex: epoch seconds>-<24 hex>` */
  readonly root: string;
  /** 16 hex digits. */
  readonly parent: string;
  readonly sampled: boolean;
  /** Function hash and count, in the order in which the chain met the functions. */
  readonly lineage: readonly { readonly hash: string; readonly count: number }[];
}

const ROOT = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/i;
/** Longer chains than this are cut from the front: the header goes into every request of the chain. */
const MAX_LINEAGE = 32;

/** 8 hex digits that stand for a function in `Lineage`. Lambda does not publish its own hash; ours is of the ARN. */
export function lineageHash(functionArn: string): string {
  return createHash('sha256').update(functionArn).digest('hex').slice(0, 8);
}

/** The header's parts, or `undefined` when it has no valid `Root`. Unknown parts are ignored; never throws. */
export function parseTraceHeader(text: string): TraceHeader | undefined {
  const fields = new Map<string, string>();
  for (const part of text.slice(0, 8192).split(';')) {
    const equals = part.indexOf('=');
    if (equals > 0) fields.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  const root = fields.get('Root') ?? '';
  if (!ROOT.test(root)) return undefined;
  return {
    root,
    parent: fields.get('Parent') ?? '',
    sampled: fields.get('Sampled') === '1',
    lineage: parseLineage(fields.get('Lineage') ?? ''),
  };
}

/** `1:36680206:0` as deployed functions show it today; several functions are separated by `|` (X-Ray developer guide). */
function parseLineage(text: string): TraceHeader['lineage'] {
  const lineage: { hash: string; count: number }[] = [];
  for (const entry of text.split('|').slice(-MAX_LINEAGE)) {
    const match = /(?:^|:)([0-9a-f]{8}):(\d{1,5})$/i.exec(entry);
    if (match) lineage.push({ hash: match[1]!.toLowerCase(), count: Number(match[2]) });
  }
  return lineage;
}

export function formatTraceHeader(header: TraceHeader): string {
  const parts = [`Root=${header.root}`, `Parent=${header.parent}`, `Sampled=${header.sampled ? 1 : 0}`];
  if (header.lineage.length > 0) {
    parts.push(`Lineage=1:${header.lineage.map((entry) => `${entry.hash}:${entry.count}`).join('|')}`);
  }
  return parts.join(';');
}

/**
 * The header for one invocation: `Root` and `Sampled` of the caller, a new `Parent`, and one more count for this function.
 * @param hex makes that many random hex digits
 * @returns the header and how many times this chain has entered the function, this time included (1 for the first)
 */
export function enterFunction(
  incoming: string | undefined,
  hash: string,
  now: number,
  hex: (digits: number) => string,
): { header: TraceHeader; depth: number } {
  const caller = incoming === undefined ? undefined : parseTraceHeader(incoming);
  const lineage = [...(caller?.lineage ?? [])];
  const at = lineage.findIndex((entry) => entry.hash === hash);
  const count = at < 0 ? 0 : lineage[at]!.count + 1;
  if (at < 0) lineage.push({ hash, count });
  else lineage[at] = { hash, count };
  const header: TraceHeader = {
    root:
      caller?.root ??
      `1-${Math.floor(now / 1000)
        .toString(16)
        .padStart(8, '0')}-${hex(24)}`,
    parent: hex(16),
    sampled: caller?.sampled ?? false,
    lineage: lineage.slice(-MAX_LINEAGE),
  };
  return { header, depth: count + 1 };
}
