import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { BulkheadError } from '@bulkhead/core';
import { afterAll, describe, expect, it } from 'vitest';
import { npmRegistry } from '../registry-address.ts';
import { temporaryProject } from '../testing/temporary-project.ts';
import { makeZip } from '../testing/zip.ts';
import type { WantedPackage } from './advisory.ts';
import { fixedVersion, isAffected } from './match.ts';
import { npmBulkAdvisories } from './npm-bulk.ts';
import { osvFiles } from './osv-files.ts';

const document = (id: string, ecosystem: string, name: string) =>
  JSON.stringify({
    id,
    affected: [{ package: { ecosystem, name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }],
  });
const wanted: WantedPackage[] = [
  { ecosystem: 'npm', name: 'qs', versions: ['6.5.2'] },
  { ecosystem: 'PyPI', name: 'py-yaml', versions: ['5.3'] },
];
const files = {
  'npm/GHSA-1.json': document('GHSA-1', 'npm', 'qs'),
  'npm/GHSA-2.json': document('GHSA-2', 'npm', 'other'),
  'deep/er/PYSEC-1.json': document('PYSEC-1', 'PyPI', 'Py.YAML'),
  'broken.json': '{"name": "qs", ',
  'readme.txt': '"name": "qs"',
};

describe('osvFiles', () => {
  it.each([
    ['a folder', () => temporaryProject(files)],
    ['a zip', () => path.join(temporaryProject({ 'all.zip': makeZip(files) }), 'all.zip')],
    ['a zip without compression', () => path.join(temporaryProject({ 'all.zip': makeZip(files, true) }), 'all.zip')],
    ['a folder of zips', () => temporaryProject({ 'npm/all.zip': makeZip(files) })],
  ])('reads %s', async (_name, make) => {
    const found = await osvFiles(make()).advisories(wanted);
    expect(found.map(({ id }) => id).sort()).toEqual(['GHSA-1', 'PYSEC-1']);
  });

  const whole = makeZip(files);
  const spoil = (at: number, value: number) => {
    const copy = Buffer.from(whole);
    copy.writeUInt32LE(value, at);
    return copy;
  };
  it.each<[string, Buffer]>([
    ['no zip', Buffer.from('hello')],
    ['an empty file', Buffer.alloc(0)],
    ['a cut zip', whole.subarray(0, whole.length - 60)],
    ['a list beyond its end', spoil(whole.length - 6, 0xfffffff0)],
    ['a list of another length', spoil(whole.length - 10, 0x7fffffff)],
    ['an entry that unpacks without end', makeZip({ 'bomb.json': ' '.repeat(9_000_000) })],
    ['damaged data', spoil(45, 0xffffffff)],
    ['nothing in it', makeZip({})],
  ])('names %s', async (_name, content) => {
    const file = path.join(temporaryProject({ 'all.zip': content }), 'all.zip');
    await expect(osvFiles(file).advisories(wanted)).rejects.toThrow(BulkheadError);
  });

  it('names a place that does not exist', async () => {
    await expect(osvFiles('/nowhere/at/all').advisories(wanted)).rejects.toThrow('does not exist');
  });
});

describe('npmBulkAdvisories', () => {
  const servers: Server[] = [];
  afterAll(() => {
    for (const server of servers) server.close();
  });
  const serve = async (answer: (body: string) => { status?: number; text: string; location?: string }) => {
    const asked: { url: string; body: unknown; headers: Record<string, unknown> }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        asked.push({ url: request.url!, body: JSON.parse(body), headers: request.headers });
        const { status = 200, text, location } = answer(body);
        response.writeHead(status, location ? { location } : {}).end(text);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    servers.push(server);
    return { registry: `http://127.0.0.1:${(server.address() as AddressInfo).port}/npm/`, asked };
  };

  it('sends names and versions of npm’s packages, and nothing else', async () => {
    const { registry, asked } = await serve(() => ({
      text: JSON.stringify({
        qs: [
          {
            id: 1,
            url: 'https://github.com/advisories/GHSA-hrpp-h998-j3pp',
            title: 'qs vulnerable to Prototype Pollution',
            severity: 'high',
            vulnerable_versions: '>=6.5.0 <6.5.3',
            cwe: ['CWE-1321'],
            cvss: { score: 7.5, vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' },
          },
        ],
      }),
    }));
    const [advisory] = await npmBulkAdvisories(registry, fetch).advisories(wanted);
    expect(asked.map(({ url, body }) => ({ url, body }))).toEqual([
      { url: '/npm/-/npm/v1/security/advisories/bulk', body: { qs: ['6.5.2'] } },
    ]);
    expect(asked[0]!.headers['authorization']).toBeUndefined();
    expect(advisory).toMatchObject({ id: 'GHSA-hrpp-h998-j3pp', severity: 'high', cwes: [1321] });
    expect(isAffected(advisory!, '6.5.2')).toBe(true);
    expect(isAffected(advisory!, '6.5.3')).toBe(false);
    expect(fixedVersion(advisory!, '6.5.2')).toBe('6.5.3');
  });

  it.each<[string, { status?: number; text: string; location?: string }, string]>([
    ['an error', { status: 404, text: '{}' }, 'answered 404'],
    ['no JSON', { text: '<html>' }, 'something else than JSON'],
    ['a redirect', { status: 302, text: '', location: 'http://127.0.0.1:1/' }, 'cannot be asked'],
  ])('names %s', async (_name, answer, message) => {
    const { registry } = await serve(() => answer);
    await expect(npmBulkAdvisories(registry, fetch).advisories(wanted)).rejects.toThrow(message);
  });

  it.each([['[]'], ['{"qs": 7}'], ['{"qs": [null, {"vulnerable_versions": "no range"}]}']])(
    'takes nothing from %s',
    async (text) => {
      const { registry } = await serve(() => ({ text }));
      expect(await npmBulkAdvisories(registry, fetch).advisories(wanted)).toEqual([]);
    },
  );
});

it('takes the registry of the user’s configuration, never of the project', () => {
  const home = temporaryProject({ '.npmrc': '//x/:_authToken=secret\nregistry = https://mirror.example/npm\n' });
  const node = path.join(temporaryProject({ 'etc/npmrc': 'registry=https://global.example/' }), 'bin', 'node');
  expect(npmRegistry({ HOME: home }, node)).toBe('https://mirror.example/npm/');
  expect(npmRegistry({ HOME: home, npm_config_registry: 'http://127.0.0.1:4873/' }, node)).toBe(
    'http://127.0.0.1:4873/',
  );
  expect(npmRegistry({}, node)).toBe('https://global.example/');
  const other = path.join(temporaryProject({}), 'bin', 'node');
  expect(npmRegistry({}, other, () => 'https://default.example')).toBe('https://default.example/');
  expect(() => npmRegistry({ npm_config_registry: 'file:///etc' }, node)).toThrow('no web address');
});
