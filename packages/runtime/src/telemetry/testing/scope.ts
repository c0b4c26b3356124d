import { createScope } from '../correlation/scope.ts';

/** A scope as an invocation has it. */
export function sampleScope(
  parts: { readonly debug?: boolean; readonly requestId?: string; readonly id?: string } = {},
) {
  return createScope({
    requestId: parts.requestId ?? 'request-1',
    fields: { 'x-correlation-id': parts.id ?? 'id-1', 'user-agent': 'curl/8' },
    debug: parts.debug ?? false,
    trace: 'Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=0',
    signer: undefined,
  });
}
