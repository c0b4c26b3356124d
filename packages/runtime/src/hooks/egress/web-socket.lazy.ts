/** How much of a frame is unmasked. */
const MOST = 65_536;

/** Whether a request asks for the connection to become a WebSocket (RFC 6455, section 4.1). */
export function asksForWebSocket(head: string): boolean {
  return head.startsWith('GET ') && /\r\nupgrade:[ \t]{0,8}websocket/i.test(head.slice(0, 8192));
}

/** What a client's frames say: their bytes go out masked with a key that stands before them (RFC 6455, section 5.3). */
export function unmaskedFrames(bytes: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0, left = MOST; at + 6 <= bytes.length && left > 0; ) {
    const second = bytes[at + 1]!;
    let length = second & 127;
    let from = at + 2;
    if (length === 126) {
      length = (bytes[from]! << 8) | bytes[from + 1]!;
      from += 2;
    } else if (length === 127) {
      length = Number(Buffer.from(bytes.subarray(from, from + 8)).readBigUInt64BE());
      from += 8;
    }
    if ((second & 128) === 0 || from + 4 > bytes.length) break;
    const start = from + 4;
    const payload = Uint8Array.from(bytes.subarray(start, Math.min(start + length, start + left)));
    for (let i = 0; i < payload.length; i++) payload[i]! ^= bytes[from + (i & 3)]!;
    parts.push(payload);
    left -= payload.length;
    at = start + length;
  }
  return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
}
