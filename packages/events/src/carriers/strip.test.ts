import { describe, expect, it } from 'vitest';
import { withoutContext } from './strip.ts';

describe('a payload without what rode along', () => {
  it.each([
    ['{"__context":{"a":"1"},"n":12345678901234567890}', '{"n":12345678901234567890}'],
    ['{"n":1,"__context":{"a":"}]\\"{"}}', '{"n":1}'],
    ['{"n":1,"__context":{},"m":[1,{"x":"]"}] }', '{"n":1,"m":[1,{"x":"]"}] }'],
    [' { "a" : 1 , "__context" : 5 , "b":2 } \n', ' { "a" : 1 , "b":2 } \n'],
    ['{"__context":{"a":"1"}, "n": 1.0\n}\n', '{ "n": 1.0\n}\n'],
    ['{"__context":{"a":"1"} }', '{ }'],
    ['{"__context__":{"x":"y"}}', '{}'],
    ['{"__context":{"a":"1"}}\n', '{}\n'],
    ['{"\\u005f_context":1,"a":true}', undefined],
    // Nobody writes it so; the handler sees it.
    ['{"\\u005f_context":1,"a":"__context"}', undefined],
    ['{"__context":null,"a":-1.5e3,"b":null,"c":false}', '{"a":-1.5e3,"b":null,"c":false}'],
    ['{"inner":{"__context":{}}}', undefined],
    ['["__context"]', undefined],
    ['"__context"', undefined],
    ['{"__context":{}', undefined],
    ['a,b,__context', undefined],
    ['', undefined],
  ])('%s', (text, expected) => {
    expect(withoutContext(text)).toBe(expected);
  });

  it('means the same as the parsed object without the field', () => {
    const values = ['1', '"x,}]"', '[1,[2]]', '{"a":{"b":"\\\\\\""}}', 'true', '""', '{}', '[]'];
    for (const before of values) {
      for (const context of values) {
        for (const after of values) {
          const text = `{ "p": ${before},\n"__context":${context} ,"q":${after}}`;
          expect(JSON.parse(withoutContext(text)!)).toEqual({ p: JSON.parse(before), q: JSON.parse(after) });
        }
      }
    }
  });

  it('takes a megabyte of brackets in a step each', () => {
    const deep = `{"__context":${'['.repeat(4_000)}${']'.repeat(4_000)},"a":"${'x'.repeat(900_000)}"}`;
    expect(withoutContext(deep)?.length).toBe(deep.length - 8_000 - '"__context":,'.length);
  });
});
