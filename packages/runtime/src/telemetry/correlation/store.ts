import { AsyncLocalStorage } from 'node:async_hooks';
import { type CorrelationScope, type CorrelationStore, correlationStore } from '@bulkhead/core';
import type { TelemetryOptions } from '../options.ts';
import { type CaptureParts, captureScope } from './capture.ts';
import { recordsOf } from './messages.ts';
import { createSigner, type Signer } from './trust.ts';

/** The parts of Lambda's context that are used; any of them may be missing in a test. */
interface InvocationContext {
  readonly awsRequestId?: unknown;
  readonly clientContext?: unknown;
  readonly xRayTraceId?: unknown;
}

let options: TelemetryOptions = {};
let signer: Signer | undefined;

export function currentOptions(): TelemetryOptions {
  return options;
}

/** Sets what differs from the defaults, for all invocations from here on. */
export function configure(changed: TelemetryOptions): void {
  options = { ...options, ...changed };
}

/** The process's store: the first copy of the library that was loaded made it. */
export function theStore(): CorrelationStore {
  const registry = correlationStore(globalThis);
  return registry.get() ?? registry.register(createStore());
}

function createStore(): CorrelationStore {
  const storage = new AsyncLocalStorage<CorrelationScope>();
  return {
    current: () => storage.getStore(),
    run: (scope, body) => storage.run(scope, body),
    invoke(event, context, body) {
      const requestId = requestIdOf(context);
      // Wrapped twice: by `protect` and by `withTelemetry`.
      if (requestId !== '' && storage.getStore()?.requestId === requestId) return body(event);
      const records = recordsOf(event);
      // Of several messages, none speaks for all: what is done for the whole batch is a request of its own.
      const message = records === undefined ? event : records.length === 1 ? records[0] : undefined;
      return storage.run(captureScope(message, captureParts(context)), () => body(event));
    },
    forwardsTo: () => false,
  };
}

export function captureParts(context: unknown): CaptureParts {
  const { clientContext, xRayTraceId } = (context ?? {}) as InvocationContext;
  const trace = xRayTraceId ?? process.env['_X_AMZN_TRACE_ID'];
  return {
    requestId: requestIdOf(context),
    trace: typeof trace === 'string' ? trace : undefined,
    clientContext,
    options,
    signer: theSigner(),
  };
}

function requestIdOf(context: unknown): string {
  const { awsRequestId } = (context ?? {}) as InvocationContext;
  return typeof awsRequestId === 'string' ? awsRequestId : '';
}

/** With the deploy's key, which the runtime takes out of the environment when it is in the process. */
function theSigner(): Signer | undefined {
  if (signer) return signer;
  const key = process.env['BULKHEAD_KEY'];
  if (!key) return undefined;
  const { createHmac } = process.getBuiltinModule('node:crypto');
  signer = createSigner((text) => createHmac('sha256', key).update(text).digest('base64url'));
  return signer;
}
