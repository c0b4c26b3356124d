import { describe, expect, it } from 'vitest';
import { macOf } from '../../telemetry/sha256.ts';
import { type Chain, decodeChain, encodeChain, MOST_CHARACTERS, MOST_FUNCTIONS, nextChain, visits } from './chain.ts';

const sign = macOf('key of the deploy');

/** A chain that went through these functions, each of which had sent so many messages. */
function through(names: readonly string[], sent = 1): Chain {
  let chain: Chain | undefined;
  for (const name of names) chain = nextChain(chain, '1-66abd797-167a78c02dcfeb4551890716', name, sent);
  return chain!;
}

describe('what a chain knows', () => {
  it.each<[string, string[], string, number]>([
    ['nothing yet', ['a'], 'b', 0],
    ['itself once', ['a'], 'a', 1],
    ['a loop of one', ['a', 'a', 'a'], 'a', 3],
    ['a loop of two', ['a', 'b', 'a', 'b'], 'a', 2],
    ['a long pipeline is no loop', ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'], 'j', 0],
    // More functions than it remembers: the depth tells.
    ['a wide ring', Array.from({ length: 130 }, (_, i) => `f${i % 13}`), 'f0', 9],
  ])('%s', (_name, names, own, expected) => {
    expect(visits(through(names), own)).toBe(expected);
  });

  it('forks are width, not depth', () => {
    const chain = through(['a', 'b'], 40);
    expect(chain).toMatchObject({ hops: 2, width: 40 });
    expect(visits(chain, 'a')).toBe(1);
  });
});

describe('its text', () => {
  const longest = through(Array.from({ length: 20 }, (_, i) => `${'f'.repeat(62)}${i + 10}`));
  it.each<[string, Chain]>([
    ['one function', through(['a'])],
    ['several', through(['api', 'orders', 'api'], 3)],
    ['the longest', longest],
  ])('%s comes back', (_name, chain) => {
    expect(decodeChain(encodeChain(chain, 'n1', undefined), undefined)).toEqual(chain);
    const text = encodeChain(chain, 'n1', sign);
    expect(decodeChain(text, sign)).toEqual({ ...chain, signed: true });
    expect(text.length).toBeLessThanOrEqual(MOST_CHARACTERS);
    // A receiver without the key counts all the same.
    expect(decodeChain(text, undefined)?.hops).toBe(chain.hops);
  });

  it('remembers the latest functions', () => {
    expect(longest.functions).toHaveLength(MOST_FUNCTIONS);
    expect(longest.functions[MOST_FUNCTIONS - 1]?.name).toMatch(/29$/);
    expect(longest.hops).toBe(20);
  });

  const good = encodeChain(through(['a', 'b']), 'n1', sign);
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['a number', 1],
    ['empty', ''],
    ['of another version', good.replace('1.', '2.')],
    ['fewer hops', good.replace('.2.', '.1.')],
    ['another function', good.replace('b:1', 'c:1')],
    ['no signature', good.slice(0, -23)],
    ['a signature of another key', encodeChain(through(['a', 'b']), 'n1', macOf('guessed'))],
    ['control characters', `${good}\n`],
    ['endless', `1.${'a'.repeat(1e6)}`],
    ['all points', '.'.repeat(1_000)],
    ['no count', '1.i.1.1.abc:.n'],
    ['a count of zero', '1.i.1.1.abc:0.n'],
    ['thirteen functions', `1.i.1.1.${'a:1,'.repeat(13).slice(0, -1)}.n`],
  ])('%s is none', (_name, text) => {
    expect(decodeChain(text, sign)).toBeUndefined();
  });

  it.each(['1.i.1.1.abc:.n', '1.i.1.1.abc:0.n', '1.i.1.1.:1.n', `1.i.1.1.${'a:1,'.repeat(13).slice(0, -1)}.n`])(
    'without a key, %s is none either',
    (text) => expect(decodeChain(text, undefined)).toBeUndefined(),
  );
});
