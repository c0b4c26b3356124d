import { expect, it } from 'vitest';
import { createTag, readTag } from './tags.ts';

/** A tag as `name attribute=[value] …`, `/` in front of an end tag, `…` where no `>` closes it. */
function read(text: string): string | undefined {
  const tag = createTag();
  if (!readTag(text, 0, tag)) return undefined;
  const attributes: string[] = [];
  for (let i = 0; i < tag.used; i += 4) {
    const [nameStart, nameEnd, valueStart, valueEnd] = tag.spans.slice(i, i + 4) as [number, number, number, number];
    const value = valueStart === -1 ? '' : `=[${text.slice(valueStart, valueEnd)}]`;
    attributes.push(text.slice(nameStart, nameEnd) + value);
  }
  return [`${tag.isEnd ? '/' : ''}${tag.name}`, ...attributes].join(' ') + (tag.closed ? '' : '…');
}

it.each([
  ['<a>', 'a'],
  ['</A >', '/a'],
  ['<img src=a alt="b > c" id=\'d\'>', 'img src=[a] alt=[b > c] id=[d]'],
  ['<img/src/alt = b>', 'img src alt=[b]'],
  ['<svg\fonload\x0b=\ta>', 'svg onload=[a]'],
  ['<x onload/=a>', 'x onload=[a]'],
  ['<p a="1"b=\'2\'c=3>', 'p a=[1] b=[2] c=[3]'],
  ['<p a=`1 2`>', 'p a=[1 2]'],
  ['<p a="1>', 'p a=["1]'],
  ['<p =a>', 'p =a'],
  ['<scr\0ipt>', 'script'],
  ['<svg:rect x=1/>', 'svg:rect x=[1/]'],
  ['<a <b>', 'a…'],
  ['<a href=x<b>', 'a href=[x]…'],
  ['<a href', 'a href…'],
  ['<3', undefined],
  ['< a>', undefined],
  ['</ a>', undefined],
])('%j is %j', (text, expected) => {
  expect(read(text)).toBe(expected);
});
