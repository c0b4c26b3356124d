/** Something that may become unusable and is then closed and opened anew. */
export interface Reopening<T> {
  /** Opens when needed, runs the task; after an error that {@link ReopeningOptions.isFatal} names, the next use opens anew. */
  use<R>(task: (opened: T) => Promise<R>): Promise<R>;
  /** Waits for tasks under way, then closes for good; a use after it rejects. */
  close(): Promise<void>;
}

export interface ReopeningOptions<T> {
  readonly open: () => Promise<T>;
  readonly close: (opened: T) => void;
  readonly isFatal: (error: unknown) => boolean;
}

interface Held<T> {
  readonly opened: T;
  tasks: number;
  /** Set when it is to be closed as soon as no task uses it. */
  onIdle: (() => void) | undefined;
}

/**
 * Never closes what a task still uses, and never opens the next before the last is closed: native handles crash the process
 * in the first case, and in the second two of them would write one file.
 */
export function reopening<T>({ open, close, isFatal }: ReopeningOptions<T>): Reopening<T> {
  let current: Promise<Held<T>> | undefined;
  let retired: Promise<void> = Promise.resolve();
  let closed = false;

  async function take(): Promise<Held<T>> {
    current ??= retired.then(async () => ({ opened: await open(), tasks: 0, onIdle: undefined }));
    const mine = current;
    try {
      const held = await mine;
      // Whoever waited with us may have found it unusable already.
      if (held.onIdle || current !== mine) return take();
      // Counted here, in the same turn: a turn later another task may have closed it.
      held.tasks++;
      return held;
    } catch (error) {
      if (current === mine) current = undefined;
      throw error;
    }
  }

  function retire(held: Held<T>): Promise<void> {
    if (held.onIdle) return retired;
    current = undefined;
    retired = new Promise((resolve) => {
      held.onIdle = () => {
        close(held.opened);
        resolve();
      };
    });
    if (held.tasks === 0) held.onIdle!();
    return retired;
  }

  return {
    async use(task) {
      if (closed) throw new Error('closed');
      const held = await take();
      try {
        return await task(held.opened);
      } catch (error) {
        if (isFatal(error)) void retire(held);
        throw error;
      } finally {
        if (--held.tasks === 0) held.onIdle?.();
      }
    },
    async close() {
      closed = true;
      const held = await current?.catch(() => undefined);
      await (held ? retire(held) : retired);
    },
  };
}
