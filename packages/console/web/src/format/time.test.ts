import { describe, expect, it } from 'vitest';
import { formatAgo, formatDate, formatIso, formatSpan, formatTick, formatTime, formatZone } from './time.ts';

// Made from local parts, so that the expected text holds in any time zone.
const at = new Date(2026, 10, 20, 18, 4, 5, 123).getTime();
const minutes = 60_000;
const hours = 60 * minutes;
const days = 24 * hours;

describe('times', () => {
  it('writes local time at one width', () => {
    expect(formatTime(at)).toBe('Nov 20 18:04:05');
    expect(formatTime(new Date(2026, 0, 2, 3, 4, 5).getTime())).toBe('Jan 02 03:04:05');
    expect(formatDate(at)).toBe('2026-11-20 18:04');
    expect(formatIso(0)).toBe('1970-01-01T00:00:00.000Z');
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 1])('has a dash for %d', (ms) => {
    expect([formatTime(ms), formatDate(ms), formatIso(ms), formatAgo(ms, at), formatSpan(ms, at)]).toEqual(
      Array(5).fill('–'),
    );
    expect(formatTick(ms, 1)).toBe('');
  });

  it.each([
    [-5_000, 'just now'],
    [59_000, 'just now'],
    [4 * minutes, '4 min ago'],
    [3 * hours, '3 h ago'],
    [47 * hours, '47 h ago'],
    [2 * days, '2 d ago'],
  ])('%d ms back is %s', (age, text) => expect(formatAgo(at - age, at)).toBe(text));

  it('names the day on ticks at midnight and beyond', () => {
    const midnight = new Date(2026, 10, 20).getTime();
    expect(formatTick(midnight, hours)).toBe('Nov 20');
    expect(formatTick(midnight + hours, hours)).toBe('01:00');
    expect(formatTick(midnight + hours, days)).toBe('Nov 20');
  });

  it('names the day once in a span of one day', () => {
    const start = new Date(2026, 10, 20, 18, 0).getTime();
    expect(formatSpan(start, start + 5 * minutes)).toBe('Nov 20 18:00 – 18:05');
    expect(formatSpan(start, start + days)).toBe('Nov 20 18:00 – Nov 21 18:00');
  });

  it('names the zone', () => expect(formatZone(at)).toMatch(/^UTC([+−]\d\d:\d\d)?$/));
});
