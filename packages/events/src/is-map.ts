/** Whether a value has fields: an object that is no list. As core's, which would bring all of core into an event's way. */
export function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
