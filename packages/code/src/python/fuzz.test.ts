import { beforeAll, describe, expect, test } from 'vitest';
import type { Language } from 'web-tree-sitter';
import { loadPythonGrammar } from './grammar.ts';
import { lowerPython } from './lower.ts';
import { printStatements } from './testing/print-ir.ts';
import { readPython } from './testing/read.ts';

let language: Language;
beforeAll(async () => {
  language = await loadPythonGrammar();
});

const PROGRAM = `import os, json
from boto3 import client as make
from .helpers import *
TABLE = os.environ["TABLE"]
class Store(Base, metaclass=Meta):
    """Keeps things."""
    count: int = 0
    def __init__(self, name, *rest, size=3, **more):
        super().__init__(name)
        self.name, self.rest = name, [x for x in rest if x]
    @property
    def label(self): return f"{self.name!r:>{self.count}}"
    @classmethod
    async def load(cls, key):
        async with open(key) as file, lock:
            yield await file.read()
@wraps(make)
def handler(event, context=None):
    global TABLE
    try:
        body = json.loads(event["body"] or "{}")
        match body:
            case {"kind": "a" | "b", "id": key, **rest} if key > 0: return {"x": -key, **rest}
            case [first, *others]: del others[0]
            case Store(name=n) as s: assert n, "none"
            case _: pass
        for i, (k, v) in enumerate(sorted(body.items(), key=lambda p: p[1])):
            if (n := len(v)) > 1 and k not in ("a", b"b") or not n is None: continue
            elif 1 < n <= 3: break
            else: TABLE += "%s-%d" % (k, n)
        while True: print("{0} {x[y].z}".format(k, x=v)); break
    except (KeyError, ValueError) as error:
        raise RuntimeError(str(error)) from error
    finally:
        with make("s3") as s3: s3.put_object(Bucket=TABLE, Key=body["key"][1:-1:2])
    return [*body, lambda *a, **k: (yield)]
`;

/** The same numbers on every machine (Park and Miller's generator). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const PIECES = [
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ':',
  ',',
  "'",
  '"',
  '"""',
  'f"{',
  '\\',
  '\n',
  '    ',
  '\t',
  '*',
  '**',
  '=',
  '->',
  '@',
  'def ',
  'class ',
  'lambda ',
  'match x:\n',
  'case ',
  'async ',
  'await ',
  'yield ',
  'import ',
  'from . ',
  '%',
  '😀',
  '\0',
  '\r',
  '#',
  ':=',
  'if ',
  'else:',
  'for ',
  'in ',
  'not ',
  '...',
  '0x',
  '1e',
  ';',
];

function mutate(text: string, next: () => number): string {
  let mutated = text;
  const times = 1 + Math.floor(next() * 6);
  for (let i = 0; i < times; i++) {
    const at = Math.floor(next() * mutated.length);
    const length = Math.floor(next() * 30);
    const kind = next();
    const piece = PIECES[Math.floor(next() * PIECES.length)] ?? '';
    if (kind < 0.3) mutated = mutated.slice(0, at) + mutated.slice(at + length);
    else if (kind < 0.6) mutated = mutated.slice(0, at) + piece + mutated.slice(at);
    else if (kind < 0.8) mutated = mutated.slice(0, at) + piece.repeat(1 + length) + mutated.slice(at + length);
    else {
      const from = Math.floor(next() * mutated.length);
      mutated = mutated.slice(0, at) + mutated.slice(from, from + length * 4) + mutated.slice(at);
    }
  }
  return mutated;
}

describe('programs that somebody has damaged', () => {
  test('2,000 of them are lowered, and every place lies in the file', () => {
    const next = random(7);
    let broken = 0;
    for (let round = 0; round < 2_000; round++) {
      const source = mutate(PROGRAM, next);
      const { module, problems } = lowerPython(language, 'app.py', source);
      const lines = source.split('\n').length;
      if (problems.length > 0) broken++;
      for (const { place } of problems) expect(place.line).toBeLessThanOrEqual(lines);
      expect(module).toBeDefined();
      if (round % 20 === 0) printStatements(module?.body.body ?? []);
    }
    // The mutations do damage, and not only damage.
    expect(broken).toBeGreaterThan(1_000);
    expect(broken).toBeLessThan(2_000);
  });

  test('100 of them are interpreted', async () => {
    const next = random(11);
    for (let round = 0; round < 100; round++) {
      const source = mutate(PROGRAM, next);
      await readPython({ 'app.py': source, 'helpers.py': source }).catch((error: Error) => {
        // The handler's own name may be what was damaged.
        expect(error.message).toMatch(/has no function handler/);
      });
    }
  });
});
