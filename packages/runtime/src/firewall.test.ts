import { DEFAULT_POLICY } from '@bulkhead/core';
import { EVENT_SAMPLES } from '@bulkhead/events/samples';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DETECTORS } from './detectors/registry.ts';
import { inspectEvent } from './firewall.ts';

const v1 = EVENT_SAMPLES['apigateway-v1']!['request']!;
const event = { ...v1, queryStringParameters: { a: "1' OR '1'='1' --", b: '; cat /etc/passwd', c: 'last' } };
const pathsOf = (inspection: ReturnType<typeof inspectEvent>) =>
  inspection.findings.map(({ rule, path }) => `${rule} ${path}`);

afterEach(() => vi.restoreAllMocks());

describe('inspectEvent', () => {
  it('finds and collects', () => {
    const inspection = inspectEvent(event, DEFAULT_POLICY);
    expect(inspection.source?.id).toBe('apigateway-v1');
    expect(pathsOf(inspection)).toEqual(
      expect.arrayContaining(['detector/sqli queryStringParameters.a', 'detector/cmdi queryStringParameters.b']),
    );
    expect(inspection.strings.values).toEqual(expect.arrayContaining(['; cat /etc/passwd', 'last']));
    expect(inspection.faults.size).toBe(0);
  });

  it.each([
    ['sqli', "1' OR '1'='1", '1%27%20OR%20%271%27=%271'],
    ['traversal', '../../etc/passwd', '..%2f..%2fetc%2fpasswd'],
  ])('one attack in a path is one finding, whatever forms of it are read: %s', (attack, id, encoded) => {
    for (const given of [id, encoded]) {
      const once = {
        ...v1,
        path: `/polls/${encoded}/votes`,
        pathParameters: { id: given },
        queryStringParameters: null,
      };
      const found = inspectEvent(once, DEFAULT_POLICY).findings;
      expect(found.map((one) => [one.class, one.confidence])).toEqual([[attack, 'high']]);
      if (given === id) expect(found[0]!.path).toBe('pathParameters.id');
      // What stands elsewhere as well is told as well.
      const twice = { ...once, queryStringParameters: { a: id } };
      expect(pathsOf(inspectEvent(twice, DEFAULT_POLICY))).toHaveLength(2);
    }
    const two = { ...v1, path: '/a/b', pathParameters: { a: id, b: `${id}x` }, queryStringParameters: null };
    expect(
      inspectEvent({ ...two, pathParameters: { a: id, b: "0'; DROP TABLE a--" } }, DEFAULT_POLICY).findings,
    ).toHaveLength(2);
  });

  it('goes on without a detector that throws, and names it', () => {
    const sqli = DETECTORS.find((detector) => detector.class === 'sqli')!;
    const fault = new Error('a bug');
    vi.spyOn(sqli, 'detect').mockImplementation(() => {
      throw fault;
    });
    const inspection = inspectEvent(event, DEFAULT_POLICY);
    expect(pathsOf(inspection)).toContain('detector/cmdi queryStringParameters.b');
    expect(inspection.strings.values).toContain('last');
    expect([...inspection.faults]).toEqual([['detector/sqli', fault]]);
    expect(inspection.truncated).toBe(false);
  });

  it('says where it stopped, and that a document was too large', () => {
    const inspection = inspectEvent({ list: Array.from({ length: 300_000 }, () => 'a') }, DEFAULT_POLICY);
    expect(inspection).toMatchObject({ truncated: true, stoppedAt: 'list[250000]' });
    const text = 'x'.repeat(9_000_000);
    const large = inspectEvent({ first: text, second: { text } }, DEFAULT_POLICY);
    expect(large).toMatchObject({ truncated: true, stoppedAt: 'second.text' });
    expect(pathsOf(large)).toContain('detector/oversize second.text');
    expect(inspectEvent(event, DEFAULT_POLICY).stoppedAt).toBeUndefined();
  });

  it('collects for the hooks where all detectors are off', () => {
    const detectors = Object.fromEntries(Object.keys(DEFAULT_POLICY.detectors).map((id) => [id, 'off'])) as never;
    const inspection = inspectEvent(event, { ...DEFAULT_POLICY, detectors });
    expect(inspection.findings).toEqual([]);
    expect(inspection.strings.values).toContain('; cat /etc/passwd');
  });

  it.each([undefined, null, 7, 'text', [], Symbol('x'), () => 1])('%s is no reason to throw', (odd) => {
    expect(() => inspectEvent(odd, DEFAULT_POLICY)).not.toThrow();
  });
});
