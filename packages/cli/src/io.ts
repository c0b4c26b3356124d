import { styleText } from 'node:util';

/** What a command may touch; tests bring their own. */
export interface Io {
  readonly out: NodeJS.WritableStream & { isTTY?: boolean };
  readonly err: NodeJS.WritableStream & { isTTY?: boolean };
  readonly in: NodeJS.ReadableStream & { isTTY?: boolean };
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Resolves when the person wants to stop (SIGINT, SIGTERM). */
  readonly stopped: Promise<void>;
}

/** All of a stream as text; stops reading past `limit` UTF-16 code units, so that the caller can refuse what is too long. */
export async function readAll(stream: NodeJS.ReadableStream, limit = Number.POSITIVE_INFINITY): Promise<string> {
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    if (text.length > limit) break;
  }
  return text;
}

export type Style = Parameters<typeof styleText>[0];

/** Colours text for a stream that is a terminal, and leaves it alone otherwise or under NO_COLOR (no-color.org). */
export function painter(stream: { isTTY?: boolean }, env: Io['env']): (style: Style, text: string) => string {
  const colours = stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return (style, text) => (colours ? styleText(style, text) : text);
}
