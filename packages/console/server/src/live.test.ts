import { describe, expect, it } from 'vitest';
import { createLive } from './live.ts';
import { post, testConsole } from './testing/console.ts';
import { execution } from './testing/samples.ts';

const decoder = new TextDecoder();

/** Reads until the text so far satisfies; the test's own time limit ends a wait for nothing. */
async function readUntil(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  enough: (text: string) => boolean,
): Promise<string> {
  let text = '';
  while (!enough(text)) {
    const { value, done } = await reader.read();
    if (done) return text;
    text += decoder.decode(value, { stream: true });
  }
  return text;
}

const changes = (text: string) => text.split('event: change').length - 1;

describe('server-sent events', () => {
  it('makes one event of many changes, then another after the gap', async () => {
    const live = createLive({ gapMs: 20 });
    const reader = live.subscribe()!.getReader();
    for (let i = 0; i < 100; i++) live.changed();
    const text = await readUntil(reader, (so) => changes(so) === 2);
    expect(text.startsWith('retry: 1000\n: hello\n\nevent: change\ndata: {}\n\n')).toBe(true);
    live.close();
    expect(changes(await readUntil(reader, () => false))).toBe(0);
  });

  it('sends a comment when nothing happens', async () => {
    const live = createLive({ heartbeatMs: 5 });
    const text = await readUntil(live.subscribe()!.getReader(), (so) => so.includes(': still here'));
    expect(changes(text)).toBe(0);
    live.close();
  });

  it('does not pile up events for a page that reads nothing', async () => {
    const live = createLive({ gapMs: 0 });
    const body = live.subscribe()!;
    const busy = live.subscribe()!.getReader();
    for (let i = 0; i < 100; i++) {
      live.changed();
      await readUntil(busy, (so) => changes(so) > 0);
    }
    live.close();
    expect(changes(await readUntil(body.getReader(), () => false))).toBeLessThan(20);
  });

  it('refuses more pages than it can serve, and has room when one goes', async () => {
    const live = createLive({ maxSubscribers: 1 });
    const first = live.subscribe()!;
    expect(live.subscribe()).toBeUndefined();
    await first.cancel();
    expect(live.subscribe()).toBeDefined();
    live.close();
  });

  it('tells an open page over HTTP when something was stored, and ends at close', async () => {
    const console = await testConsole();
    const response = await fetch(`${console.url}/api/live`);
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body!.getReader();
    await readUntil(reader, (so) => so.includes('hello'));
    const told = readUntil(reader, (so) => changes(so) > 0);
    await post(console, { executions: [execution()] });
    expect(changes(await told)).toBe(1);
    await console.close();
    await readUntil(reader, () => false);
  });

  it('tells nobody of a request that was refused', async () => {
    const console = await testConsole();
    const reader = (await fetch(`${console.url}/api/live`)).body!.getReader();
    await post(console, 'no JSON');
    await post(console, {}, { authorization: 'Bearer wrong' });
    await console.close();
    expect(changes(await readUntil(reader, () => false))).toBe(0);
  });
});
