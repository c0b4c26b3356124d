import { beforeAll, describe, expect, it } from 'vitest';
import { loadOcsfSchema, validateOcsf } from '../../../core/src/testing/ocsf-schema.ts';
import { rateRisk } from '../risk.ts';
import { type ScanReport, scan } from '../scan.ts';
import { ownerOf } from '../scanned-app.ts';
import { FIXTURE_DAY, makeProject } from '../testing/project.ts';
import { escapeXml } from './escape.ts';
import { writeReport } from './index.ts';
import { type sarifLog as Sarif, sarifLog } from './sarif.ts';

const HOSTILE = '<img src=x onerror=alert(1)>';
const FILES = {
  'template.yaml': `Transform: AWS::Serverless-2016-10-31
Resources:
  Queue: { Type: AWS::SQS::Queue, Properties: { SqsManagedSseEnabled: false } } # ${HOSTILE} ]]>
  Key: { Type: AWS::KMS::Key, Properties: { KeyPolicy: {} } } # bulkhead-ignore kms-no-rotation reason=rotated by hand
  Old: { Type: AWS::KMS::Key, Properties: { KeyPolicy: {} } } # bulkhead-ignore kms-no-rotation until=2026-01-31 reason=later
  Wrong: { Type: AWS::KMS::Key, Properties: { KeyPolicy: {} } } # bulkhead-ignore kms-no-rotation
  Noted:
    Type: AWS::KMS::Key
    Metadata: { Bulkhead: { ignore: [{ rule: kms-no-rotation, reason: short-lived }] } }
    Properties: { KeyPolicy: {} }
  Main:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      Handler: index.handler
      CodeUri: src dir/
      Events: { Route: { Type: HttpApi, Properties: { Path: /run, Method: post } } }
`,
  'src dir/index.mjs': `import { execSync } from 'node:child_process';
const key = '${'AKIA'}Q7JZ4MXW2KTR6VNB'; export const handler = async (event) => {
  return { statusCode: 200, body: String(execSync('echo ' + JSON.parse(event.body).name)) + key.length };
};
`,
};

let report: ScanReport;
const paint = (_: string, text: string) => text;
const options = { paint, version: '0.1.0', now: FIXTURE_DAY };

beforeAll(async () => {
  report = await scan(makeProject(FILES), { now: FIXTURE_DAY, env: {} });
});

