const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** `27853779` -> `27,853,779` */
export function formatCount(value: number): string {
  return Number.isFinite(value) ? whole.format(value) : '–';
}

/** For axes: `12500` -> `12.5K` */
export function formatShort(value: number): string {
  return Number.isFinite(value) ? short.format(value) : '';
}

/**
 * Share of a whole as a person should read it: never 100 % while something is missing, never 0 % while something is there.
 * @example formatShare(999, 1000) // '>99%'
 */
export function formatShare(part: number, total: number): string {
  if (!(total > 0) || !Number.isFinite(part)) return '–';
  const percent = (part / total) * 100;
  if (part <= 0) return '0%';
  if (percent < 1) return '<1%';
  if (percent > 99 && part < total) return '>99%';
  return `${Math.round(percent)}%`;
}

/** `1 event`, `1,204 events` */
export function formatPlural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}
