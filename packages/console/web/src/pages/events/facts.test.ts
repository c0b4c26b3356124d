import { toDetectionFinding } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { attack } from '../../e2e/seed.ts';
import { readFacts } from './facts.ts';

const EMPTY = {
  confidence: '',
  risk: '',
  cwe: undefined,
  sink: undefined,
  arn: '',
  traceId: '',
  coldStart: undefined,
  dropped: undefined,
};

describe('facts of a finding', () => {
  it('come from where core puts them', () => {
    const record = attack({
      class: 'cmdi',
      sink: { operation: 'child_process.exec', target: 'sh -c "ls ;env"' },
      traceId: '1-691f',
      dropped: 3,
    });
    expect(readFacts({ ...toDetectionFinding(record) })).toEqual({
      confidence: 'High',
      risk: 'SAS-1 Function event data injection',
      cwe: 78,
      sink: { operation: 'child_process.exec', target: 'sh -c "ls ;env"' },
      arn: `arn:aws:lambda:eu-central-1:123456789012:function:${record.function.name}:14`,
      traceId: '1-691f',
      coldStart: false,
      dropped: 3,
    });
  });

  it.each([
    [{}],
    [{ evidences: null, resources: 'x', confidence: 3 }],
    [{ evidences: [], resources: [] }],
    [{ evidences: [{ data: null }], resources: [null] }],
    [
      {
        evidences: [{ data: { sink: 'x', risk: {}, cwe: '78', cold_start: 'no', trace_id: [], dropped: Number.NaN } }],
      },
    ],
    [JSON.parse('{"evidences":[{"data":{"__proto__":{"risk":"inherited"}}}]}')],
  ])('%j has none', (finding) => expect(readFacts(finding)).toEqual(EMPTY));
});