describe('scan', () => {
  it('finds what stands in template and code, and honours suppressions with a reason', () => {
    const rules = report.findings.map(({ rule, place }) => `${rule} ${place.file}:${place.line}`);
    expect(rules).toContain('sqs-encryption-off template.yaml:3');
    expect(rules).toContain('command-injection src dir/index.mjs:3');
    expect(rules).toContain('suppression-expired template.yaml:5');
    expect(rules).toContain('suppression-invalid template.yaml:6');
    expect(rules.filter((rule) => rule.startsWith('kms-no-rotation'))).toEqual([
      'kms-no-rotation template.yaml:5',
      'kms-no-rotation template.yaml:6',
    ]);
    expect(report.suppressed.map(({ by, reason }) => `${by}: ${reason}`)).toEqual([
      'comment: rotated by hand',
      'metadata: short-lived',
    ]);
  });

  it('keeps fingerprints when lines move', async () => {
    const moved = { ...FILES, 'template.yaml': FILES['template.yaml'].replace('Resources:', '# more\n\nResources:') };
    const again = await scan(makeProject(moved), { now: FIXTURE_DAY, env: {} });
    expect(again.findings.map(({ fingerprint }) => fingerprint).sort()).toEqual(
      report.findings.map(({ fingerprint }) => fingerprint).sort(),
    );
    expect(new Set(report.findings.map(({ fingerprint }) => fingerprint)).size).toBe(report.findings.length);
  });

  it('takes the type and the reach of an id from its own stack', async () => {
    const main = (event: string) =>
      `Transform: AWS::Serverless-2016-10-31\nResources:\n  Main:\n    Type: AWS::Serverless::Function\n    Properties: { Runtime: nodejs16.x, Handler: i.h, Events: { A: ${event} } }\n`;
    const root = makeProject({
      'a/template.yaml': 'Resources:\n  Jobs: { Type: AWS::SNS::Topic }\n',
      'b/template.yaml': 'Resources:\n  Jobs: { Type: AWS::SQS::Queue, Properties: { SqsManagedSseEnabled: false } }\n',
      'c/template.yaml': main('{ Type: Schedule, Properties: { Schedule: rate(1 day) } }'),
      'd/template.yaml': main('{ Type: HttpApi, Properties: { Path: /, Method: get } }'),
    });
    const only = ['sqs-encryption-off', 'lambda-runtime-end-of-life'];
    const report = await scan(root, { now: FIXTURE_DAY, env: {}, only });
    const told = JSON.parse(writeReport('json', report, options)) as { resources: { type: string }[] }[];
    expect(told.map(({ resources }) => resources[0]!.type)).toEqual([
      'AWS::SQS::Queue',
      'AWS::Lambda::Function',
      'AWS::Lambda::Function',
    ]);
    const rate = (finding: (typeof report.findings)[number]) =>
      rateRisk(finding, ownerOf(finding, report.appOf.get(finding), report.apps)).likelihood;
    expect(report.findings.map(rate)).toEqual(['moderate', 'low', 'high']);
  });

  it('leaves out what the baseline has', async () => {
    const baseline = new Set(report.findings.map(({ fingerprint }) => fingerprint));
    const again = await scan(makeProject(FILES), { now: FIXTURE_DAY, env: {}, baseline });
    expect(again.findings).toEqual([]);
  });

  it('names the places of code that was not read, once each, and all of them where all are asked for', async () => {
    const fn = (id: string, handler: string, runtime = 'nodejs24.x') =>
      `  ${id}: { Type: AWS::Serverless::Function, Properties: { Runtime: ${runtime}, Handler: ${handler} } }\n`;
    const others = Array.from({ length: 6 }, (_, i) => fn(`Go${i}`, 'main', 'dotnet8')).join('');
    const root = makeProject({
      'template.yaml': `Transform: AWS::Serverless-2016-10-31\nResources:\n${fn('Gone', 'src/gone.handler')}${others}`,
    });
    const partly = await scan(root, { now: FIXTURE_DAY, env: {} });
    const told = writeReport('text', partly, options);
    expect(told).toMatch(/Code that was not read, or not whole:\n {2}template\.yaml:3:\d+ {2}the handler "src\/gone/);
    expect(told).toMatch(/\n {2}template\.yaml:4:\d+ {2}Go0: dotnet8 is not read/);
    expect(told).toContain('\n  and 2 more (--unknown shows them)\n');
    const whole = writeReport('text', partly, { ...options, unknown: true });
    expect(whole).toMatch(/Go5: dotnet8/);
    expect(whole).not.toContain('--unknown shows them');
    expect(writeReport('text', report, options)).not.toContain('Code that was not read');
  });

  it('says which rule does not exist', async () => {
    await expect(scan(makeProject(FILES), { now: FIXTURE_DAY, only: ['no-such-rule'] })).rejects.toThrow(
      'there is no rule called no-such-rule',
    );
  });
});

const schema = loadOcsfSchema();
if (!schema)
  console.warn('skipped: OCSF validation; the schema ../shared/ocsf/schema-1.6.0.json is not beside the checkout');

describe('json', () => {
  it.skipIf(!schema)('is valid OCSF 1.6.0', () => {
    const records = JSON.parse(writeReport('json', report, options)) as Record<string, unknown>[];
    expect(records).toHaveLength(report.findings.length);
    expect(records.flatMap((record) => validateOcsf(schema!, record))).toEqual([]);
    expect(new Set(records.map((record) => record['class_uid']))).toEqual(new Set([2003, 2007]));
  });
});

/** What the SARIF 2.1.0 schema demands of the parts that are written here (sections 3.13 to 3.49 of the standard). */
function sarifProblems(log: ReturnType<typeof Sarif>): string[] {
  const problems: string[] = [];
  const say = (holds: boolean, text: string) => {
    if (!holds) problems.push(text);
  };
  say(log.version === '2.1.0' && log.$schema.includes('sarif-schema-2.1.0'), 'version');
  for (const run of log.runs) {
    const { driver } = run.tool;
    say(driver.name !== '', 'driver.name');
    say(new Set(driver.rules.map(({ id }) => id)).size === driver.rules.length, 'rule ids are unique');
    for (const rule of driver.rules) {
      say(['none', 'note', 'warning', 'error'].includes(rule.defaultConfiguration.level), `${rule.id} level`);
      say(
        rule.shortDescription.text !== '' && rule.fullDescription.text !== '' && rule.help.text !== '',
        `${rule.id} texts`,
      );
    }
    for (const result of run.results) {
      say(driver.rules[result.ruleIndex ?? -1]?.id === result.ruleId, `${result.ruleId} ruleIndex`);
      say(result.message.text !== '', 'message');
      say(
        Object.values(result.partialFingerprints).every((value) => /^[0-9a-f]{32}$/.test(value)),
        'fingerprint',
      );
      for (const { physicalLocation } of result.locations) {
        const { uri } = physicalLocation.artifactLocation;
        say(!uri.startsWith('/') && new URL(uri, 'file:///').pathname === `/${uri}`, `uri ${uri}`);
        say(physicalLocation.region.startLine >= 1 && physicalLocation.region.startColumn >= 1, 'region');
      }
      for (const flow of 'codeFlows' in result ? (result.codeFlows ?? []) : []) {
        say(
          flow.threadFlows.every(({ locations }) => locations.length > 0),
          'threadFlow',
        );
      }
    }
  }
  return problems;
}

describe('sarif', () => {
  it('has what the standard demands', () => {
    const log = sarifLog(report, options);
    expect(sarifProblems(log)).toEqual([]);
    const injection = log.runs[0]!.results.find(({ ruleId }) => ruleId === 'command-injection');
    expect(injection).toMatchObject({
      level: 'error',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'src%20dir/index.mjs' } } }],
    });
    expect(injection).toHaveProperty('codeFlows');
    expect(log.runs[0]!.results.filter((result) => 'suppressions' in result)).toHaveLength(report.suppressed.length);
  });

  it('is judged: a log that breaks the standard is refused', () => {
    const log = structuredClone(sarifLog(report, options));
    log.runs[0]!.results[0]!.message.text = '';
    log.runs[0]!.results[0]!.locations[0]!.physicalLocation.region.startLine = 0;
    expect(sarifProblems(log)).toEqual(['message', 'region']);
  });
});

