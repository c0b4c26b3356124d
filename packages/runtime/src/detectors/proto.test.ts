import { describe, expect, it } from 'vitest';
import { proto } from './proto.ts';
import { detectIn } from './testing/detect-in.ts';

const KEYS = [
  '__proto__',
  '__proto__.admin',
  '__proto__[admin]',
  'a[__proto__][b]',
  'a.__proto__.b',
  'x[constructor][prototype][y]',
  'constructor.prototype.admin',
  'constructor[prototype][admin]',
  "a['__proto__']",
  'a["constructor"]["prototype"]',
  '/__proto__/admin',
  'user/constructor/prototype/admin',
  '__pro__proto__to__[admin]',
  'constconstructorructor.prototype',
  '__defineGetter__',
  '__lookupSetter__',
  '[__proto__]',
  '__proto__:admin',
  '__proto__%00',
  '__proto__\0',
  '__proto__%20.a',
];

const VALUES = [
  '{"__proto__":{"admin":true}}',
  '{"a":{"__proto__":{"admin":true}}}',
  '[{"__proto__":[]}]',
  '{"constructor":{"prototype":{"admin":true}}}',
  '{ "constructor" : { "prototype" : { "admin" : true } } }',
  '{\\"__proto__\\":{\\"admin\\":true}}',
  "{'__proto__':{'admin':1}}",
  'data={"__proto__":{"x":1}}',
  '"__proto__":{"x":1}',
  'a=b&__proto__[admin]=1',
  '__proto__[admin]=1',
  '?__proto__.admin=1',
  '#__proto__[x]=y',
  'constructor.prototype.admin=1',
  'constructor[prototype][admin]=1',
  'a[constructor][prototype][admin]=1',
  'x.__proto__.y',
  "a['__proto__']['b']",
  '/__proto__/admin?__proto__.x=1',
  '__proto__%5badmin%5d=1',
  '__proto__.foo=bar',
  'Object.prototype.isAdmin = true',
  'x.__proto__.isAdmin = 1',
  "x['__proto__'].isAdmin = 1",
  'a.constructor.prototype.b = 2',
  '__proto__',
  '/__proto__/isAdmin',
  '/user/constructor/prototype/role',
  'constructor.prototype',
  '__proto__[json spaces]',
  'constructor.prototype.json spaces',
];

const HONEST = [
  'a prototype of the new car',
  'constructor',
  'The constructor was fined.',
  'prototype',
  'prototype.pdf',
  'the __proto__ property is deprecated',
  'Use Object.getPrototypeOf(x) instead of x.__proto__ in your code.',
  'How does Array.prototype.map work?',
  'Array.prototype.slice.call(arguments)',
  'Object.prototype.hasOwnProperty.call(o, k)',
  'class A { constructor() { this.x = 1 } }',
  'constructor(private readonly http: HttpClient) {}',
  'Parsing `{"__proto__": {"x": 1}}` is safe with onProtoPoisoning set.',
  'Rejects a body such as:\n{"__proto__":{"x":1}}\nwith 400',
  '{"constructor":"Ferrari"}',
  '{"constructor":{"name":"Ferrari"}}',
  '{"type":"prototype","id":1}',
  'prototype=1&type=car',
  'https://example.com/prototype/constructor',
  'https://developer.mozilla.org/docs/Object/prototype',
  'constructor-prototype-v2',
  'my.prototype',
  'if (a.prototype === b.prototype) return',
  'prototype[0]',
  '__init__.py',
  '__dirname/__tests__/a.test.js',
  'proto',
  '__typename',
  'protobuf.prototype.v1',
  'Component: constructor, render; see prototype chain',
  '/docs/Object/__proto__',
  '/car/prototype/2',
  'Object.prototype.toString',
];

const HONEST_KEYS = [
  'constructor',
  'prototype',
  'constructors',
  'name',
  'prototype_id',
  'a.constructor',
  '__typename',
  'proto',
];

describe('proto', () => {
  it.each(KEYS)('the name %j is prototype pollution', (key) => {
    expect(detectIn(proto, key, true)).toBe('high');
  });

  it.each(VALUES)('%j is prototype pollution', (value) => {
    expect(detectIn(proto, value)).toMatch(/medium|high/);
  });

  it.each(HONEST)('%j is not', (value) => {
    expect([undefined, 'low']).toContain(detectIn(proto, value));
  });

  it.each(HONEST_KEYS)('the name %j is not', (key) => {
    expect([undefined, 'low']).toContain(detectIn(proto, key, true));
  });
});
