import { expect, it } from 'vitest';
import { judgeValue } from '../judge.ts';

const ask = (text: string): string[] =>
  judgeValue(text, { isKey: false })
    .filter(({ detector }) => detector.id === 'detector/arbiter')
    .map(({ detector, confidence }) => `${detector.class} ${confidence}`);

it.each([
  ['a molecule in SMILES', 'CC[C@@]12C=CCN3[C@@H]1[C@]4(CC3)[C@H]([C@]([C@@H]2OC(=O)C)(C(=O)OC)O)N(C5=CC(=C(C=C45))C'],
  ['a peptide', 'NCCCC[C@H](NC(=O)[C@@H]1CCCN1C(=O)[C@@H]1CSSC[C@H](NC(=O)CNC(=O)CNC(=O)CN)C(=O)N'],
  ['a date in a translation', '{{year}}-{{month}}-{{day}} {{hours}}:{{minutes}}'],
  ['a greeting in a translation', 'Hello {{ user.first_name }}, you have {{count}} new messages!'],
  ['a part number', 'X(12)-A/44*B(7)=C'],
  ['a phone number', '(+31) 20-555 0100 #12'],
  ['a price', 'EUR 12.50 (-10%)'],
  ['a formula of a sheet', '(A1+B2)*C3=D4'],
])('has no say on %s', (_, text) => {
  expect(ask(text)).toEqual([]);
});

it('raises what looks like attacks as a whole, at a confidence that only alerts', () => {
  expect(ask('<svg><x onz=q>')).toEqual(['xss medium']);
});
