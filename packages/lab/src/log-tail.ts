/** What `X-Amz-Log-Type: Tail` returns: the last 4 kB of an invocation's log (Invoke API reference). */
export const TAIL_BYTES = 4096;

export interface LogTail {
  add(text: string): void;
  clear(): void;
  text(): string;
}

/** Keeps the end of a log; memory stays within a few times {@link TAIL_BYTES} whatever is added. */
export function createLogTail(): LogTail {
  let kept = Buffer.alloc(0);
  return {
    add: (text) => {
      // A UTF-16 unit is at least one byte, so nothing that could be shown is cut here.
      const added = Buffer.from(`${text.slice(-TAIL_BYTES)}\n`);
      kept = Buffer.concat([kept, added]).subarray(-TAIL_BYTES);
    },
    clear: () => {
      kept = Buffer.alloc(0);
    },
    // A letter cut in two at the start is left out.
    text: () => kept.toString('utf8').replace(/^\uFFFD+/, ''),
  };
}
