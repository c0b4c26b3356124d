import { runInThisContext } from 'node:vm';
import { expect, it } from 'vitest';
// @ts-expect-error a plain script without declarations
import { foldConstants } from '../../constants.mjs';

const folded: (source: string) => string = foldConstants;

it.each([
  ['a number', 'var a=2,b=3;f=()=>a+b;', 'f=()=>2+3;'],
  ['beside what is none', 'var a=2,b=g(),c=1e3;f=()=>a+b+c;', 'var b=g();f=()=>2+b+1e3;'],
  ['a number below 0', 'var a=-5;f=()=>1-a;', 'f=()=>1-(-5);'],
  ['a number that is asked something', 'var a=5;f=()=>a.toFixed(2);', 'f=()=>(5).toFixed(2);'],
  ['a property of its own name', 'var a=5;f=()=>({a,b:a,c:x.a});', 'f=()=>({a:5,b:5,c:x.a});'],
  ['a method of its own name', 'var a=5;f=()=>({a(){return a}});', 'f=()=>({a(){return 5}});'],
  ['a pattern', 'var a=/x/g;f=()=>a.test(s);', 'var a;f=()=>(a??=/x/g).test(s);'],
  ['a pattern in a list', 'var a=/x/,b=[a];', 'var a,b=[(a??=/x/)];'],
])('%s', (_name, source, expected) => expect(folded(source)).toBe(expected));

it.each([
  ['counted', 'var a=0;f=()=>a++;'],
  ['counted first', 'var a=0;f=()=>++a;'],
  ['set', 'var a=0;f=()=>{a=1};'],
  ['set where it is nothing', 'var a=/x/;f=()=>{a??=1};'],
  ['set by a loop', 'var a=0;f=()=>{for(a of x);};'],
  ['set by taking a list apart', 'var a=0;f=()=>{[a]=x};'],
  ['set by taking an object apart', 'var a=0;f=()=>{({b:a}=x)};'],
  ['also a parameter elsewhere', 'var a=5;f=(a)=>a;'],
  ['also a variable elsewhere', 'var a=5;f=()=>{{let a=1;g(a)}return a};'],
  ['also taken out of an object elsewhere', 'var a=5;f=({a})=>a;'],
  ['also a function elsewhere', 'var a=5;f=()=>{function a(){}};'],
  ['inside of a function', 'f=()=>{var a=5;return a};'],
])('stays where it is: %s', (_name, source) => expect(folded(source)).toBe(source));

it('keeps the place where a pattern goes on', () => {
  const source = '(() => { var r = []; return r })(); var a=/x/g; [a.test("xx"), a.test("xx"), a.test("xx")].join()';
  expect(runInThisContext(folded(source))).toBe('true,true,false');
});
