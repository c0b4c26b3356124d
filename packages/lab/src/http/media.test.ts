import { describe, expect, it } from 'vitest';
import { encodeBody, isTextType, matchesMedia, mediaType } from './media.ts';

describe('isTextType', () => {
  it.each([
    ['application/json', true],
    ['Application/JSON; charset=utf-8', true],
    ['text/csv', true],
    ['application/xml', true],
    ['application/javascript', true],
    ['application/x-www-form-urlencoded', false],
    ['multipart/form-data; boundary=x', false],
    ['application/ld+json', false],
    ['image/png', false],
    [undefined, false],
  ])('%s -> %s', (type, expected) => expect(isTextType(type)).toBe(expected));
});

describe('matchesMedia', () => {
  it.each([
    ['image/png', ['image/png'], true],
    ['image/png', ['image/*'], true],
    ['image/png', ['*/*'], true],
    ['image/png', ['*'], true],
    ['image/png', ['audio/*', 'application/pdf'], false],
    ['imagex/png', ['image/*'], false],
    ['', [], false],
  ])('%s in %s: %s', (type, patterns, expected) => expect(matchesMedia(type, patterns)).toBe(expected));
});

it('reads the media type', () => expect(mediaType(' Text/HTML ; charset=x')).toBe('text/html'));

it.each([
  ['', true, null, false],
  ['hé', true, 'hé', false],
  ['hé', false, 'aMOp', true],
])('encodes %s', (body, text, expected, isBase64Encoded) =>
  expect(encodeBody(Buffer.from(body), text)).toEqual({ body: expected, isBase64Encoded }),
);
