import { beginScope } from '../correlation/ends.ts';
import { createStore } from '../correlation/store.ts';

/** A scope as an invocation has it. */
export function sampleScope(
  parts: { readonly debug?: boolean; readonly requestId?: string; readonly id?: string } = {},
) {
  const store = createStore();
  const context = {
    awsRequestId: parts.requestId ?? 'request-1',
    xRayTraceId: 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0',
  };
  const scope = store.invoke(undefined, context, () => store.current()!);
  const fields = { 'x-correlation-id': parts.id ?? 'id-1', 'user-agent': 'curl/8' };
  scope.adopt({ fields, debug: parts.debug ?? false });
  beginScope(scope);
  return scope;
}
