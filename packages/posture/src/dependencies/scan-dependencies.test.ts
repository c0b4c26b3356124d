import { describe, expect, it } from 'vitest';
import { loadOcsfSchema, validateOcsf } from '../../../core/src/testing/ocsf-schema.ts';
import { toVulnerabilityFinding } from './ocsf-vulnerability.ts';
import { parseOsv } from './osv/parse-osv.ts';
import { scanDependencies } from './scan-dependencies.ts';
import { parseRegistryDocument } from './signs/registry-signs.ts';
import { type SampleFunction, sampleApp } from './testing/sample-app.ts';
import { temporaryProject } from './testing/temporary-project.ts';

const SRI = `sha512-${'A'.repeat(86)}==`;
const locked = (packages: Record<string, object>) =>
  JSON.stringify(
    {
      lockfileVersion: 3,
      packages: Object.fromEntries(
        Object.entries(packages).map(([key, entry]) => [key, key === '' ? entry : { integrity: SRI, ...entry }]),
      ),
    },
    null,
    2,
  );

const SHOP = {
  'package.json': '{\n "dependencies": {\n  "express": "^4.0.0",\n  "idle": "1.0.0",\n  "mentioned": "1.0.0"\n }\n}',
  'package-lock.json': locked({
    '': { dependencies: { express: '^4.0.0', idle: '1.0.0', mentioned: '1.0.0' } },
    'node_modules/express': { version: '4.16.0', dependencies: { qs: '6.5.1' }, license: 'MIT' },
    'node_modules/express/node_modules/qs': { version: '6.5.1' },
    'node_modules/qs': { version: '6.11.0' },
    'node_modules/idle': { version: '1.0.0', dependencies: { qs: '^6.9.0' } },
    'node_modules/mentioned': { version: '1.0.0' },
    'node_modules/tool': { version: '1.0.0', dev: true },
  }),
  'scripts/release.sh': 'npx mentioned',
  'src/one.js': '',
  'src/two.js': '',
};
const QS = parseOsv({
  id: 'GHSA-hrpp-h998-j3pp',
  aliases: ['CVE-2022-24999'],
  summary: 'qs vulnerable to Prototype Pollution',
  severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' }],
  published: '2022-11-27T00:30:50Z',
  affected: [
    {
      package: { ecosystem: 'npm', name: 'qs' },
      ranges: [
        { type: 'SEMVER', events: [{ introduced: '6.5.0' }, { fixed: '6.5.3' }] },
        { type: 'SEMVER', events: [{ introduced: '6.11.0' }, { fixed: '6.11.1' }] },
      ],
    },
  ],
});
const TOOL = parseOsv({
  id: 'GHSA-tool',
  affected: [{ package: { ecosystem: 'npm', name: 'tool' }, versions: ['1.0.0'] }],
});

const NOW = Date.UTC(2026, 10, 21);
const scan = (files: Record<string, string>, functions: Record<string, SampleFunction>, more: object = {}) => {
  const root = temporaryProject(files);
  const source = { name: 'test', advisories: async () => [...QS, ...TOOL] };
  return scanDependencies({ root, ...sampleApp(root, functions), source, now: NOW, ...more });
};
const TWO: Record<string, SampleFunction> = {
  one: { file: 'src/one.js', imports: ['express', 'node:fs'] },
  two: { file: 'src/two.js', imports: ['express'] },
};

describe('a vulnerable package', () => {
  it('is told with its functions, the chain and the fix; what no handler reaches is low', async () => {
    const { findings } = await scan(SHOP, TWO);
    const vulnerable = findings.filter(({ rule }) => rule === 'dependency-vulnerable');
    expect(vulnerable.map(({ severity, message }) => [severity, message])).toEqual([
      [
        'high',
        'qs 6.5.1 has GHSA-hrpp-h998-j3pp, CVE-2022-24999: qs vulnerable to Prototype Pollution; functions one, two reach it',
      ],
      [
        'low',
        'qs 6.11.0 has GHSA-hrpp-h998-j3pp, CVE-2022-24999: qs vulnerable to Prototype Pollution; no handler reaches it',
      ],
    ]);
    expect(vulnerable[0]!.steps!.map(({ place, text }) => `${place.file}: ${text}`)).toEqual([
      'src/one.js: express is imported',
      'package-lock.json: express 4.16.0',
      'package-lock.json: qs 6.5.1 is needed by express',
    ]);
    expect(vulnerable[0]!.fix).toContain('the packages above it do not allow (express@4.16.0 asks for qs 6.5.1)');
    expect(vulnerable[1]!.fix).toContain('which the ranges already allow: npm update qs.');
  });

  it('is not called unreached where something could not be read', async () => {
    const { findings } = await scan(SHOP, {
      ...TWO,
      two: { file: 'src/two.js', imports: [], problems: ['dynamic-import'] },
    });
    const [, second] = findings.filter(({ rule }) => rule === 'dependency-vulnerable');
    expect(second).toMatchObject({ severity: 'high' });
    expect(second!.message).toContain('whether a handler reaches it is not known');
  });

  it('keeps its fingerprint when lines move and others come', async () => {
    const before = await scan(SHOP, TWO);
    const after = await scan(
      { ...SHOP, 'package-lock.json': `\n\n${SHOP['package-lock.json']}` },
      { one: TWO['one']! },
    );
    const print = (report: typeof before) =>
      report.findings.filter(({ rule }) => rule === 'dependency-vulnerable').map(({ fingerprint }) => fingerprint);
    expect(print(after)).toEqual(print(before));
  });

  const schema = loadOcsfSchema();
  if (!schema)
    console.warn('skipped: OCSF validation; the schema ../shared/ocsf/schema-1.6.0.json is not beside the checkout');
  it.skipIf(!schema)('is an OCSF Vulnerability Finding', async () => {
    const { vulnerabilities } = await scan(SHOP, TWO);
    expect(vulnerabilities).toHaveLength(2);
    for (const found of vulnerabilities) {
      expect(validateOcsf(schema!, toVulnerabilityFinding(found, 'shop', NOW))).toEqual([]);
      const unnamed = { ...found, id: 'PYSEC-1', aliases: [] };
      expect(validateOcsf(schema!, toVulnerabilityFinding(unnamed, 'shop', NOW))).toEqual([]);
    }
  });
});

