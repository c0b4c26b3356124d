import { isStreaming } from '../streaming.ts';
import { theStore } from './correlation/store.ts';
import type { TelemetryOptions } from './options.ts';

// biome-ignore lint/suspicious/noExplicitAny: any handler must be assignable, whatever its event type
type Handler = (...args: any[]) => unknown;
type Callback = (error?: unknown, response?: unknown) => void;

/**
 * Follows each request through the handler: its ids are captured from the event, logged, and ride along with what is sent.
 * For async, callback and streaming handlers; inside middy or around it; below `protect` it only sets the options.
 * @example export const handler = withTelemetry(async (event) => { log.info('got it'); return 'ok'; });
 */
export function withTelemetry<H extends Handler>(handler: H, options: TelemetryOptions = {}): H {
  const store = theStore();
  store.configure(options);
  const wrapper = function (this: unknown, ...args: unknown[]): unknown {
    const streaming = isStreaming(wrapper);
    return store.invoke(args[0], args[streaming ? 2 : 1], (event, end) => {
      const handed = args.slice();
      if (handed.length > 0) handed[0] = event;
      const callback = streaming ? undefined : (args[2] as Callback);
      const calledBack = typeof callback === 'function';
      if (calledBack) {
        handed[2] = (error: unknown, response: unknown) => {
          end(error ?? undefined);
          callback(error, response);
        };
      }
      const result = Reflect.apply(handler, this, handed);
      const answersLater = calledBack && handler.length >= 3 && result === undefined;
      if (typeof (result as { then?: unknown } | undefined)?.then !== 'function' && !answersLater) end();
      return result;
    });
  };
  // Name, length and what others have put there; without a prototype, so that a polluted one adds nothing to a descriptor.
  for (const key of Reflect.ownKeys(handler)) {
    const property = { __proto__: null, ...Reflect.getOwnPropertyDescriptor(handler, key) };
    Reflect.defineProperty(wrapper, key, property as PropertyDescriptor);
  }
  return wrapper as unknown as H;
}
