import { describe, expect, it } from 'vitest';
import { changesScript } from './script-structure.ts';

type Row = readonly [what: string, code: (value: string) => string, value: string];

const whole = (value: string): string => value;
const inString = (value: string): string => `var who = 'a ${value}'; return who;`;
const inTemplate = (value: string): string => `return \`hello ${value}!\` + name;`;
const operand = (value: string): string => `return order.total > ${value} && order.open;`;
const member = (value: string): string => `return row.${value};`;
const escaped = (value: string): string => `return ${JSON.stringify(value)} + name;`;

const ATTACKS: readonly Row[] = [
  ['a whole program', whole, "require('child_process').execSync('id')"],
  ['a program of one call', whole, 'process.exit()'],
  ['what holds the credentials', whole, 'process.env.AWS_SECRET_ACCESS_KEY'],
  ['the same by this', whole, "this['process'].env"],
  ['the same by a name in pieces', whole, "this['pro'+'cess']['env']"],
  ['an endless loop', whole, 'while(1);'],
  ['a program without letters', whole, '[][(![]+[])[+[]]+([![]]+[][[]])[+!+[]+[+[]]]]'],
  ['a tagged template', whole, 'alert`1`'],
  ['a function', whole, '(function(){ return 7 })'],
  ['an arrow function', whole, 'x => x.secret'],
  ['a constructor of functions', whole, "''.constructor.constructor('return process')()"],
  ['an escaped name', whole, '\\u0070rocess.mainModule'],
  ['a template with code', whole, '`${process.env.HOME}`'],
  ['an import', whole, "import 'data:text/javascript,1'"],
  ['a string that is left', inString, "x'; attack(); '"],
  ['a string that is left by a line end', inString, 'x\nattack()//'],
  ['the rest as a comment', inString, "x';process.exit()//"],
  ['a template that is left', inTemplate, '` + attack() + `'],
  ['code inside a template', inTemplate, '${attack()}'],
  ['a second condition', operand, '1 || order.admin'],
  ['a call in an operand', operand, 'attack()'],
  ['a second statement', operand, '1; attack()'],
  ['an assignment', operand, '1, order.total = 0, 1'],
  ['a comment', operand, '1 // that is enough'],
  ['a bracket that was not opened', (value) => `if (total > ${value}) refuse();`, '1) { allow(); } else if (0'],
  ['a pattern that hides a call', (value) => `if (a > ${value}) { b() }`, "1)/'/;attack()//'"],
  ['a member that is called', member, 'constructor("return process")()'],
  ['a name that goes on', member, 'x.constructor.constructor'],
  ['quotes escaped, backslashes forgotten', (value) => `return '${value.replaceAll("'", "\\'")}'`, "\\'+attack()+\\'"],
  ['a comment that is left', (value) => `/* for ${value} */ return 1`, '*/ attack() /*'],
  ['a comment that a line end leaves', (value) => `// for ${value}\nreturn 1`, 'x\u2028attack()'],
  ['a pattern that is left', (value) => `return /${value}/.test(x)`, 'a/.test(attack())||/a'],
];

const HONEST: readonly Row[] = [
  ['a number', operand, '12.50'],
  ['a negative number', operand, '-3e+5'],
  ['a name', operand, 'limit'],
  ['a chain of names', member, 'address.city.name'],
  ['an element', member, 'items[0].price'],
  ['a list', (value) => `return [${value}]`, '1, 2, 3'],
  ['arithmetic', whole, '2 * (3 + 4) / 7 - 1'],
  ['a comparison', whole, 'b == 1'],
  ['JSON', (value) => `(${value})`, '{"a": [1, true, null, "it\'s (b)"], "c": {"d": "x;y()"}}'],
  ['a string, whole', whole, "'hello (world)'"],
  ['text inside a string', inString, 'hello (world); how are you?'],
  ['a call inside a string', inString, 'process.exit()'],
  ['a backslash that was escaped', escaped, 'C:\\new\\"folder"'],
  ['an attack that was escaped', escaped, '"; process.exit(); //'],
  ['another one', escaped, "'+attack()+'"],
  ['text inside a template', inTemplate, "it's (fine)"],
  ['text inside a comment', (value) => `/* ${value} */ return 1`, 'made by (me); x=1'],
  ['the end of a word of the developer', (value) => `return get${value}(1)`, 'Total'],
  ['a query string that is the head of a loop', () => 'for(var i=0;i<n;i++){out+=list[i]}', 'i=0'],
  ['a separator', () => 'var a = 1, b = 2; f(a);', ', '],
  ['signs that stand in all code', () => 'f();g(function(){});', '();'],
  ['an arrow', () => 'list.map(x=>x+1)', '=>'],
  ['two slashes', () => 'a() // end', '//'],
  ['an address in a string', () => 'var a = "https://example.com/a?b=c"', 'https://example.com/a?b=c'],
  ['a sentence in the text of a template', () => "p += 'Dear (Mr) Smith; hello'", 'Dear (Mr) Smith; hello'],
  ['quotes inside a pattern', (value) => `s.replace(/[&<>'"]/g, f) + '${value}'`, 'a; b(c)'],
];

describe('changes a script', () => {
  it.each(ATTACKS)('%s', (_what, code, value) => {
    expect(changesScript({ text: code(value), tokens: undefined }, value)).toBe(true);
  });
});

describe('changes nothing', () => {
  it.each(HONEST)('%s', (_what, code, value) => {
    expect(changesScript({ text: code(value), tokens: undefined }, value)).toBe(false);
  });
});

it('is linear in what it reads', () => {
  for (const piece of ['(', '`${', "'", '/*', '/', 'a/', '\\u', '}', '[', 'x=>']) {
    const text = `${piece.repeat(100_000)}attack()`;
    expect(typeof changesScript({ text, tokens: undefined }, `${piece}attack()`)).toBe('boolean');
  }
});
