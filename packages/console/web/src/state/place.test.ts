import { describe, expect, it } from 'vitest';
import { goTo, HOME, parsePlace, placeHref, placeSpan, spanWords } from './place.ts';

const at = (href: string) => {
  const url = new URL(href, 'http://127.0.0.1');
  return parsePlace(url.pathname, url.search);
};

describe('the address', () => {
  it.each([
    '/',
    '/events',
    '/functions?find=vote&sort=-executions&at=3',
    '/events?range=7d&account=123456789012&region=eu-central-1&class=sqli&action=blocked&q=%27+OR+1%3D1',
    '/events?from=1763600000000&to=1763603600000&id=01963f0e-7d2a-7c3f-9b57-0c5b1f0e8a11',
    '/?range=15m&function=list-objects',
    '/requests?function=vote&q=late&errors=1',
    '/requests/c0ffee00-0000-4000-8000-000000000001?range=1h&level=WARN',
    '/requests/a%2Fb%3F%23%20%C3%A9',
    '/requests?id=..',
  ])('%s comes back the same', (href) => expect(placeHref(at(href))).toBe(href));

  it.each([
    ['/nowhere', '/'],
    ['/events/', '/events'],
    ['/?range=1y', '/'],
    ['/?range=__proto__', '/'],
    ['/?range=24h', '/'],
    ['/events?action=deleted', '/events'],
    ['/events?from=9&to=3', '/events'],
    ['/events?from=1&to=99999999999999999999', '/events'],
    ['/events?from=-1&to=NaN', '/events'],
    ['/functions?at=0', '/functions'],
    ['/functions?at=1e99', '/functions'],
    ['/events?%E0%A4%A=1', '/events'],
    ['/requests/', '/requests'],
    ['/requests/%ff', '/'],
    ['/requests?errors=yes&level=LOUD', '/requests'],
  ])('%s is read as %s', (href, read) => expect(placeHref(at(href))).toBe(read));

  it('cuts what is longer than the contract takes', () => {
    expect(at(`/events?q=${'x'.repeat(10_000)}`).q).toHaveLength(200);
    expect(at(`/events?account=${'1'.repeat(99)}`).account).toHaveLength(12);
    expect(at(`/requests/${'x'.repeat(999)}`).id).toHaveLength(256);
  });

  it('keeps time, account and region from page to page, and nothing else', () => {
    const place = at('/functions?range=1h&account=123456789012&find=x&sort=-name&at=2');
    expect(placeHref(goTo(place, { page: 'events', class: 'sqli' }))).toBe(
      '/events?range=1h&account=123456789012&class=sqli',
    );
  });
});

describe('the span', () => {
  it('of a range has no end', () => {
    expect(placeSpan(at('/?range=1h'), 10_000_000)).toEqual({ from: 6_400_000, to: undefined });
    expect(placeSpan(at('/?range=30d'), 5)).toEqual({ from: 0, to: undefined });
    expect(spanWords(HOME)).toBe('last 24 hours');
  });

  it('chosen on the chart is fixed', () => {
    expect(placeSpan(at('/?from=10&to=20'), 10_000_000)).toEqual({ from: 10, to: 20 });
    expect(spanWords(at('/?from=10&to=20'))).toBe('selected time');
  });
});
