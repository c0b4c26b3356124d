import { constants, crc32, deflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** Path with forward slashes, ASCII. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly executable?: boolean;
}

/** 1 January 1980, the earliest that a zip can say: the same files make the same bytes on any day. */
const DATE = 0x0021;
const DEFLATED = 8;
/** Made on Unix (high byte 3), so that the mode counts; needs version 2.0. */
const MADE_BY = 0x0314;
const NEEDS = 20;
const REGULAR = 0o100000;

/** How many symbols zlib takes for one table: which number packs best is up to the text, by half a per cent. */
const MEMORY_LEVELS = [9, 8, 7, 6, 5];

function smallest(bytes: Uint8Array): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length || at === 0; at += PIECE) {
    const piece = bytes.subarray(at, at + PIECE);
    const isLast = at + PIECE >= bytes.length;
    const tries = MEMORY_LEVELS.map((memLevel) =>
      deflateRawSync(piece, {
        level: 9,
        memLevel,
        finishFlush: isLast ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
        ...(at > 0 && { dictionary: bytes.subarray(Math.max(0, at - WINDOW), at) }),
      }),
    );
    pieces.push(tries.reduce((best, one) => (one.length < best.length ? one : best)));
  }
  return Buffer.concat(pieces);
}

/** Pieces of one stream, each with the memory level that suits it: 0.2 % of the layer. What stood before is known to the next. */
const PIECE = 32_768;
const WINDOW = 32_768;

/**
 * A zip of these files (PKWARE APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16), in the order of their names and with one
 * fixed time. No zip64: a layer has few and small files.
 */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const sorted = [...entries].sort((a, b) => (a.name < b.name ? -1 : 1));
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, executable } of sorted) {
    const packed = smallest(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(NEEDS, 0);
    common.writeUInt16LE(DEFLATED, 4);
    common.writeUInt16LE(DATE, 8);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const file = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, Buffer.from(name, 'latin1'), packed]);
    const head = Buffer.alloc(6);
    head.write('PK\x01\x02', 'latin1');
    head.writeUInt16LE(MADE_BY, 4);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((REGULAR | (executable ? 0o755 : 0o644)) << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(head, common, tail, Buffer.from(name, 'latin1'));
    files.push(file);
    offset += file.length;
  }
  const size = directory.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(sorted.length, 8);
  end.writeUInt16LE(sorted.length, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, ...directory, end]);
}
