import { describe, expect, it } from 'vitest';
import { judgeValue } from '../judge.ts';

const said = (value: string) => judgeValue(value).map(({ detector, confidence }) => `${detector.class} ${confidence}`);
const PROSE =
  'The tide turns at noon, so the boats that are late wait outside until the harbour master says when. '.repeat(5);

const LINES = PROSE.replaceAll(', ', ',\n');

const ATTACKS = [
  ['<img src=x onerror=alert(document.cookie)>', 'xss'],
  ["' UNION SELECT name, password FROM users-- ", 'sqli'],
];

describe.each(ATTACKS)('%j in a long text', (attack, name) => {
  it('is blocked in front of it', () => expect(said(attack + PROSE)).toContain(`${name} high`));
  it('is blocked at its end', () => expect(said(PROSE + attack)).toContain(`${name} high`));
  it('alerts in the middle of a document', () => {
    expect(said(LINES + attack + LINES)).toContain(`${name} medium`);
  });
  it('is blocked between padding without lines', () => {
    expect(said(PROSE + attack + PROSE)).toContain(`${name} high`);
  });
  it('is blocked within a few sentences', () => {
    expect(said(PROSE.slice(0, 250) + attack + PROSE.slice(0, 250))).toContain(`${name} high`);
  });
});
