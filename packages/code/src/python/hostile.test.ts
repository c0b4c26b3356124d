import { describe, expect, test } from 'vitest';
import { readPython } from './testing/read.ts';

const HANDLER = '\nimport os\ndef handler(event, context):\n    os.system("ls " + event["body"])\n';

/** Programs that are made to cost time, memory or stack; the handler behind them is read all the same. */
describe('hostile programs', () => {
  test.each<[string, Readonly<Record<string, string>>]>([
    ['modules that import each other', { 'app.py': `import b\n${HANDLER}`, 'b.py': 'import app\nfrom app import *\n' }],
    ['star imports in a circle', { 'app.py': `from b import *\n${HANDLER}`, 'b.py': 'from app import *\nx = y\n' }],
    ['a module that imports itself', { 'app.py': `from app import *\nfrom . import app\n${HANDLER}` }],
    ['a long sum', { 'app.py': `x = ${'a + '.repeat(450)}b\n${HANDLER}` }],
    ['a long chain of members', { 'app.py': `x = a${'.b'.repeat(450)}\n${HANDLER}` }],
    ['a long chain of calls', { 'app.py': `x = a${'.b()'.repeat(230)}\n${HANDLER}` }],
    ['nested lists', { 'app.py': `x = ${'['.repeat(400)}${']'.repeat(400)}\n${HANDLER}` }],
    ['nested lambdas', { 'app.py': `x = ${'lambda: '.repeat(400)}1\n${HANDLER}` }],
    [
      'nested functions',
      {
        'app.py': `${Array.from({ length: 90 }, (_, i) => `${' '.repeat(i)}def f${i}():`).join('\n')}\n${' '.repeat(90)}pass\n${HANDLER}`,
      },
    ],
    ['a class that is its own base', { 'app.py': `class A(A):\n  pass\nclass B: pass\nB.x = B\nB().y()\n${HANDLER}` }],
    ['a function that calls itself', { 'app.py': `def f(x): return f(f(x))\nf(1)\n${HANDLER}` }],
    ['a decorator that decorates itself', { 'app.py': `def d(f): return d(d)(f)\n@d\n@d\ndef g(): pass\n${HANDLER}` }],
    ['a text that doubles', { 'app.py': `x = 'a'\n${'x = x + x\n'.repeat(60)}y = f'{x}'\n${HANDLER}` }],
    [
      'a dictionary in itself',
      { 'app.py': `import json\nd = {}\nd['d'] = d\nd.update(d)\njson.dumps(d)\nprint(d)\n${HANDLER}` },
    ],
    [
      'names of JavaScript',
      {
        'app.py': `constructor = __proto__ = 1\nd = {'__proto__': 1}\nd.get('constructor')\nd.hasOwnProperty('x')\n${HANDLER}`,
      },
    ],
    [
      'a pattern that never ends',
      { 'app.py': `x = '${'{'.repeat(20_000)}'.format(1)\ny = '${'%('.repeat(20_000)}' % 1\n${HANDLER}` },
    ],
    [
      'a service by the name of a prototype',
      {
        'app.py': `import boto3\nboto3.client('constructor').toString()\nboto3.resource('__proto__').constructor()\n${HANDLER}`,
      },
    ],
    [
      'a match of thousand cases',
      { 'app.py': `match x:\n${Array.from({ length: 1_000 }, (_, i) => `  case ${i}: pass\n`).join('')}${HANDLER}` },
    ],
  ])('%s', async (_name, sources) => {
    const { flows } = await readPython(sources);
    expect(flows.map((flow) => `${flow.class} ${flow.source}`)).toEqual(['cmdi body']);
  });
});
