import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { BulkheadError, isMap, nearest, type PostureFinding, SEVERITY_IDS, type Severity } from '@bulkhead/core';
import { parseYaml, placeOfKeys, toPlain } from '@bulkhead/iac';
import { RULES } from '@bulkhead/rules';

/** `bulkhead.scan.yml`, checked. */
export interface ScanSettings {
  readonly skip: readonly string[];
  readonly enable: readonly string[];
  readonly severities: Readonly<Record<string, Severity>>;
  readonly failOn?: Severity | 'never';
}

/**
 * Reads the settings of a scan: `rules: {rule-id: off | on | severity}` and `failOn`.
 * @throws BulkheadError BULKHEAD_USAGE with the place of what is wrong
 */
export function readScanSettings(text: string, file: string): ScanSettings {
  if (text.replaceAll(/^\s*(?:#.*)?$/gm, '').trim() === '') return { skip: [], enable: [], severities: {} };
  const tree = parseYaml(text, { file, code: 'BULKHEAD_USAGE' });
  const document = toPlain(tree);
  const bad = (message: string, ...keys: readonly string[]) =>
    new BulkheadError('BULKHEAD_USAGE', message, {
      place: placeOfKeys(tree, keys),
      next: 'docs/scan.md lists the keys.',
    });
  if (!isMap(document)) throw bad('the file is no map');
  const odd = Object.keys(document).find((key) => key !== 'rules' && key !== 'failOn');
  if (odd !== undefined)
    throw bad(`there is no key ${JSON.stringify(odd)}${didYouMean(odd, ['rules', 'failOn'])}`, odd);
  const rules = document['rules'] ?? {};
  if (!isMap(rules)) throw bad('rules is no map');
  const skip: string[] = [];
  const enable: string[] = [];
  const severities: Record<string, Severity> = {};
  for (const [id, value] of Object.entries(rules)) {
    if (value === 'off' || value === false) skip.push(id);
    else if (value === 'on' || value === true) enable.push(id);
    else if (typeof value === 'string' && Object.hasOwn(SEVERITY_IDS, value)) {
      enable.push(id);
      severities[id] = value as Severity;
    } else
      throw bad(
        `rules.${id} is neither off, on nor a severity${didYouMean(value, ['off', 'on', ...Object.keys(SEVERITY_IDS)])}`,
        'rules',
        id,
      );
    if (!RULE_IDS.includes(id)) throw bad(`there is no rule called ${id}${didYouMean(id, RULE_IDS)}`, 'rules', id);
  }
  const failOn = document['failOn'];
  if (failOn === undefined) return { skip, enable, severities };
  if (failOn !== 'never' && (typeof failOn !== 'string' || !Object.hasOwn(SEVERITY_IDS, failOn)))
    throw bad(
      `failOn is no severity and not never${didYouMean(failOn, [...Object.keys(SEVERITY_IDS), 'never'])}`,
      'failOn',
    );
  return { skip, enable, severities, failOn: failOn as Severity | 'never' };
}

const RULE_IDS = RULES.map(({ id }) => id);

function didYouMean(name: unknown, known: readonly string[]): string {
  const near = typeof name === 'string' ? nearest(name, known) : undefined;
  return near === undefined ? '' : `; did you mean ${near}?`;
}

const NAMES = ['bulkhead.scan.yml', 'bulkhead.scan.yaml'];

/**
 * The settings that stand beside a template or in a project's folder; without a file nothing is set.
 * @throws BulkheadError BULKHEAD_USAGE with the place of what is wrong
 */
export function settingsBeside(location: string): ScanSettings {
  const folder = statSync(location, { throwIfNoEntry: false })?.isDirectory() ? location : dirname(location);
  const name = NAMES.find((candidate) => existsSync(resolve(folder, candidate)));
  if (name === undefined) return { skip: [], enable: [], severities: {} };
  return readScanSettings(readFileSync(resolve(folder, name), 'utf8'), name);
}

/** Whether a finding is as bad as what a build is to fail on. */
export function failsOn(
  { findings }: { readonly findings: readonly PostureFinding[] },
  failOn: Severity | 'never',
): boolean {
  if (failOn === 'never') return false;
  return findings.some(({ severity }) => SEVERITY_IDS[severity] >= SEVERITY_IDS[failOn]);
}
