import type { BulkheadBlockedError } from '../errors.ts';
import { type HookContext, rootOf } from '../guard.ts';
import type { Scope } from '../scope.ts';
import { limitOf, tooDeep } from './hops/too-deep.ts';

let ownName = '';

/** Tells which function this is; before that no request counts as its own. */
export function setFunctionName(name: string): void {
  ownName = name;
}

/** The three operations of the Invoke API: docs.aws.amazon.com/lambda/latest/api/API_Invoke.html and its neighbours. */
const INVOKE_PATH =
  /^\/\d{4}-\d\d-\d\d\/functions\/([^/?]{1,400})\/(?:invocations|response-streaming-invocations|invoke-async)\b/;

/** The function that a request to the Invoke API names, by name, partial ARN or ARN, with or without a qualifier. */
export function invokedFunction(path: string): string | undefined {
  const encoded = INVOKE_PATH.exec(path)?.[1];
  if (encoded === undefined) return undefined;
  let name = encoded;
  try {
    name = decodeURIComponent(encoded);
  } catch {
    // As it stands, then.
  }
  const parts = name.split(':');
  const marker = parts.lastIndexOf('function');
  return marker === -1 ? parts[0] : parts[marker + 1];
}

/** Self-invocations by X-Ray root, for trace headers without a lineage. */
const byRoot = new Map<string, number>();
const ROOTS_KEPT = 100;

/**
 * How often this chain of requests has come back to a function, as Lambda counts it in its trace header.
 * Lambda describes the header's existence only (docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html). Its two
 * forms are told by AWS's engineers in open-telemetry/opentelemetry-dotnet-contrib#2480 and
 * opentelemetry-java-contrib#1671: `Lineage=a87bd80c:1|68fd508a:5` (a counter for each function, up to 16) and, since
 * 2024, `Lineage=<requests>:<hash>:<loops>`. The last number of each part is the counter; the highest counts here.
 */
export function lineageDepth(trace: string | undefined): number | undefined {
  const lineage = /(?:^|;)\s*Lineage=([\w:|,-]{1,400})/.exec(trace ?? '')?.[1];
  if (lineage === undefined) return undefined;
  let depth: number | undefined;
  for (const part of lineage.split(/[|,]/)) {
    const counter = /:(\d{1,5})$/.exec(part)?.[1];
    if (counter !== undefined) depth = Math.max(depth ?? 0, Number(counter));
  }
  return depth;
}

/** What to stop a request to the Invoke API with; `undefined` for any other path, and below the limit. */
export function checkInvoke(path: string, operation: string, context: HookContext): BulkheadBlockedError | undefined {
  const name = invokedFunction(path);
  if (name === undefined || name !== ownName) return undefined;
  const scope = context.scopes()[0];
  const limit = limitOf(context, scope);
  if (limit === undefined || (lineageDepth(scope?.trace) ?? countHere(scope)) < limit) return undefined;
  return tooDeep(operation, path, context, scope);
}

/** Counts in this environment alone, for want of better: enough for a chain that comes back to it. */
function countHere(scope: Scope | undefined): number {
  const root = rootOf(scope?.trace) ?? scope?.requestId ?? '';
  const count = byRoot.get(root) ?? 0;
  byRoot.delete(root);
  byRoot.set(root, count + 1);
  if (byRoot.size > ROOTS_KEPT) byRoot.delete(byRoot.keys().next().value!);
  return count;
}
