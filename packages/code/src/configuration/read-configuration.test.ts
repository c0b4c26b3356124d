import type { SourceValue } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { filesOf } from '../testing/read-program.ts';
import { readFrom } from './read-configuration.ts';

function plain(value: SourceValue): unknown {
  switch (value.kind) {
    case 'literal':
      return value.value;
    case 'list':
      return value.items.map(plain);
    case 'map':
      return Object.fromEntries([...value.fields].map(([name, field]) => [name, plain(field)]));
    default:
      return `? ${value.reason}`;
  }
}

const read = (files: Readonly<Record<string, string>>, file = 'serverless.ts') => readFrom(filesOf(files), file);

/** As the framework's own template for TypeScript writes it. */
const TEMPLATE = {
  'serverless.ts': `import type { AWS } from '@serverless/typescript';
import { hello } from '@functions/index';
const configuration: AWS = {
  service: 'shop',
  plugins: ['serverless-esbuild'],
  provider: { name: 'aws', runtime: 'nodejs22.x', environment: { TABLE: 'orders-\${opt:stage}', HOST: process.env.HOST } },
  functions: { hello },
};
module.exports = configuration;`,
  'tsconfig.json':
    '{"compilerOptions":{"baseUrl":".","paths":{"@functions/*":["src/functions/*"],"@libs/*":["src/libs/*"]}}}',
  'src/functions/index.ts': `export { default as hello } from './hello';`,
  'src/functions/hello/index.ts': `import { handlerPath } from '@libs/handler-resolver';
export default { handler: \`\${handlerPath(__dirname)}/handler.main\`, events: [{ http: { method: 'post', path: 'hello' } }] };`,
  'src/libs/handler-resolver.ts': `export const handlerPath = (context: string) => \`\${context.split(process.cwd())[1].substring(1).replace(/\\\\/g, '/')}\`;`,
};

const HELLO = { handler: 'src/functions/hello/handler.main', events: [{ http: { method: 'post', path: 'hello' } }] };

describe('readConfiguration', () => {
  it('reads what serverless.ts exports, through its imports', () => {
    const { value, files } = read(TEMPLATE);
    expect(plain(value)).toEqual({
      service: 'shop',
      plugins: ['serverless-esbuild'],
      provider: {
        name: 'aws',
        runtime: 'nodejs22.x',
        environment: { TABLE: 'orders-${opt:stage}', HOST: '? is the environment variable HOST of the deploy' },
      },
      functions: { hello: HELLO },
    });
    expect(files).toEqual([
      'serverless.ts',
      'src/functions/hello/index.ts',
      'src/functions/index.ts',
      'src/libs/handler-resolver.ts',
    ]);
  });

  it('takes the folder of the file for the one that the framework is run in', () => {
    const inside = Object.fromEntries(Object.entries(TEMPLATE).map(([name, text]) => [`api/${name}`, text]));
    const { value } = read(inside, 'api/serverless.ts');
    expect(plain(value)).toMatchObject({ functions: { hello: HELLO } });
  });

  it('reads what packages of the project export, where only what TypeScript made of them is there', () => {
    const files = {
      'package.json': '{"workspaces":["packages/*"]}',
      'packages/libs/package.json': '{"name":"@shop/libs","main":"lib/index.js"}',
      'packages/libs/lib/index.js':
        'var __exportStar = (this && this.__exportStar) || function(m, exports) { for (var p in m) exports[p] = m[p]; };\n__exportStar(require("./paths"), exports);',
      'packages/libs/lib/paths.js':
        'exports.SERVICE = exports.here = void 0; exports.SERVICE = "shop"; const here = (at) => at.startsWith(process.cwd()) ? at.slice(process.cwd().length + 1) : at; exports.here = here;',
      'api/serverless.ts':
        'import { here, SERVICE } from "@shop/libs"; import { hello } from "./src/hello"; export default { service: SERVICE, functions: { hello } };',
      'api/src/hello/index.ts':
        'import { here } from "@shop/libs"; export const hello = { handler: `${here(__dirname)}/handler.main` };',
    };
    expect(plain(read(files, 'api/serverless.ts').value)).toEqual({
      service: 'shop',
      functions: { hello: { handler: 'src/hello/handler.main' } },
    });
  });

  it('knows where each function is written', () => {
    const { value } = read(TEMPLATE);
    const functions = value.kind === 'map' ? value.fields.get('functions') : undefined;
    const hello = functions?.kind === 'map' ? functions.fields.get('hello') : undefined;
    expect(hello?.place).toMatchObject({ file: 'src/functions/hello/index.ts', line: 2 });
  });

  it.each([
    ['a default export', 'export default { service: "a" };', { service: 'a' }],
    ['a function', 'module.exports = async () => ({ service: "a" });', { service: 'a' }],
    ['spread', 'const base = { service: "a", x: 1 }; module.exports = { ...base, x: 2 };', { service: 'a', x: 2 }],
    [
      'a list that is mapped',
      'module.exports = { f: ["a", "b"].map((n) => ({ n })) };',
      { f: [{ n: 'a' }, { n: 'b' }] },
    ],
    [
      'a choice that the deploy makes',
      'module.exports = { memory: process.env.CI ? 128 : 256, service: "a" };',
      { memory: '? is one of several values', service: 'a' },
    ],
    [
      'texts that are worked out',
      'module.exports = { a: "Shop".toLowerCase(), b: " x ".trim() };',
      { a: 'shop', b: 'x' },
    ],
    ['what is missing', 'module.exports = { a: undefined, b: null };', { b: null }],
    ['a package', 'module.exports = { a: require("left-pad")("x") };', { a: expect.stringMatching(/^\? /) }],
    ['nothing', '', {}],
  ])('%s', (_name, source, expected) => {
    expect(plain(read({ 'serverless.js': source }, 'serverless.js').value)).toEqual(expected);
  });

  it.each([
    ['a file that is not there', {}, 'serverless.ts'],
    ['a syntax error', { 'serverless.ts': 'export default {{{' }, 'serverless.ts'],
    ['no object', { 'serverless.ts': 'export default 3;' }, 'serverless.ts'],
    ['an endless function', { 'serverless.ts': 'function f() { return f(); } export default f();' }, 'serverless.ts'],
    [
      'an object that grows without end',
      { 'serverless.ts': 'const a = {}; a.a = a; a.b = a; a.c = a; export default a;' },
      'serverless.ts',
    ],
    ['a path out of the root', { 'serverless.ts': 'export default require("../../etc/passwd");' }, 'serverless.ts'],
  ])('%s does no harm', (_name, files, file) => {
    const { value } = read(files, file);
    expect(JSON.stringify(plain(value)).length).toBeLessThan(2_000_000);
  });
});
