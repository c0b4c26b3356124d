import { describe, expect, it } from 'vitest';
import { type ApplicationLevel, passesApplicationLevel, passesSystemLevel, type SystemLevel } from './log-levels.ts';

const STAMP = '"timestamp":"2024-11-02T16:51:31.587199Z"';

describe('application lines in JSON mode', () => {
  it.each<[string, ApplicationLevel, boolean]>([
    [`{"level":"debug","msg":"x",${STAMP}}`, 'INFO', false],
    [`{"level":"debug","msg":"x",${STAMP}}`, 'DEBUG', true],
    [`{"level":"ERROR",${STAMP}}`, 'FATAL', false],
    [`{"level":"FATAL",${STAMP}}`, 'FATAL', true],
    // No valid level or timestamp: INFO.
    [`{"level":"ERROR"}`, 'WARN', false],
    [`{"level":"ERROR","timestamp":"yesterday"}`, 'WARN', false],
    [`{"level":"ERROR","timestamp":1699999999}`, 'WARN', false],
    [`{"level":"loud",${STAMP}}`, 'INFO', true],
    ['plain text', 'INFO', true],
    ['plain text', 'WARN', false],
    ['{broken', 'WARN', false],
    ['null', 'INFO', true],
  ])('%s at %s', (text, level, passes) => {
    expect(passesApplicationLevel({ time: 0, text, kind: 'raw' }, level)).toBe(passes);
  });

  it('leaves frames to the runtime that wrote them', () => {
    expect(passesApplicationLevel({ time: 0, text: 'x', kind: 'json' }, 'FATAL')).toBe(true);
  });
});

describe('system records', () => {
  it.each<[string, string | undefined, SystemLevel, boolean]>([
    ['platform.start', undefined, 'INFO', true],
    ['platform.start', undefined, 'WARN', false],
    ['platform.report', 'success', 'INFO', true],
    ['platform.report', 'timeout', 'WARN', true],
    ['platform.runtimeDone', 'success', 'INFO', false],
    ['platform.runtimeDone', 'error', 'WARN', true],
    ['platform.initRuntimeDone', 'success', 'DEBUG', true],
    ['platform.initReport', 'success', 'INFO', false],
    ['platform.initStart', undefined, 'INFO', true],
  ])('%s %s at %s', (type, status, level, passes) => {
    expect(passesSystemLevel(type, status, level)).toBe(passes);
  });
});
