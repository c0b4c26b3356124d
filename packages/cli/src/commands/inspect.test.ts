import { describe, expect, it } from 'vitest';
import { run } from '../main.ts';
import { fakeIo } from '../testing/fake-io.ts';

const inspect = async (args: string[], input?: string) => {
  const { io, kept } = fakeIo(input === undefined ? {} : { input });
  const code = await run(['inspect', ...args], io);
  return { code, ...kept };
};

describe('bulkhead inspect', () => {
  it.each<[string, string, number, string | null]>([
    ["1' OR '1'='1' --", 'value', 1, 'sqli'],
    ['id=1%3B+cat+/etc/passwd', 'query', 1, 'cmdi'],
    ['{"user":{"name":"<script>alert(1)</script>"}}', 'json', 1, 'xss'],
    ['Grüße aus Köln, O’Brien & Söhne', 'value', 0, null],
  ])('%j as %s: exit code %i, %s', async (text, form, code, found) => {
    const result = await inspect([text, '--as', form]);
    expect(result.code).toBe(code);
    expect(JSON.parse(result.out)).toMatchObject({ flagged: code === 1, class: found });
  });

  it('says on a terminal that it waits for input, and in a pipe nothing', async () => {
    const { io, kept } = fakeIo({ input: 'hello' });
    await run(['inspect'], { ...io, in: Object.assign(io.in, { isTTY: true }) });
    expect(kept.err).toMatch(/^Reading standard input; Ctrl-D ends it\./);
    expect((await inspect([], 'hello')).err).toBe('');
  });

  it('names the path in a document', async () => {
    const { out } = await inspect(['{"a":[{"b":"../../../../etc/passwd"}]}', '--as', 'json']);
    expect(JSON.parse(out).path).toContain('a[0].b');
  });

  it('explains each string, its decoding and its tokens', async () => {
    const { code, out } = await inspect([
      '--explain',
      '--as',
      'json',
      '{"name":"\\\\u0027 or 1=1-- \\u001b[2J","n":"blue"}',
    ]);
    expect(code).toBe(1);
    expect(out).toContain('|unicode');
    expect(out).toContain('sql after');
    expect(out).toMatch(/sqli\s+high/);
    expect(out).toContain('no grammar can begin here');
    expect(out).not.toContain('\u001b');
  });

  it('explains as JSON', async () => {
    const { out } = await inspect(['--explain', '--format', 'json', '<img src=x onerror=alert(1)>']);
    const { verdict, strings } = JSON.parse(out);
    expect(verdict.class).toBe('xss');
    expect(strings[0].candidates[0].tokens).toContainEqual({
      grammar: 'html',
      tokens: ['<img src=x onerror=alert(1)>'],
    });
  });

  it('writes one verdict a line, in order', async () => {
    const lines = ["' UNION SELECT password FROM users --", 'hel\u2028lo', '; cat /etc/passwd'].map((text) =>
      JSON.stringify({ text, as: 'value' }),
    );
    const { code, out } = await inspect(['--jsonl'], `${lines.join('\n')}\n\n`);
    expect(code).toBe(0);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).flagged),
    ).toEqual([true, false, true]);
  });

  it('keeps order and memory over 20,000 lines', async () => {
    const input = Array.from({ length: 20_000 }, (_, i) =>
      JSON.stringify({ text: i % 2 ? '; cat /etc/passwd' : `item ${i}` }),
    ).join('\n');
    const { out } = await inspect(['--jsonl'], input);
    const flags = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).flagged as boolean);
    expect(flags).toHaveLength(20_000);
    expect(flags.every((flag, i) => flag === (i % 2 === 1))).toBe(true);
  });

  it.each([
    ['nonsense', '<stdin>:1:1: this line is not JSON'],
    ['{"text":"a"}\n{"text":7}', '<stdin>:2:1: "text" is not a string'],
    ['{"text":"a","as":"xml"}', '<stdin>:1:1: "as" is "xml", not one of value, query'],
    ['null', '<stdin>:1:1: "text" is not a string'],
  ])('says where %j is wrong', async (input, message) => {
    const { code, err } = await inspect(['--jsonl'], input);
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).not.toMatch(/\n\s+at /);
  });
});
