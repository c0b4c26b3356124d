/** Tells every open page that something was stored. */
export interface Live {
  /** Many calls in a row become one event. */
  changed(): void;
  /** A body of server-sent events, or `undefined` when too many pages listen already. */
  subscribe(): ReadableStream<Uint8Array> | undefined;
  /** Ends every body. */
  close(): void;
}

export interface LiveOptions {
  /** Shortest time between two events: 250 ms, four a second. */
  readonly gapMs?: number;
  /** A comment after this long without anything keeps proxies from closing the connection. */
  readonly heartbeatMs?: number;
  readonly maxSubscribers?: number;
}

type Subscriber = ReadableStreamDefaultController<Uint8Array>;

const encoder = new TextEncoder();
const CHANGE = encoder.encode('event: change\ndata: {}\n\n');
const HEARTBEAT = encoder.encode(': still here\n\n');
/** The first bytes let the browser fire `open`, and tell it to come back after a second. */
const HELLO = encoder.encode('retry: 1000\n: hello\n\n');

/** Server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html. */
export function createLive(options: LiveOptions = {}): Live {
  const { gapMs = 250, heartbeatMs = 15_000, maxSubscribers = 100 } = options;
  const subscribers = new Set<Subscriber>();
  let gap: NodeJS.Timeout | undefined;
  let pending = false;
  const heartbeat = setInterval(() => send(HEARTBEAT), heartbeatMs);
  heartbeat.unref();

  function send(bytes: Uint8Array): void {
    for (const subscriber of subscribers) {
      // A page that does not read misses events: the next one says the same.
      if ((subscriber.desiredSize ?? 0) > 0) subscriber.enqueue(bytes);
    }
  }

  function sendChange(): void {
    pending = false;
    send(CHANGE);
    gap = setTimeout(() => {
      gap = undefined;
      if (pending) sendChange();
    }, gapMs);
    gap.unref();
  }

  return {
    changed() {
      pending = true;
      if (!gap) sendChange();
    },
    subscribe() {
      if (subscribers.size >= maxSubscribers) return undefined;
      let own: Subscriber;
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            own = controller;
            subscribers.add(own);
            own.enqueue(HELLO);
          },
          cancel: () => void subscribers.delete(own),
        },
        { highWaterMark: 16 },
      );
    },
    close() {
      clearInterval(heartbeat);
      clearTimeout(gap);
      for (const subscriber of subscribers) subscriber.close();
      subscribers.clear();
    },
  };
}
