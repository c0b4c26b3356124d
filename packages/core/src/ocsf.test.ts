import { describe, expect, it } from 'vitest';
import { ATTACK_CLASS_IDS } from './attack-classes.ts';
import { type DetectionFinding, fromDetectionFinding, functionArn, toDetectionFinding } from './ocsf.ts';
import type { AttackRecord } from './record.ts';
import { loadOcsfSchema, validateOcsf } from './testing/ocsf-schema.ts';
import { sampleAttack, sampleFunction } from './testing/sample-records.ts';

/** Every combination of the fields that change the mapping. */
function* everyRecord(): Generator<AttackRecord> {
  for (const attackClass of ATTACK_CLASS_IDS) {
    for (const action of ['allowed', 'observed', 'blocked'] as const) {
      for (const confidence of ['low', 'medium', 'high'] as const) {
        for (const severity of ['informational', 'low', 'medium', 'high', 'critical'] as const) {
          const full: AttackRecord = { ...sampleAttack, class: attackClass, action, confidence, severity, dropped: 4 };
          yield full;
          const { sink: _sink, traceId: _traceId, dropped: _dropped, ...bare } = full;
          yield { ...bare, path: '', excerpt: '', source: 'unknown', function: { ...sampleFunction, account: '' } };
        }
      }
    }
  }
}

describe('toDetectionFinding', () => {
  it('is undone without loss, also through JSON', () => {
    for (const record of everyRecord()) {
      const finding = JSON.parse(JSON.stringify(toDetectionFinding(record))) as DetectionFinding;
      expect(fromDetectionFinding(finding)).toEqual(record);
    }
  });

  it('carries what every attack record must', () => {
    const finding = toDetectionFinding(sampleAttack);
    expect(finding).toMatchObject({
      class_uid: 2004,
      action: 'Denied',
      disposition: 'Blocked',
      metadata: { uid: sampleAttack.id, correlation_uid: sampleAttack.requestId },
      finding_info: { analytic: { uid: 'hook/child-process', version: '1' } },
      resources: [{ uid: 'arn:aws:lambda:eu-west-1:123456789012:function:convert', version: '$LATEST' }],
      evidences: [{ data: { path: 'queryStringParameters.prefix', excerpt: '; env', cold_start: true } }],
    });
  });
});

const schema = loadOcsfSchema();
if (!schema)
  console.warn('skipped: OCSF validation; the schema ../shared/ocsf/schema-1.6.0.json is not beside the checkout');

describe.skipIf(!schema)('the published OCSF 1.6.0 schema', () => {
  it('accepts every record that can be emitted', () => {
    for (const record of everyRecord()) {
      expect(validateOcsf(schema!, toDetectionFinding(record) as unknown as Record<string, unknown>)).toEqual([]);
    }
  });

  it.each<[string, (finding: Record<string, unknown>) => void, string]>([
    ['a missing attribute', (f) => delete f['finding_info'], 'finding_info is required'],
    ['an unknown attribute', (f) => Object.assign(f, { attacker: 'x' }), 'attacker is not in the schema'],
    ['a wrong enum value', (f) => Object.assign(f, { action_id: 7 }), 'action_id 7 is no enum value'],
    ['a wrong type', (f) => Object.assign(f, { time: 'now' }), 'time is not a timestamp_t'],
    [
      'an attribute of a profile not named',
      (f) => Object.assign(f['metadata'] as object, { profiles: [] }),
      'cloud needs profile cloud',
    ],
    ['an empty evidence', (f) => Object.assign(f, { evidences: [{}] }), 'evidences[0]. needs one of'],
  ])('refuses %s', (_name, spoil, problem) => {
    const finding = toDetectionFinding(sampleAttack) as unknown as Record<string, unknown>;
    spoil(finding);
    expect(validateOcsf(schema!, finding).join('\n')).toContain(problem);
  });
});

it('names a version in the ARN unless it is $LATEST', () => {
  expect(functionArn({ ...sampleFunction, version: '7' })).toBe(
    'arn:aws:lambda:eu-west-1:123456789012:function:convert:7',
  );
});
