import { CORRELATION_ID_LIMIT } from '@bulkhead/console-contract';
import type { EventCursor, RequestCursor } from './store/store.ts';

/** Opaque text for the place after an event in the list. */
export function encodeCursor(event: EventCursor): string {
  return Buffer.from(`${event.time}:${event.id}`).toString('base64url');
}

/** `undefined` for anything that {@link encodeCursor} did not make. */
export function decodeCursor(text: string): EventCursor | undefined {
  const found = /^(\d{1,16}):([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
    Buffer.from(text.slice(0, 200), 'base64url').toString('latin1'),
  );
  return found ? { time: Number(found[1]), id: found[2]! } : undefined;
}

/** The same for a place in the list of requests, whose ids are any text. */
export function encodeRequestCursor(request: RequestCursor): string {
  return Buffer.from(`${request.time}:${request.id}`).toString('base64url');
}

export function decodeRequestCursor(text: string): RequestCursor | undefined {
  const found = /^(\d{1,16}):(.+)$/s.exec(Buffer.from(text.slice(0, 1_100), 'base64url').toString());
  return found && found[2]!.length <= CORRELATION_ID_LIMIT ? { time: Number(found[1]), id: found[2]! } : undefined;
}
