import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { RULES } from '@bulkhead/rules';
import { describe, expect, it } from 'vitest';
import { REPORT_FORMATS } from './report/index.ts';
import { scan } from './scan.ts';
import { readScanSettings } from './settings.ts';
import { FIXTURE_DAY, makeProject } from './testing/project.ts';

const page = readFileSync(fileURLToPath(new URL('../../../docs/scan.md', import.meta.url)), 'utf8');
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map((match) => match[1]!);

describe('docs/scan.md', () => {
  it('its templates are scanned, and what they suppress is suppressed', async () => {
    const templates = blocks('yaml').filter((text) => text.startsWith('Resources:'));
    expect(templates).toHaveLength(2);
    for (const text of templates) {
      const report = await scan(makeProject({ 'template.yaml': text }), { now: FIXTURE_DAY, env: {} });
      expect(report.findings).toEqual([]);
      expect(report.suppressed.map(({ finding }) => finding.rule)).toEqual(['sns-not-encrypted']);
    }
  });

  it('its comment in code suppresses', async () => {
    const [code] = blocks('js');
    const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  Main: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, CodeUri: src/ } }
`;
    const files = {
      'template.yaml': template,
      'src/index.mjs': `import https from 'node:https';\n${code}export const handler = async () => { console.log('calling'); https.get('https://localhost', { agent }); };\n`,
    };
    const report = await scan(makeProject(files), { now: FIXTURE_DAY, env: {}, only: ['tls-check-off'] });
    expect(report.findings).toEqual([]);
    expect(report.suppressed).toHaveLength(1);
  });

  it('its settings are read, and name rules that exist', () => {
    const settings = readScanSettings(blocks('yaml').find((text) => text.startsWith('failOn'))!, 'bulkhead.scan.yml');
    const ids = RULES.map(({ id }) => id);
    for (const id of [...settings.skip, ...settings.enable]) expect(ids).toContain(id);
    expect(settings.failOn).toBe('medium');
  });

  it('names every format, and leads to pages that exist', () => {
    for (const format of REPORT_FORMATS) expect(page).toContain(`\`${format}\``);
    for (const [, link] of page.matchAll(/\]\(([^)#]+)\)/g))
      expect(existsSync(fileURLToPath(new URL(`../../../docs/${link}`, import.meta.url))), link).toBe(true);
  });
});
