import { expect, it } from 'vitest';
import { type Place, placeAt } from './place.ts';

/** `¦` marks the place. */
const PLACES: readonly [text: string, place: Place][] = [
  ['¦; id', 'tight'],
  ["'¦; id", 'tight'],
  ['198.51.100.9¦; id', 'tight'],
  ['a=b¦; id', 'tight'],
  ['two words¦; id', 'loose'],
  ['a whole sentence about nothing at all¦; id', 'prose'],
  ['ls -la¦ | id', 'command'],
  ['pv --x file¦ | wc', 'command'],
  ['sudo ls x¦; id', 'command'],
  ['for i in 1 2; do ls $i¦; done', 'command'],
  ['[ -n "$x" ] ¦&& id', 'command'],
  ['he ran the "ls ¦| wc" command', 'command'],
  ['test¦; id', 'tight'],
];

it.each(PLACES)('%j is %s', (text, place) => {
  expect(placeAt(text.replace('¦', ''), text.indexOf('¦')).place).toBe(place);
});

it.each(['x=', 'export x="', 'echo ', 'sort <'])('a substitution after %j is an argument', (before) => {
  expect(placeAt(`${before}$(id)`, before.length, true).place).toBe('command');
});
