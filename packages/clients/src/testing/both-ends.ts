import { theStore } from '../../../runtime/src/telemetry/correlation/store.ts';
import { correlation, forEachRecord, withTelemetry } from '../../../runtime/src/telemetry/index.ts';

const TRACE = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

/** A request of which a function works off a part. */
export interface Request {
  readonly id: string;
  readonly requestId: string;
}

let requests = 0;

export function nextRequest(): Request {
  requests++;
  return { id: `id-${requests}`, requestId: `sender-${requests}` };
}

/** What a message that was sent by {@link asSender} has to bring to the next function; its debug decision besides. */
export function fieldsOf({ id, requestId }: Request): Readonly<Record<string, string>> {
  return {
    'x-correlation-id': id,
    'x-correlation-user': 'ada',
    'x-correlation-parent-id': requestId,
    'user-agent': 'first/1.0',
    traceparent: '00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01',
  };
}

/** Sends from a handler of a request that is logged at DEBUG. */
export function asSender<T>(
  { id, requestId }: Request,
  send: () => Promise<T>,
  more: Readonly<Record<string, unknown>> = {},
): Promise<T> {
  const handler = withTelemetry(async (_event: unknown, _context: unknown) => send(), {
    debugRate: 1,
    trust: 'signed',
  });
  const context = { 'x-correlation-id': id, 'x-correlation-user': 'ada', 'user-agent': 'first/1.0', ...more };
  return handler({ __context: context }, { awsRequestId: requestId, xRayTraceId: TRACE });
}

/** What a handler knows of the request that it works for. */
export interface Known {
  readonly fields: Readonly<Record<string, string>>;
  readonly debug: boolean;
}

export interface Received extends Known {
  /** Of each record, where there are some. */
  readonly records: readonly (Known & { readonly record: Readonly<Record<string, unknown>> })[];
  /** As the handler sees it. */
  readonly event: Readonly<Record<string, unknown>>;
}

const known = (): Known => ({ fields: correlation.all(), debug: theStore().current()!.debug });

/**
 * The next function, which samples nothing by itself: where it logs at DEBUG, it was told to.
 * @param work done by its handler first
 */
export function receive(
  event: unknown,
  {
    clientContext,
    work,
    trust = 'signed',
  }: { clientContext?: unknown; work?: () => Promise<unknown>; trust?: 'signed' | 'anyone' } = {},
): Promise<Received> {
  const options = { debugRate: 0, trust };
  const handler = withTelemetry(async (given: Received['event'], _context: unknown): Promise<Received> => {
    await work?.();
    const records: (Known & { record: Record<string, unknown> })[] = [];
    if (given['Records'] || given['records']) {
      await forEachRecord(given, (record: Record<string, unknown>) => void records.push({ ...known(), record }));
    }
    return { ...known(), records, event: given };
  }, options);
  return handler(event as Received['event'], { awsRequestId: `receiver-${++requests}`, clientContext });
}
