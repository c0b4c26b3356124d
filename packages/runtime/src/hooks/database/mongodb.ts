import { uint32LE, utf8, zeroAt } from './bytes.ts';
import { createFrames, type FrameFormat } from './frames.ts';
import { inflate, LARGEST, unzstd } from './inflate.ts';
import { unsnap } from './snappy.ts';
import { NO_STATEMENTS, type Statement, type StatementReader } from './statement.ts';

/** Operation codes: mongodb.com/docs/manual/reference/mongodb-wire-protocol/ */
const OP_QUERY = 2004;
const OP_COMPRESSED = 2012;
const OP_MSG = 2013;
const HEADER = 16;

const SNAPPY = 1;
const ZLIB = 2;
const ZSTD = 3;

/** Flag of a message that ends with a checksum. */
const CHECKSUM = 1;

/** A connection begins with a `hello`, by either operation. */
export function isMongo(bytes: Uint8Array): boolean {
  if (bytes.length < HEADER + 5) return false;
  const length = uint32LE(bytes, 0);
  const operation = uint32LE(bytes, 12);
  return (
    length >= HEADER && length <= 65_536 && uint32LE(bytes, 8) === 0 && (operation === OP_QUERY || operation === OP_MSG)
  );
}

const MESSAGES: FrameFormat = {
  header: HEADER,
  size: uint32LE,
  wanted(bytes, at) {
    const operation = uint32LE(bytes, at + 12);
    return operation === OP_MSG || operation === OP_COMPRESSED;
  },
};

/** Commands, plain and compressed. Documents that are only stored are no part of a command. */
export function mongoReader(): StatementReader {
  const frames = createFrames(MESSAGES);
  return {
    read(bytes) {
      const found: Statement[] = [];
      frames.push(bytes, (frame) => {
        const message = uint32LE(frame, 12) === OP_COMPRESSED ? unpacked(frame) : frame.subarray(HEADER);
        if (message) documents(message, found);
      });
      return found.length === 0 ? NO_STATEMENTS : found;
    },
  };
}

/** Original operation, size, compressor, then the message without its header. */
function unpacked(frame: Uint8Array): Uint8Array | undefined {
  if (frame.length < HEADER + 9 || uint32LE(frame, HEADER) !== OP_MSG) return undefined;
  const size = uint32LE(frame, HEADER + 4);
  const content = frame.subarray(HEADER + 9);
  if (size > LARGEST) return undefined;
  switch (frame[HEADER + 8]) {
    case 0:
      return content;
    case SNAPPY:
      return unsnap(content, size);
    case ZLIB:
      return inflate(content, size);
    case ZSTD:
      return unzstd(content, size);
    default:
      return undefined;
  }
}

/** The body, and the sequences of updates and deletions. */
function documents(message: Uint8Array, found: Statement[]): void {
  const end = message.length - (uint32LE(message, 0) & CHECKSUM ? 4 : 0);
  let at = 4;
  while (at + 5 <= end) {
    const kind = message[at]!;
    const size = uint32LE(message, at + 1);
    if (size < 5 || at + 1 + size > end) return;
    if (kind === 0) {
      found.push({ is: 'bson', document: message.subarray(at + 1, at + 1 + size) });
    } else if (kind === 1) {
      const nameEnd = zeroAt(message, at + 5);
      if (utf8(message, at + 5, nameEnd) !== 'documents') sequence(message, nameEnd + 1, at + 1 + size, found);
    } else return;
    at += 1 + size;
  }
}

function sequence(message: Uint8Array, from: number, end: number, found: Statement[]): void {
  let at = from;
  while (at + 5 <= end) {
    const size = uint32LE(message, at);
    if (size < 5 || at + size > end) return;
    found.push({ is: 'bson', document: message.subarray(at, at + size) });
    at += size;
  }
}
