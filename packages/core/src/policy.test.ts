import { describe, expect, it } from 'vitest';
import { checkPolicy, compilePolicy, DEFAULT_POLICY, type PolicyDocument, parseCompiledPolicy } from './policy.ts';

describe('checkPolicy', () => {
  it.each<[string, unknown]>([
    ['nothing', {}],
    ['a mode', { version: 1, mode: 'alert' }],
    [
      'detectors and hooks',
      { detectors: { sqli: 'block' }, hooks: { outbound: { action: 'block', allow: ['*.example.com'] } } },
    ],
    ['a function', { functions: { convert: { hooks: { 'child-process': { allow: ['curl'] } } } } }],
    ['a bare off of YAML 1.1', { detectors: { xss: false } }],
    [
      'the flow',
      { hooks: { flow: { triggers: ['sqs', 'direct'], allow: ['arn:aws:sqs:*:votes'], callers: ['(outside)'] } } },
    ],
    [
      'each hook with its own keys',
      {
        hooks: {
          files: { wipe: true },
          code: { modules: ['/tmp/plugins'] },
          native: { drop: ['child'] },
          recursion: { limit: 3 },
        },
      },
    ],
  ])('accepts %s', (_name, document) => {
    expect(checkPolicy(document, ['convert'])).toEqual([]);
  });

  it.each<[unknown, string, string]>([
    [[], '', 'is not a map of keys'],
    [{ detectros: {} }, 'detectros', 'is not a key here; did you mean detectors?'],
    [{ version: 2 }, 'version', 'must be 1'],
    [{ mode: 'blok' }, 'mode', 'must be off, alert or block, not "blok"'],
    [{ detectors: { sql: 'block' } }, 'detectors.sql', 'is not a key here; did you mean sqli?'],
    [{ detectors: { recursion: 'block' } }, 'detectors.recursion', 'is not a key here'],
    [{ hooks: { 'child-proces': 'block' } }, 'hooks.child-proces', 'is not a key here; did you mean child-process?'],
    [{ hooks: { outbound: { allow: 'x' } } }, 'hooks.outbound.allow', 'must be a list of names'],
    [{ hooks: { flow: { trigers: ['sqs'] } } }, 'hooks.flow.trigers', 'is not a key here; did you mean triggers?'],
    [{ hooks: { flow: { triggers: 'sqs' } } }, 'hooks.flow.triggers', 'must be a list of names'],
    [
      { hooks: { flow: { triggers: ['sqss'] } } },
      'hooks.flow.triggers',
      'names no trigger that is known: "sqss"; did you mean sqs?',
    ],
    [{ hooks: { flow: { triggers: ['carrier pigeon'] } } }, 'hooks.flow.triggers', 'docs/detection.md lists them'],
    [{ hooks: { flow: { callers: [''] } } }, 'hooks.flow.callers', 'must be a list of names'],
    [{ hooks: { flow: { limit: 3 } } }, 'hooks.flow.limit', 'is not a key here'],
    [{ hooks: { files: { drop: ['child'] } } }, 'hooks.files.drop', 'is not a key here'],
    [{ hooks: { code: { modules: 'none' } } }, 'hooks.code.modules', 'must be a list of names'],
    [{ hooks: { files: { modules: [] } } }, 'hooks.files.modules', 'is not a key here'],
    [{ hooks: { files: { wipe: 'yes' } } }, 'hooks.files.wipe', 'must be true or false'],
    [{ hooks: { native: { drop: ['childs'] } } }, 'hooks.native.drop', 'cannot drop "childs"; did you mean child?'],
    [{ hooks: { fow: 'alert' } }, 'hooks.fow', 'is not a key here; did you mean flow?'],
    [{ hooks: { recursion: { limit: 0 } } }, 'hooks.recursion.limit', 'must be a whole number from 1'],
    [{ functions: { convrt: {} } }, 'functions.convrt', 'names a function that does not exist; did you mean convert?'],
    [{ functions: { convert: 1 } }, 'functions.convert', 'is not a map'],
    [{ functions: [] }, 'functions', 'is not a map'],
    [{ mode: null }, 'mode', 'must be off, alert or block, not null'],
  ])('refuses %j', (document, path, message) => {
    const problems = checkPolicy(document, ['convert']);
    expect(problems.map((problem) => problem.path.join('.'))).toContain(path);
    expect(problems.map((problem) => problem.message).join('\n')).toContain(message);
  });
});

describe('compilePolicy', () => {
  const document: PolicyDocument = {
    mode: 'alert',
    detectors: { sqli: 'block' },
    hooks: { outbound: { allow: ['api.example.com'] }, files: 'off' },
    functions: { convert: { mode: 'block', detectors: { xss: 'off' }, hooks: { outbound: 'alert' } } },
  };

  it('starts from the default', () => {
    expect(compilePolicy({}, 'x')).toEqual(DEFAULT_POLICY);
  });

  it('lays a function over the rest', () => {
    const policy = compilePolicy(document, 'convert');
    expect(policy.mode).toBe('block');
    expect(policy.detectors).toMatchObject({ sqli: 'block', xss: 'off', cmdi: 'alert' });
    expect(policy.hooks.outbound).toEqual({ action: 'alert', allow: ['api.example.com'] });
    expect(policy.hooks.files.action).toBe('off');
    expect(compilePolicy(document, 'other')).toMatchObject({ mode: 'alert', detectors: { xss: 'alert' } });
  });

  it('survives JSON', () => {
    const policy = compilePolicy(document, 'convert');
    expect(parseCompiledPolicy(JSON.parse(JSON.stringify(policy)))).toEqual(policy);
  });
});

describe('parseCompiledPolicy', () => {
  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['text', '{"v":1}'],
    ['another version', { ...DEFAULT_POLICY, v: 2 }],
    ['an odd mode', { ...DEFAULT_POLICY, mode: 'on' }],
    ['an odd class', { ...DEFAULT_POLICY, detectors: { constructor: 'block' } }],
    ['an odd hook', { ...DEFAULT_POLICY, hooks: { fs: { action: 'block' } } }],
    ['an odd trigger', { ...DEFAULT_POLICY, hooks: { flow: { action: 'block', triggers: ['sqss'] } } }],
    ['a key of another hook', { ...DEFAULT_POLICY, hooks: { flow: { action: 'block', limit: 8 } } }],
    ['a list that is none', { ...DEFAULT_POLICY, hooks: { outbound: { action: 'block', allow: [1] } } }],
  ])('refuses %s', (_name, value) => {
    expect(parseCompiledPolicy(value)).toBeUndefined();
  });
});
