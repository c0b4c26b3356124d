const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function isTime(ms: number): boolean {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

function day(date: Date): string {
  return `${MONTHS[date.getMonth()]} ${two(date.getDate())}`;
}

function clock(date: Date): string {
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** In the reader's time zone, always equally wide: `Nov 20 18:04:05`. */
export function formatTime(ms: number): string {
  if (!isTime(ms)) return '–';
  const date = new Date(ms);
  return `${day(date)} ${clock(date)}:${two(date.getSeconds())}`;
}

/** For what happened days ago: `2026-11-20 18:04`. */
export function formatDate(ms: number): string {
  if (!isTime(ms)) return '–';
  const date = new Date(ms);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock(date)}`;
}

/** Full precision, for titles and copies: `2026-11-20T17:04:05.123Z`. */
export function formatIso(ms: number): string {
  return isTime(ms) ? new Date(ms).toISOString() : '–';
}

/** `just now`, `4 min ago`, `3 h ago`, `2 d ago` */
export function formatAgo(ms: number, now: number): string {
  if (!isTime(ms)) return '–';
  const age = now - ms;
  if (age < MINUTE) return 'just now';
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  if (age < 2 * DAY) return `${Math.floor(age / HOUR)} h ago`;
  return `${Math.floor(age / DAY)} d ago`;
}

/** Label of an axis tick whose neighbours are `stepMs` away. */
export function formatTick(ms: number, stepMs: number): string {
  if (!isTime(ms)) return '';
  const date = new Date(ms);
  if (stepMs >= DAY || (date.getHours() === 0 && date.getMinutes() === 0)) return day(date);
  return clock(date);
}

/** What one bar of the chart covers: `Nov 20 18:00 – 18:05`. */
export function formatSpan(from: number, to: number): string {
  if (!isTime(from) || !isTime(to)) return '–';
  const a = new Date(from);
  const b = new Date(to);
  const sameDay = day(a) === day(b);
  return `${day(a)} ${clock(a)} – ${sameDay ? '' : `${day(b)} `}${clock(b)}`;
}

/** `UTC+01:00`, of the reader's clock at that time. */
export function formatZone(ms: number): string {
  const offset = -new Date(ms).getTimezoneOffset();
  if (offset === 0) return 'UTC';
  const abs = Math.abs(offset);
  return `UTC${offset < 0 ? '−' : '+'}${two(Math.floor(abs / 60))}:${two(abs % 60)}`;
}
