import { BulkheadError, formatError, type LambdaFunction, LOCAL_ACCOUNT, nearest } from '@bulkhead/core';
import { type AccessProxy, startAccessProxy } from './access/proxy.ts';
import type { PreparedCode } from './function-config.ts';
import { createFront, type Front, type InvokeStreamResult } from './http/index.ts';
import { type Http2Bridge, startHttp2Bridge } from './http2-bridge.ts';
import { handleInvokeApi } from './invoke-api.ts';
import { createLabFunction, DEFAULT_TUNING, type LabFunction, type LabTuning } from './lab-function.ts';
import { nameOf, regionOf } from './names.ts';
import { startReaper } from './reaper.ts';
import { findRuntimes, type RuntimeInventory } from './runtimes.ts';
import { createTriggerHost, type TriggerHost } from './triggers/index.ts';
import type { InvokeRequest, InvokeResult, Lab, LabFunctionStatus, LabOptions } from './types.ts';

export interface LabParts {
  readonly codeFor: (fn: LambdaFunction) => Promise<PreparedCode>;
  readonly tuning?: Partial<LabTuning>;
  /** Left out: what {@link findRuntimes} finds. */
  readonly inventory?: RuntimeInventory;
  /** Refuses to start when the lab's own bootstrap would stand in for a real client. Left out: `BULKHEAD_REQUIRE_ALL=1`. */
  readonly requireReal?: boolean;
}

/** A lab, and the one thing that its maker needs besides: taking new code. */
export interface LabCore extends Lab {
  /**
   * Builds the functions' code now, all of them unless named; what fails is told as a notice, and again to whoever invokes it.
   * @returns ids of those that can run
   */
  prepare(functionIds?: readonly string[]): Promise<string[]>;
  /** Begins to deliver triggers from the AWS server; nothing without {@link LabOptions.triggers}. */
  deliver(): Promise<void>;
  /** Ends environments that run old code; unknown ids are ignored. */
  reload(functionId: string): Promise<void>;
}

/**
 * Runs an app's functions over given code.
 * @throws BulkheadError BULKHEAD_PORT_IN_USE, BULKHEAD_NO_RUNTIME (see {@link LabParts.requireReal})
 */
