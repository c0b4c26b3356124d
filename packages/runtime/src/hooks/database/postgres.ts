import { uint32BE, utf8, zeroAt } from './bytes.ts';
import { createFrames, type FrameFormat, frameIn } from './frames.ts';
import type { Statement, StatementReader } from './statement.ts';

/** Codes of the packets that come before any message: postgresql.org/docs/current/protocol-message-formats.html */
const PROTOCOL_3 = 3;
const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;

const QUERY = 0x51;
const PARSE = 0x50;

/** A connection begins with its length and a protocol version, or asks for encryption first. */
export function isPostgres(bytes: Uint8Array): boolean {
  if (bytes.length < 8) return false;
  const length = uint32BE(bytes, 0);
  const code = uint32BE(bytes, 4);
  if (code === SSL_REQUEST || code === GSS_REQUEST) return length === 8;
  // The start message is `user`, `database` and other settings: libpq takes no longer one than this.
  return code >>> 16 === PROTOCOL_3 && length >= 8 && length <= 10_000;
}

/** A message of an open connection: a query, or what prepared statements are made and run with. */
export function isPostgresMessage(bytes: Uint8Array): boolean {
  if (bytes.length < 6 || !'QPBCDESF'.includes(String.fromCharCode(bytes[0]!))) return false;
  const length = uint32BE(bytes, 1);
  return length >= 4 && length < bytes.length;
}

const MESSAGES: FrameFormat = {
  header: 5,
  size: (bytes, at) => uint32BE(bytes, at + 1) + 1,
  wanted: (bytes, at) => bytes[at] === QUERY || bytes[at] === PARSE,
};

/** Packets before the first message have no type. */
const STARTING: FrameFormat = { header: 8, size: uint32BE, wanted: () => true };

/**
 * Simple queries and prepared statements. The values of a prepared statement travel apart (Bind), and cannot change it.
 * Encrypted connections are read above their encryption, where they start anew.
 * @param isOpen the connection has logged in before
 */
export function postgresReader(isOpen: boolean): StatementReader {
  const starting = createFrames(STARTING);
  const messages = createFrames(MESSAGES);
  let started = isOpen;
  return {
    read(bytes) {
      const found: Statement[] = [];
      const message = (frame: Uint8Array): void => {
        const from = frame[0] === QUERY ? 5 : zeroAt(frame, 5) + 1;
        const text = utf8(frame, from, zeroAt(frame, from));
        if (text === '') return;
        found.push({
          is: 'sql',
          dialect: 'postgres',
          text,
          frame: frameIn(bytes, frame, instead(frame, from)),
        });
      };
      if (started) {
        messages.push(bytes, message);
      } else {
        // Clients wait for an answer to each of these packets: none comes together with a message.
        starting.push(bytes, (packet) => {
          started = uint32BE(packet, 4) >>> 16 === PROTOCOL_3;
        });
      }
      return found;
    },
  };
}

/** The same message with a name of no statement for its text; no types of parameters. */
function instead(frame: Uint8Array, from: number): (text: string) => Uint8Array {
  const head = frame.slice(0, from);
  return (text) => {
    const tail = Buffer.from(`"${text.replaceAll('"', "'")}"\0${head[0] === PARSE ? '\0\0' : ''}`);
    const message = Buffer.concat([head, tail]);
    message.writeUInt32BE(message.length - 1, 1);
    return message;
  };
}
