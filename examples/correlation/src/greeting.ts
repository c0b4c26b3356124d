/** What travels from api-a on: through the topic as its message, through the stream as the data of a record. */
export interface Greeting {
  readonly name: string;
}

/** A greeting of at most 64 characters, whatever came. */
export function readGreeting(text: string): Greeting {
  const value: unknown = JSON.parse(text);
  const name = typeof value === 'object' && value !== null ? (value as { name?: unknown }).name : undefined;
  if (typeof name !== 'string') throw new Error('The message is no greeting: {"name": "…"} is expected.');
  return { name: name.slice(0, 64) };
}
