/** One log event that a runtime wrote: a frame of the telemetry channel, or a line of stdout or stderr. */
export interface LogEvent {
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Without the last newline; a frame may hold several lines, as one CloudWatch event does. */
  readonly text: string;
  /** `json` and `text` frames come from the runtime's own logger; `raw` is what code wrote to stdout or stderr itself. */
  readonly kind: 'json' | 'text' | 'raw';
}

/** Longest event in bytes; a longer line is cut into several. CloudWatch Logs takes 1 MiB. */
export const MAX_EVENT_BYTES = 1024 * 1024;

const HEADER_BYTES = 16;
const NEWLINE = 0x0a;

/**
 * Reads the channel that `_LAMBDA_TELEMETRY_LOG_FD` names. A frame is a big-endian u32 type (`0xa55a0002` JSON or
 * `0xa55a0003` text, with the level in bits 2 to 4), an i32 length, i64 microseconds since the epoch, and the message:
 * the contract that the Node.js and Python runtime interface clients describe in their sources.
 * Bytes that are no frame are given as raw text up to the next newline, so that nothing is lost.
 * @returns a function that takes each chunk
 */
export function createFrameReader(onEvent: (event: LogEvent) => void, clock: () => number): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      if (rest.length < HEADER_BYTES) return;
      const type = rest.readUInt32BE(0);
      const length = rest.readInt32BE(4);
      if (type >>> 16 !== 0xa55a || length < 0 || length > 16 * MAX_EVENT_BYTES) {
        const end = rest.indexOf(NEWLINE);
        if (end < 0 && rest.length < MAX_EVENT_BYTES) return;
        const cut = end < 0 ? rest.length : end + 1;
        onEvent({ time: clock(), text: trimEnd(rest.toString('utf8', 0, cut)), kind: 'raw' });
        rest = rest.subarray(cut);
        continue;
      }
      if (rest.length < HEADER_BYTES + length) return;
      const time = Number(rest.readBigInt64BE(8) / 1000n);
      const text = trimEnd(rest.toString('utf8', HEADER_BYTES, HEADER_BYTES + length));
      onEvent({ time, text, kind: (type & 1) === 1 ? 'text' : 'json' });
      rest = rest.subarray(HEADER_BYTES + length);
    }
  };
}

/** Reads stdout or stderr: one event a line. `flush` gives what came without a last newline. */
export function createLineReader(
  onEvent: (event: LogEvent) => void,
  clock: () => number,
): { read: (chunk: Buffer) => void; flush: () => void } {
  let parts: Buffer[] = [];
  let size = 0;
  const emit = (): void => {
    const text = trimEnd(Buffer.concat(parts).toString('utf8'));
    parts = [];
    size = 0;
    onEvent({ time: clock(), text, kind: 'raw' });
  };
  const read = (chunk: Buffer): void => {
    let start = 0;
    while (start < chunk.length) {
      const newline = chunk.indexOf(NEWLINE, start);
      const end = Math.min(newline < 0 ? chunk.length : newline + 1, start + MAX_EVENT_BYTES - size);
      parts.push(chunk.subarray(start, end));
      size += end - start;
      if (size >= MAX_EVENT_BYTES || (newline >= 0 && end === newline + 1)) emit();
      start = end;
    }
  };
  return { read, flush: () => (size > 0 ? emit() : undefined) };
}

function trimEnd(text: string): string {
  if (!text.endsWith('\n')) return text;
  return text.slice(0, text.endsWith('\r\n') ? -2 : -1);
}
