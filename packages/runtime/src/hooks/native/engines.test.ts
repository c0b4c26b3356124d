import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { builtPackage, tempFolder } from '../../testing/built.ts';
import { nodeBinaries } from '../../testing/nodes.ts';
import { query, runScenario } from '../../testing/scenario.ts';

const { folder: dist } = builtPackage();
const folder = tempFolder();
const engines = join(folder, 'engines');
mkdirSync(engines);
// What is no library is told of by another error than what is not there.
writeFileSync(join(engines, 'evil.so'), 'no library');

/** Ways to have OpenSSL load a library of a folder that the function can write. */
const WAYS: Record<string, string> = {
  'an engine by its path': "crypto.setEngine(folder + '/evil.so')",
  'an engine by its name, out of another folder': "process.env.OPENSSL_ENGINES = folder; crypto.setEngine('evil')",
  'the same, past an environment of its own':
    "process.env.OPENSSL_ENGINES = folder; const { env } = process; process.env = {}; try { crypto.setEngine('evil') } finally { process.env = env }",
  'a key of TLS': "tls.createSecureContext({ privateKeyIdentifier: 'x', privateKeyEngine: folder + '/evil.so' })",
  'a key of TLS, by its name':
    "process.env.OPENSSL_ENGINES = folder; tls.createSecureContext({ privateKeyIdentifier: 'x', privateKeyEngine: 'evil' })",
  'a certificate of TLS': "tls.createSecureContext({ clientCertEngine: folder + '/evil.so' })",
};

const code = `const crypto = require('node:crypto'), tls = require('node:tls'), folder = ${JSON.stringify(engines)};
const isOpen = (name) => name.includes('TLS') && process.versions.node.startsWith('24.');
const ways = { ${Object.entries(WAYS)
  .map(([name, body]) => `${JSON.stringify(name)}() { ${body} }`)
  .join(', ')} };
exports.handler = async () => {
  const told = {};
  for (const [name, way] of Object.entries(ways)) {
    if (isOpen(name)) continue;
    try { way(); told[name] = 'pwned' } catch (error) { told[name] = error.code === 'BULKHEAD_BLOCKED' ? error.code : 'tried' }
    delete process.env.OPENSSL_ENGINES;
  }
  return told;
};
exports.honest = async () => {
  try { crypto.setEngine('none') } catch (error) { return [error.code, typeof tls.createSecureContext({ ca: [] }).context] }
};`;

/** Node.js 24 gives nobody the class of contexts of TLS (docs/limits.md). */
const each = (value: string, major: string): Record<string, string> =>
  Object.fromEntries(
    Object.keys(WAYS)
      .filter((name) => major !== '24' || !name.includes('TLS'))
      .map((name) => [name, value]),
  );

describe.each(nodeBinaries())('engines of OpenSSL, $name', ({ path: node, major }) => {
  const common = { node, dist, folder, form: 'cjs', events: [query({ q: 'x' })] } as const;

  it('are not loaded out of a folder that the function can write', async () => {
    const without = await runScenario({ ...common, code, env: { BULKHEAD_MODE: 'off' } });
    const { answers, faults, stderr } = await runScenario({ ...common, code });
    expect(without.answers[0]?.result, without.stderr).toEqual(each('tried', major));
    expect(answers[0]?.result, stderr).toEqual(each('BULKHEAD_BLOCKED', major));
    expect(faults).toEqual([]);
  });

  it('of OpenSSL’s own folder are left alone', async () => {
    const scenario = { ...common, code: `${code}\nexports.handler = exports.honest;` };
    const without = await runScenario({ ...scenario, env: { BULKHEAD_MODE: 'off' } });
    const { answers, attacks, faults } = await runScenario(scenario);
    expect(answers).toEqual(without.answers);
    expect([...attacks, ...faults]).toEqual([]);
  });
});