describe('unused packages', () => {
  it('are told where all code was read and nothing else names them', async () => {
    const { findings } = await scan(SHOP, TWO);
    expect(findings.filter(({ rule }) => rule === 'dependency-unused')).toMatchObject([
      { message: 'idle is in "dependencies" and no function reaches it', place: { file: 'package.json', line: 4 } },
    ]);
  });

  it('are not guessed', async () => {
    const { findings } = await scan(SHOP, { one: { ...TWO['one']!, problems: ['syntax-error'] } });
    expect(findings.filter(({ rule }) => rule === 'dependency-unused')).toEqual([]);
  });
});

describe('the SBOM', () => {
  it('lists what is deployed, the same on every run', async () => {
    const [first, second] = await Promise.all([scan(SHOP, TWO), scan(SHOP, TWO)]);
    const { application } = first.sboms;
    expect(application).toEqual(second.sboms.application);
    expect(application.serialNumber).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(application.components.map(({ purl, scope }) => [purl, scope])).toEqual([
      ['pkg:npm/express@4.16.0', 'required'],
      ['pkg:npm/idle@1.0.0', 'optional'],
      ['pkg:npm/mentioned@1.0.0', 'optional'],
      ['pkg:npm/qs@6.11.0', 'optional'],
      ['pkg:npm/qs@6.5.1', 'required'],
    ]);
    expect(application.components[0]).toMatchObject({
      hashes: [{ alg: 'SHA-512', content: '0'.repeat(128) }],
      licenses: [{ license: { id: 'MIT' } }],
    });
    expect(application.dependencies).toContainEqual({ ref: 'pkg:npm/express@4.16.0', dependsOn: ['pkg:npm/qs@6.5.1'] });
    expect(application.metadata.timestamp).toBeUndefined();
  });

  it('of one function lists what it reaches', async () => {
    const { sboms } = await scan(SHOP, TWO, { timestamp: '2026-11-21T00:00:00Z' });
    const sbom = sboms.function('one')!;
    expect(sbom.components.map(({ name }) => name)).toEqual(['express', 'qs']);
    expect(sbom.metadata.timestamp).toBe('2026-11-21T00:00:00Z');
    expect(sboms.function('nobody')).toBeUndefined();
  });
});

it('follows Python’s imports to their packages', async () => {
  const { findings, sboms } = await scan(
    { 'requirements.txt': 'PyYAML==5.3\nboto3\n', 'app.py': '' },
    { fn: { file: 'app.py', imports: ['yaml', 'boto3', 'botocore'] } },
  );
  expect(sboms.function('fn')!.components.map(({ purl }) => purl)).toEqual(['pkg:pypi/boto3', 'pkg:pypi/pyyaml@5.3']);
  expect(findings.map(({ rule, message }) => [rule, message])).toEqual([
    ['dependency-floating-range', '1 of 2 packages take every later version, so that two builds differ: boto3'],
  ]);
});

it('asks a registry about what is reached', async () => {
  const day = 24 * 60 * 60 * 1000;
  const release = (version: string, daysAgo: number, user: string, hasProvenance: boolean) => ({
    time: [version, new Date(NOW - daysAgo * day).toISOString()],
    entry: [
      version,
      { _npmUser: { name: user }, dist: hasProvenance ? { attestations: { provenance: { predicateType: 'x' } } } : {} },
    ],
  });
  const packument = (releases: ReturnType<typeof release>[]) => ({
    time: Object.fromEntries(releases.map(({ time }) => time)),
    versions: Object.fromEntries(releases.map(({ entry }) => entry)),
  });
  const asked: string[] = [];
  const documents: Record<string, unknown> = {
    express: packument([release('4.15.0', 400, 'doug', true), release('4.16.0', 2, 'mallory', false)]),
    qs: packument([release('6.5.0', 500, 'ljharb', false), release('6.5.1', 300, 'ljharb', false)]),
  };
  const registry = async (_ecosystem: string, name: string) => {
    asked.push(name);
    return parseRegistryDocument(documents[name]);
  };
  const { findings } = await scan(SHOP, TWO, { registry, source: undefined });
  expect(asked.sort()).toEqual(['express', 'qs']);
  expect(
    findings
      .filter(({ message }) => message.startsWith('express'))
      .map(({ rule }) => rule)
      .sort(),
  ).toEqual(['dependency-lost-provenance', 'dependency-new-maintainer', 'dependency-young-release']);
  expect(findings.filter(({ message }) => message.startsWith('qs'))).toEqual([]);
});
