import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ATTACK_CLASS_IDS, ATTACK_CLASSES, type AttackClass } from '@bulkhead/core';
import ts from 'typescript';
import { expect, expectTypeOf, it } from 'vitest';
import { BulkheadBlockedError, protect } from './index.ts';
import { builtPackage, tempFolder } from './testing/built.ts';
import type { EventClass, Protect } from './types.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();

/** Compiles a consumer that sees nothing but the built files. */
function diagnostics(source: string): string[] {
  const home = join(folder, 'node_modules/@bulkhead/runtime');
  mkdirSync(home, { recursive: true });
  for (const file of ['index.d.ts', 'index.mjs']) copyFileSync(join(dist, file), join(home, file));
  writeFileSync(
    join(home, 'package.json'),
    '{"name":"@bulkhead/runtime","type":"module","exports":{".":{"types":"./index.d.ts","import":"./index.mjs"}}}',
  );
  const file = join(folder, 'consumer.mts');
  writeFileSync(file, source);
  const program = ts.createProgram([file], {
    strict: true,
    noEmit: true,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    types: [],
    skipLibCheck: false,
  });
  return ts.getPreEmitDiagnostics(program).map((item) => ts.flattenDiagnosticMessageText(item.messageText, '\n'));
}

it('a consumer compiles with the built declarations alone', () => {
  const text = diagnostics(`
    import { BulkheadBlockedError, protect, VERSION, type Policy, type ProtectOptions } from '@bulkhead/runtime';
    interface Event { readonly body: string }
    const policy: Policy = { mode: 'alert', detectors: { sqli: 'block' }, blockFrom: { sqli: 'medium' }, responses: 'block', records: { deadLetter: true }, hooks: { outbound: { action: 'block', allow: ['*.example.com'] } } };
    const options: ProtectOptions = { policy };
    export const handler = protect(async (event: Event, _context: { awsRequestId: string }) => ({ statusCode: 200, body: event.body }), options);
    const answer: Promise<{ statusCode: number; body: string }> = handler({ body: '' }, { awsRequestId: '' });
    export const old = protect((_event: Event, _context: unknown, done: (e: Error | null, r?: string) => void) => done(null, VERSION));
    try { await answer } catch (e) { if (e instanceof BulkheadBlockedError) console.log(e.class, e.requestId, e.code === 'BULKHEAD_BLOCKED'); }
    declare const console: { log(...a: unknown[]): void };
  `);
  expect(text).toEqual([]);
});

it('and a wrong policy does not', () => {
  const text = diagnostics(`
    import { protect } from '@bulkhead/runtime';
    protect(async () => 1, { policy: { mode: 'stop' } });
    protect(async () => 1, { policy: { hooks: { network: { action: 'block' } } } });
    protect({});
  `);
  expect(text.length).toBe(3);
});

it('the declarations are those of the sources', () => {
  expectTypeOf(protect).toEqualTypeOf<Protect>();
  expectTypeOf<EventClass>().toExtend<AttackClass>();
  const classes: Record<EventClass, true> = {
    sqli: true,
    cmdi: true,
    codei: true,
    traversal: true,
    ssrf: true,
    nosqli: true,
    xss: true,
    ssti: true,
    proto: true,
    xxe: true,
    deser: true,
    crlf: true,
    jndi: true,
    ldap: true,
    oversize: true,
  };
  expect(Object.keys(classes)).toEqual(ATTACK_CLASS_IDS.filter((id) => ATTACK_CLASSES[id].from === 'event'));
  const error = new BulkheadBlockedError('ssrf', 'm', 'r');
  expect({ name: error.name, code: error.code, class: error.class, requestId: error.requestId }).toEqual({
    name: 'BulkheadBlockedError',
    code: 'BULKHEAD_BLOCKED',
    class: 'ssrf',
    requestId: 'r',
  });
  expect(error.stack).toMatch(/^BulkheadBlockedError: m/);
});
