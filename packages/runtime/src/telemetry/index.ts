import { theStore } from './correlation/store.ts';

export { withTelemetry } from './handler.ts';

/** The ids of the request that running code works for. */
export const correlation = {
  /** @param name `x-correlation-user`, or `user` for short; `x-correlation-id` by default */
  get(name = 'id'): string | undefined {
    const fields = theStore().current()?.fields;
    return fields?.[name.toLowerCase()] ?? fields?.[`x-correlation-${name.toLowerCase()}`];
  },
  /** Sets an id that is logged and rides along from here on. Outside of an invocation nothing happens. */
  set(name: string, value: string): void {
    theStore().current()?.set(name, value);
  },
  /** All fields of the request, by name. */
  all(): Readonly<Record<string, string>> {
    return { ...theStore().current()?.fields };
  },
  /** What a message sent from here should carry, for clients that nothing here knows. */
  outgoing(): Readonly<Record<string, string>> {
    return theStore().current()?.outgoing() ?? {};
  },
};