export async function startLabCore(options: LabOptions, parts: LabParts): Promise<LabCore> {
  const region = regionOf(options.app);
  const inventory = parts.inventory ?? findRuntimes(options.app.root, process.env);
  const reaper = startReaper();
  let front: Front | undefined;
  const { awsEndpoint } = options;
  // Everything that is closed with the lab, newest first.
  const helpers: { close(): Promise<unknown> }[] = [];
  const bridgeTo = async (endpoint: string): Promise<Http2Bridge> => {
    const started = await startHttp2Bridge(endpoint);
    helpers.unshift(started);
    return started;
  };
  let bridge: Http2Bridge | undefined;
  let accessProxy: AccessProxy | undefined;
  const owners = new Map<string, string>();
  let host: TriggerHost | undefined;
  try {
    if (awsEndpoint !== undefined && options.access) {
      accessProxy = await judgeCalls(awsEndpoint, options.access);
      helpers.unshift(accessProxy);
    }
    if (awsEndpoint?.startsWith('http:')) bridge = await bridgeTo(accessProxy?.url ?? awsEndpoint);
    if (options.triggers && awsEndpoint !== undefined) {
      // What the lab itself asks is no call of a function.
      const own = accessProxy ? await bridgeTo(awsEndpoint) : bridge;
      const endpoints = { endpoint: awsEndpoint, kinesisEndpoint: own?.url ?? awsEndpoint };
      host = await createTriggerHost({ app: options.app, ...endpoints, invoke, onNotice: options.onNotice });
    }
  } catch (error) {
    await closeHelpers();
    await reaper.close();
    throw error;
  }
  const functions = options.app.functions.map((fn) =>
    createLabFunction({
      fn,
      options,
      region,
      inventory,
      reaper,
      tuning: { ...DEFAULT_TUNING, ...parts.tuning },
      codeFor: parts.codeFor,
      labUrl: () => front!.url,
      ...(bridge ? { kinesisEndpoint: bridge.url } : {}),
      ...(accessProxy ? { accessUrl: accessProxy.url, onCredentials: (key: string) => owners.set(key, fn.id) } : {}),
      ...(host ? { localise: throughProxy(host.localise), onEventEnd: (end) => host.eventEnded(fn, end) } : {}),
    }),
  );

  async function closeHelpers(): Promise<void> {
    for (const helper of helpers) await helper.close();
  }

  /** A queue's URL is an address that SDKs call by itself: it has to lead through the proxy, too. */
  function throughProxy(localise: TriggerHost['localise']): TriggerHost['localise'] {
    const to = accessProxy?.url;
    if (to === undefined || awsEndpoint === undefined) return localise;
    const from = `${new URL(awsEndpoint).origin}/`;
    return (value) => localise(value).replaceAll(from, `${to}/`);
  }

  function judgeCalls(upstream: string, judge: NonNullable<LabOptions['access']>): Promise<AccessProxy> {
    return startAccessProxy({
      upstream,
      lambda: () => front!.url,
      account: LOCAL_ACCOUNT,
      judge: (call, asks) => {
        const owner = owners.get(call.accessKeyId);
        return owner === undefined
          ? `no function of this lab holds the credentials ${call.accessKeyId}`
          : judge(owner, call, asks);
      },
    });
  }

  async function invoke(name: string, request: InvokeRequest): Promise<InvokeResult> {
    return find(functions, name).invoke(request);
  }

  try {
    if (parts.requireReal ?? process.env['BULKHEAD_REQUIRE_ALL'] === '1') refuseStandIn(functions);
    front = await createFront({
      app: options.app,
      port: options.port,
      invoke,
      invokeStream: (name, request) => invokeStream(find(functions, name), request),
      other: (request, response) => handleInvokeApi({ region, invoke }, request, response),
      onNotice: options.onNotice,
      ...(options.inspect ? { timeouts: { rest: Number.POSITIVE_INFINITY, http: Number.POSITIVE_INFINITY } } : {}),
    });
  } catch (error) {
    await host?.close();
    await closeHelpers();
    await reaper.close();
    throw error;
  }
  const listening = front;
  let closing: Promise<void> | undefined;
  return {
    url: listening.url,
    get functions(): LabFunctionStatus[] {
      return functions.map(({ fn, status }) => ({ ...status, urls: listening.urlsOf(fn.id) }));
    },
    get triggers() {
      return host?.statuses ?? [];
    },
    invoke,
    deliver: async () => host?.start(),
    prepare: async (functionIds) => {
      const ready: string[] = [];
      for (const fn of functions) {
        const { id } = fn.fn;
        if (functionIds && !functionIds.includes(id)) continue;
        try {
          await fn.prepare();
          ready.push(id);
        } catch (error) {
          const message = error instanceof BulkheadError ? formatError(error) : String(error);
          options.onNotice({ level: 'error', functionId: id, message });
        }
      }
      return ready;
    },
    reload: async (functionId) => functions.find(({ fn }) => fn.id === functionId)?.reload(),
    close: () => {
      closing ??= (async () => {
        host?.stop();
        await Promise.all(functions.map((fn) => fn.close()));
        await host?.close();
        await closeHelpers();
        await listening.close();
        await reaper.close();
      })();
      return closing;
    },
  };
}

function find(functions: readonly LabFunction[], wanted: string): LabFunction {
  const found = functions.find(({ fn }) => fn.id === wanted) ?? functions.find(({ fn }) => nameOf(fn) === wanted);
  if (found) return found;
  const ids = functions.map(({ fn }) => fn.id);
  const near = nearest(wanted, [...ids, ...functions.map(({ fn }) => nameOf(fn))]);
  const hint = near === undefined ? '' : ` Did you mean ${near}?`;
  throw new BulkheadError('BULKHEAD_NO_FUNCTION', `There is no function ${wanted}.${hint}`, {
    next: ids.length === 0 ? 'The template has no functions.' : `Use one of: ${ids.join(', ')}.`,
  });
}

/** Answers with the first byte; a function that does not stream, or fails before, answers whole. */
function invokeStream(fn: LabFunction, request: InvokeRequest): Promise<InvokeStreamResult> {
  return new Promise((resolve, reject) => {
    fn.invoke(request, (requestId, contentType, body) =>
      resolve({ requestId, statusCode: 200, body, ...(contentType === undefined ? {} : { contentType }) }),
    ).then(
      (result) => resolve({ ...result, body: once(result.payload) }),
      (error: unknown) => reject(error),
    );
  });
}

async function* once(payload: Buffer): AsyncGenerator<Uint8Array> {
  if (payload.length > 0) yield payload;
}

function refuseStandIn(functions: readonly LabFunction[]): void {
  const standIn = functions.find(({ status }) => status.ric === 'bootstrap');
  if (!standIn) return;
  throw new BulkheadError(
    'BULKHEAD_NO_RUNTIME',
    `${standIn.fn.id} (${standIn.status.runtime}) would run on Bulkhead's own bootstrap, which does not count.`,
    { next: 'Install the real runtime clients: npm ci --prefix tools/runtimes' },
  );
}
