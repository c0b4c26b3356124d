import { expect } from 'vitest';
import { asSender, fieldsOf, nextRequest, type Request, receive } from './both-ends.ts';
import type { Cell, Send } from './cells.ts';
import { mentions, type Services } from './services.ts';

/** Odd in its form, so that it shows when it is parsed and written again. */
export const bodyOf = (text: string): string => `{ "n":12345678901234567890, "for":"${text}", "text":"ü \\u0022}" }`;

/** What the next function has to know of a request. */
export const expected = (request: Request) => ({ fields: fieldsOf(request), debug: true });

/** Sends from one handler, and receives in the next what Lambda would have given it. */
export async function runCell(services: Services, send: Send, { messages, read, rewritten }: Cell): Promise<void> {
  const request = nextRequest();
  const text = `${request.id}.`;
  const bodies = Array.from({ length: messages }, (_, i) => bodyOf(`${text}${i}`)) as [string, ...string[]];
  await asSender(request, () => send(bodies, `row-${request.id}-`));
  const seen: unknown[] = [];
  for (const { event } of await services.delivered(text, messages)) {
    const { records, ...invocation } = await receive(event);
    const ours = records.filter(({ record }) => mentions(record, text));
    if (records.length < 2) expect(invocation).toMatchObject(expected(request));
    for (const { record: _record, ...known } of ours) expect(known).toEqual(expected(request));
    const handed = records.length > 0 ? ours.map(({ record }) => record) : [invocation.event];
    seen.push(...handed.map(read));
  }
  expect(seen.sort()).toEqual(rewritten ? bodies.map((body) => JSON.parse(body) as unknown) : bodies);
}
