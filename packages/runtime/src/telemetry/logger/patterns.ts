import { extras } from './extras.ts';
import { plainCopies } from './plain.ts';

const LONGEST_ARGUMENT = 16_384;

/**
 * Has texts with values behind them filled in as pino does it: `%s %d %i %f %j %o %O %%`. Without, values are added to the text.
 * @example fillPatterns(); log.info('paid %d %s', 12, 'EUR');
 */
export function fillPatterns(): void {
  extras.fill = (args) => {
    // A text alone is no pattern: it may be a stranger's.
    const at = typeof args[0] === 'string' ? 0 : 1;
    const text = args[at];
    let next = at + 1;
    if (typeof text !== 'string' || next >= args.length) return args;
    const filled = text.replace(/%([sdifjoO%])/g, (match, kind: string) => {
      if (kind === '%') return kind;
      return next < args.length ? placed(kind, args[next++]) : match;
    });
    return [...args.slice(0, at), filled, ...args.slice(next)];
  };
}

function placed(kind: string, value: unknown): string {
  const isObject = typeof value === 'object';
  if (kind === 'd' || kind === 'f') return isObject ? 'NaN' : String(Number(String(value)));
  if (!/[ijoO]/.test(kind) && !(isObject && value)) return String(value);
  const [[copy], cut, omitted] = plainCopies([value], LONGEST_ARGUMENT);
  const text = JSON.stringify(copy);
  if (kind === 'i') return String(Number.parseInt(isObject ? String(text) : String(value), 10));
  return cut + omitted === 0 ? String(text) : `${text} [${cut} characters and ${omitted} fields left out]`;
}
