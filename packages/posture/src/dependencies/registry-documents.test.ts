import { expect, it } from 'vitest';
import type { Fetch } from './fetch-json.ts';
import { npmDocuments, registryFolder } from './registry-documents.ts';
import { temporaryProject } from './testing/temporary-project.ts';

const packument = JSON.stringify({
  time: { '1.0.0': '2026-01-01T00:00:00Z' },
  versions: { '1.0.0': { _npmUser: { name: 'doug' }, dist: { attestations: { provenance: {} } } } },
});
const expected = { published: Date.UTC(2026, 0, 1), publisher: 'doug', hasProvenance: true };

it('reads a folder, and nothing beside it', async () => {
  const root = temporaryProject({
    'docs/npm/@x/y.json': packument,
    'docs/npm/broken.json': '{',
    'docs/PyPI/requests.json': '{"releases": {"2.0": [{"upload_time_iso_8601": "2026-01-01T00:00:00Z"}], "3.0": 7}}',
    'secret.json': packument,
  });
  const read = registryFolder(`${root}/docs`);
  expect((await read('npm', '@x/y'))?.releases.get('1.0.0')).toEqual(expected);
  expect((await read('PyPI', 'requests'))?.releases.get('2.0')).toEqual({
    published: expected.published,
    hasProvenance: false,
  });
  for (const name of ['broken', 'missing', '../../secret']) expect(await read('npm', name)).toBeUndefined();
});

it('asks the registry for npm’s packages, four at a time, and takes failures for unknown', async () => {
  const asked: string[] = [];
  let running = 0;
  let most = 0;
  const fetch: Fetch = async (url) => {
    asked.push(String(url));
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
    return String(url).endsWith('gone') ? new Response('{}', { status: 404 }) : new Response(packument);
  };
  const read = npmDocuments('https://registry.example/npm/', fetch);
  const names = ['@x/y', 'gone', ...Array.from({ length: 20 }, (_, index) => `p${index}`)];
  const found = await Promise.all(names.map((name) => read('npm', name)));
  expect(asked[0]).toBe('https://registry.example/npm/@x%2fy');
  expect(found[0]?.releases.get('1.0.0')).toEqual(expected);
  expect(found[1]).toBeUndefined();
  expect(found).toHaveLength(22);
  expect(most).toBeLessThanOrEqual(4);
  expect(await read('PyPI', 'requests')).toBeUndefined();
  expect(asked).toHaveLength(22);
});
