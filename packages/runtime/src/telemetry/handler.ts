import { configure, theStore } from './correlation/store.ts';
import type { TelemetryOptions } from './options.ts';

// biome-ignore lint/suspicious/noExplicitAny: any handler must be assignable, whatever its event type
type Handler = (...args: any[]) => unknown;

/** Follows each request through the handler; see the package's types. */
export function withTelemetry<H extends Handler>(handler: H, options: TelemetryOptions = {}): H {
  configure(options);
  const store = theStore();
  const wrapper = function (this: unknown, ...args: unknown[]): unknown {
    return store.invoke(args[0], args[1], (event) => {
      const handed = args.slice();
      if (handed.length > 0) handed[0] = event;
      return Reflect.apply(handler, this, handed);
    });
  };
  Object.defineProperty(wrapper, 'length', { value: handler.length, configurable: true });
  return wrapper as unknown as H;
}
