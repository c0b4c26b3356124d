import { theStore } from './correlation/store.ts';
import type { TelemetryOptions } from './options.ts';

// biome-ignore lint/suspicious/noExplicitAny: any handler must be assignable, whatever its event type
type Handler = (...args: any[]) => unknown;

/**
 * Follows each request through the handler: its ids are captured from the event, logged, and ride along with what is sent.
 * For async, callback and streaming handlers; inside middy or around it; below `protect` it only sets the options.
 * @example export const handler = withTelemetry(async (event) => { log.info('got it'); return 'ok'; });
 */
export function withTelemetry<H extends Handler>(handler: H, options: TelemetryOptions = {}): H {
  const store = theStore();
  store.configure(options);
  const wrapper = function (this: unknown, ...args: unknown[]): unknown {
    // Streaming handlers get the context behind the stream.
    const at = (args[2] as { readonly awsRequestId?: unknown } | undefined)?.awsRequestId ? 2 : 1;
    return store.invoke(args[0], args[at], (event, end) => {
      args[0] = event;
      return (store.call ?? Reflect.apply)(handler, this, args, end);
    });
  };
  // Name, length and what others have put there.
  return Object.defineProperties(wrapper, Object.getOwnPropertyDescriptors(handler)) as unknown as H;
}
