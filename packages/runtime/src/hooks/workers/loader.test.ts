import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../../testing/built.ts';
import { nodeBinaries } from '../../testing/nodes.ts';
import { query, runScenario } from '../../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

/** Hooks that answer what a command came to in their own thread. */
const HOOKS = `import { execFileSync } from 'node:child_process';
let told; try { told = execFileSync('echo', ['pwned']) + '' } catch (e) { told = e.code }
let data; export async function initialize(given) { data = given; given?.port?.postMessage('ready') }
export async function resolve(name, context, next) { return name.startsWith('told:') ? { url: name, shortCircuit: true } : next(name, context) }
export async function load(url, context, next) {
  return url.startsWith('told:') ? { format: 'module', shortCircuit: true, source: 'export default ' + JSON.stringify([told.trim(), data?.n]) } : next(url, context)
}`;
const DATA = `data:text/javascript,${encodeURIComponent(HOOKS)}`;
writeFileSync(join(folder, 'hooks.mjs'), HOOKS);

const WAYS: Record<string, string> = {
  'code as text': `register(${JSON.stringify(DATA)}, { data: { n: 1 } })`,
  'a URL': `register(new URL(${JSON.stringify(DATA)}), undefined, { data: { n: 1 } })`,
  'an object that has the text': `register({ toString: () => ${JSON.stringify(DATA)} }, 'file:///', { data: { n: 1 } })`,
  'by the prototype of modules': `require('node:module').Module.register.call(undefined, ${JSON.stringify(DATA)}, { parentURL: 'file:///', data: { n: 1 } })`,
  'with a port': `const { port1, port2 } = new MessageChannel(); register(${JSON.stringify(DATA)}, { data: { n: 1, port: port2 }, transferList: [port2] });
    await new Promise((ok) => port1.on('message', ok)); port1.close()`,
};

const code = (
  way: string,
): string => `const { register } = require('node:module'); const { MessageChannel } = require('node:worker_threads');
exports.handler = async ({ queryStringParameters: { from } }) => { ${way}; return (await import('told:it')).default };`;

describe.each(nodeBinaries())('hooks of the module loader, $name', ({ path: node }) => {
  const run = (way: string, policy: object, more = {}) =>
    runScenario({
      node,
      dist,
      folder,
      form: 'cjs',
      code: code(way),
      events: [query({ from: join(folder, 'hooks.mjs') })],
      options: JSON.stringify({ policy: { hooks: policy } }),
      ...more,
    });
  const noEcho = { 'child-process': { action: 'block', allow: ['true'] } };

  it.each(Object.entries(WAYS))(
    '%s: the rules hold in their thread',
    async (_name, way) => {
      const off = await run(way, noEcho, { env: { BULKHEAD_MODE: 'off' } });
      expect(off.answers[0]?.result, off.stderr).toEqual(['pwned', 1]);
      const on = await run(way, noEcho);
      expect(on.answers[0]?.result, on.stderr + on.lines.join()).toEqual(['BULKHEAD_BLOCKED', 1]);
      expect(on.faults).toEqual([]);
      expect((await run(way, {})).answers[0]?.result).toEqual(['pwned', 1]);
    },
    30_000,
  );

  it('are workers to the policy, and not the event’s', async () => {
    const listed = { workers: { action: 'block', allow: [] } };
    expect((await run(WAYS['code as text']!, listed)).answers[0]?.result).toMatchObject({ statusCode: 403 });
    const named = await run('register(from, "file:///")', { workers: { action: 'block' } });
    expect(named.answers[0]?.result).toMatchObject({ statusCode: 403 });
    expect(named.attacks).toContainEqual(
      expect.objectContaining({ sink: { operation: 'module.register', target: join(folder, 'hooks.mjs') } }),
    );
    const passed = await run(WAYS['code as text']!, { workers: { action: 'block', allow: ['data:'] } });
    expect(passed.answers[0]?.result, passed.stderr).toEqual(['pwned', 1]);
    const missing = await run('register("no-such-package", "file:///")', {});
    expect(missing.answers[0]?.error?.code).toBe('ERR_MODULE_NOT_FOUND');
  }, 30_000);
});