describe('the other formats', () => {
  it('text shows the line, the way and the fix', () => {
    const text = writeReport('text', report, options);
    expect(text).toContain('>     3 |   return { statusCode: 200');
    expect(text).toMatch(/1\. src dir\/index\.mjs:3:\d+ {2}/);
    expect(text).toContain('fix: ');
    expect(text).toMatch(/\d+ findings \(1 critical, /);
  });

  it('no control character of a source reaches the terminal', async () => {
    const files = {
      'template.yaml':
        "Resources:\n  Queue: { Type: AWS::SQS::Queue, Properties: { SqsManagedSseEnabled: false, QueueName: 'a\u202eb' } }\n",
    };
    const odd = await scan(makeProject(files), { now: FIXTURE_DAY, env: {} });
    expect(writeReport('text', odd, options)).not.toMatch(/[\u202e\u001b]/);
  });

  it('html is one page in which nothing of the project is markup', () => {
    const page = writeReport('html', report, options);
    expect(page).toContain(escapeXml(HOSTILE));
    expect(page).not.toContain(HOSTILE);
    expect(page).not.toMatch(/<script|https?:\/\/[^<]*\.(?:js|css)/);
    expect(page).toContain('likelihood very high, impact very high');
  });

  it('junit is well-formed, a case for each finding', () => {
    const text = writeReport('junit', report, options);
    expect(text.match(/<failure /g)).toHaveLength(report.findings.length);
    const open = text.replaceAll(/<\?[^>]*\?>/g, '').match(/<[a-z][^>]*[^/]>|<[a-z]+>/g) ?? [];
    const close = text.match(/<\/[a-z]+>/g) ?? [];
    expect(open).toHaveLength(close.length);
  });

  it('annotations escape what the runner would read', () => {
    const text = writeReport('github', report, options);
    expect(text.split('\n').filter((line) => line !== '')).toHaveLength(report.findings.length);
    expect(text).toMatch(/^::error file=src dir\/index\.mjs,line=3,col=\d+,title=command-injection \(critical\)::/m);
  });
});
