/** Messages of the other end, one after the other. */
export interface Mailbox {
  /** @throws what {@link fail} was told, once there is no message left */
  next<T>(): Promise<T>;
  put(message: unknown): void;
  fail(error: Error): void;
}

export function createMailbox(): Mailbox {
  const messages: unknown[] = [];
  let failure: Error | undefined;
  let wake: () => void = () => undefined;
  return {
    async next<T>() {
      while (messages.length === 0) {
        if (failure) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      return messages.shift() as T;
    },
    put(message) {
      messages.push(message);
      wake();
    },
    fail(error) {
      failure ??= error;
      wake();
    },
  };
}
