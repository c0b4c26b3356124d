import { copyOf } from './bytes.ts';
import type { SqlFrame } from './statement.ts';

/** How a protocol cuts its stream into frames. */
export interface FrameFormat {
  /** Bytes of a header. */
  readonly header: number;
  /**
   * @param bytes holds at least a whole header at `at`
   * @returns bytes of the whole frame, its header included; less than a header where this is not the protocol
   */
  size(bytes: Uint8Array, at: number): number;
  /** Whether the frame's content is to be read; the bytes of others are counted and let go. */
  wanted(bytes: Uint8Array, at: number): boolean;
}

/** A frame that is larger is not kept: a driver sends as much only with binary data. */
const LARGEST_FRAME = 16 * 1024 * 1024;

export interface Frames {
  /**
   * @param use gets each wanted frame that is complete now, header included; valid during the call only
   * @returns `false` when the bytes are not of this protocol: nothing is read any more
   */
  push(bytes: Uint8Array, use: (frame: Uint8Array) => void): boolean;
}

/** Puts frames together that come in pieces. Frames that come whole, which is nearly all, are not copied. */
export function createFrames(format: FrameFormat): Frames {
  let kept: Uint8Array[] = [];
  let keptBytes = 0;
  /** Bytes that belong to a frame nobody wants. */
  let passing = 0;
  /** Size of the frame whose start is kept, once its header is known. */
  let awaited = 0;

  function push(bytes: Uint8Array, use: (frame: Uint8Array) => void): boolean {
    let chunk = bytes;
    if (keptBytes > 0) {
      keptBytes += chunk.length;
      kept.push(copyOf(chunk));
      // Joined only when there is enough, so that many small pieces are not copied many times.
      if (keptBytes < Math.max(awaited, format.header)) return true;
      chunk = concat(kept, keptBytes);
      kept = [];
      keptBytes = 0;
      awaited = 0;
    }
    let at = 0;
    while (at < chunk.length) {
      if (passing > 0) {
        const step = Math.min(passing, chunk.length - at);
        passing -= step;
        at += step;
        continue;
      }
      const left = chunk.length - at;
      if (left < format.header) {
        keep(chunk.subarray(at), format.header);
        return true;
      }
      const size = format.size(chunk, at);
      if (!(size >= format.header)) return false;
      if (size > LARGEST_FRAME || !format.wanted(chunk, at)) {
        passing = size;
      } else if (left < size) {
        keep(chunk.subarray(at), size);
        return true;
      } else {
        use(chunk.subarray(at, at + size));
        at += size;
      }
    }
    return true;
  }

  function keep(rest: Uint8Array, size: number): void {
    kept = [copyOf(rest)];
    keptBytes = rest.length;
    awaited = size;
  }

  return { push };
}

function concat(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Where a frame stands in the bytes that it was cut from; `undefined` where it was put together from several pieces. */
export function frameIn(bytes: Uint8Array, frame: Uint8Array, instead: SqlFrame['instead']): SqlFrame | undefined {
  if (frame.buffer !== bytes.buffer) return undefined;
  const from = frame.byteOffset - bytes.byteOffset;
  return { from, to: from + frame.length, instead };
}
