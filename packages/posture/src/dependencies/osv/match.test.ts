import { describe, expect, it } from 'vitest';
import type { Advisory } from './advisory.ts';
import { fixedVersion, isAffected } from './match.ts';
import { mergeAliases } from './merge.ts';
import { parseOsv } from './parse-osv.ts';

const osv = (ecosystem: string, events: object[], more: object = {}): Advisory =>
  parseOsv({
    id: 'GHSA-aaaa-bbbb-cccc',
    affected: [{ package: { ecosystem, name: 'p' }, ranges: [{ type: 'ECOSYSTEM', events }], ...more }],
  })[0]!;

describe('isAffected', () => {
  it.each<[string, object[], string, boolean]>([
    ['npm', [{ introduced: '0' }, { fixed: '1.2.3' }], '1.2.2', true],
    ['npm', [{ introduced: '0' }, { fixed: '1.2.3' }], '1.2.3', false],
    ['npm', [{ introduced: '0' }, { fixed: '1.2.3' }], '1.2.3-rc.1', true],
    ['npm', [{ introduced: '0' }, { fixed: '1.2.3' }], '0.0.0-alpha', true],
    ['npm', [{ introduced: '1.0.0' }], '0.9.0', false],
    ['npm', [{ introduced: '1.0.0' }], '99.0.0', true],
    ['npm', [{ introduced: '0' }, { last_affected: '1.9.0' }], '1.9.0', true],
    ['npm', [{ introduced: '0' }, { last_affected: '1.9.0' }], '1.9.1', false],
    ['npm', [{ introduced: '0' }, { fixed: '1.2.0' }, { introduced: '2.0.0' }, { fixed: '2.1.0' }], '1.5.0', false],
    ['npm', [{ introduced: '2.0.0' }, { fixed: '2.1.0' }, { fixed: '1.2.0' }, { introduced: '0' }], '2.0.5', true],
    ['npm', [{ introduced: '0' }, { limit: '1.0.0' }], '1.0.0', false],
    ['npm', [{ introduced: '0' }, { limit: '1.0.0' }], '0.9.0', true],
    ['npm', [{ introduced: '0' }, { fixed: '1.10.0' }], '1.9.0', true],
    ['PyPI', [{ introduced: '0' }, { fixed: '1.10' }], '1.9', true],
    ['PyPI', [{ introduced: '0' }, { fixed: '1.10' }], '1.10.0', false],
    ['PyPI', [{ introduced: '0' }, { fixed: '2.0' }], '2.0rc1', true],
    ['PyPI', [{ introduced: '5.0' }, { fixed: '5.0.8' }, { introduced: '4.2' }, { fixed: '4.2.15' }], '4.2.20', false],
  ])('%s %j: %s is %s', (ecosystem, events, version, affected) => {
    expect(isAffected(osv(ecosystem, events), version)).toBe(affected);
  });

  it('takes listed versions beside ranges', () => {
    expect(isAffected(osv('npm', [], { versions: ['3.3.6'] }), '3.3.6')).toBe(true);
    expect(isAffected(osv('npm', [], { versions: ['3.3.6'] }), '3.3.5')).toBe(false);
    expect(isAffected(osv('npm', [{ introduced: '0' }]), '')).toBe(false);
  });
});

it.each<[object[], string, string | undefined]>([
  [[{ introduced: '0' }, { fixed: '1.2.0' }, { introduced: '2.0.0' }, { fixed: '2.1.0' }], '1.0.0', '1.2.0'],
  [[{ introduced: '0' }, { fixed: '1.2.0' }, { introduced: '2.0.0' }, { fixed: '2.1.0' }], '2.0.0', '2.1.0'],
  [[{ introduced: '0' }, { last_affected: '1.2.0' }], '1.0.0', undefined],
])('%j: %s is fixed in %s', (events, version, fixed) => {
  expect(fixedVersion(osv('npm', events), version)).toBe(fixed);
});

describe('parseOsv', () => {
  it.each<[string, unknown]>([
    [
      'a withdrawn document',
      { id: 'X-1', withdrawn: '2024-01-01T00:00:00Z', affected: [{ package: { ecosystem: 'npm', name: 'p' } }] },
    ],
    ['another ecosystem', { id: 'X-1', affected: [{ package: { ecosystem: 'Go', name: 'p' } }] }],
    ['no name', { id: 'X-1', affected: [{ package: { ecosystem: 'npm' } }, 7, null] }],
    ['no document', 'text'],
    ['no id', { affected: [] }],
  ])('passes %s over', (_name, document) => {
    expect(parseOsv(document)).toEqual([]);
  });

  it('keeps a stranger’s text on one line, without control characters', () => {
    const [advisory] = parseOsv({
      id: 'GHSA-x',
      summary: 'a\u001b[31m\nb\u202e',
      affected: [{ package: { ecosystem: 'npm', name: 'p' } }],
    });
    expect(advisory?.summary).toBe('a [31m b');
  });

  it('normalises names of PyPI', () => {
    const [advisory] = parseOsv({ id: 'X-1', affected: [{ package: { ecosystem: 'PyPI', name: 'Foo_Bar' } }] });
    expect(advisory?.name).toBe('foo-bar');
  });
});

it('merges what shares an alias, GitHub’s id first', () => {
  const make = (id: string, aliases: string[]) => ({ ...osv('npm', []), id, aliases });
  const groups = mergeAliases([
    make('PYSEC-1', ['CVE-1']),
    make('GHSA-2', ['CVE-2']),
    make('GHSA-1', ['CVE-1']),
    make('X-3', ['PYSEC-1', 'CVE-2']),
    make('GHSA-9', []),
    make('GHSA-9', []),
  ]);
  expect(groups.map((group) => group.map(({ id }) => id))).toEqual([
    ['GHSA-1', 'GHSA-2', 'PYSEC-1', 'X-3'],
    ['GHSA-9'],
  ]);
});
