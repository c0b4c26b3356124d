import { extras } from './extras.ts';
import { createRoom, plainCopy } from './plain.ts';

const LONGEST_ARGUMENT = 16_384;

/**
 * Has texts with values behind them filled in as pino does it: `%s %d %i %f %j %o %O %%`. Without, values are added to the text.
 * @example fillPatterns(); log.info('paid %d %s', 12, 'EUR');
 */
export function fillPatterns(): void {
  extras.fill = (text, args, first) => {
    let next = first;
    const filled = text.replace(/%([sdifjoO%])/g, (match, kind: string) => {
      if (kind === '%') return kind;
      return next < args.length ? placed(kind, args[next++]) : match;
    });
    return [filled, next];
  };
}

function placed(kind: string, value: unknown): string {
  const isObject = typeof value === 'object';
  if (kind === 'd' || kind === 'f') return isObject ? 'NaN' : String(Number(String(value)));
  if (!/[ijoO]/.test(kind) && !(isObject && value)) return String(value);
  const room = createRoom(LONGEST_ARGUMENT, false);
  const text = String(JSON.stringify(plainCopy(value, room)));
  if (kind === 'i') return String(Number.parseInt(isObject ? text : String(value), 10));
  return room.cut + room.omitted === 0 ? text : `${text} [${room.cut} characters and ${room.omitted} fields left out]`;
}
