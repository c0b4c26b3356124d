import type { EventCursor } from './store/store.ts';

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
