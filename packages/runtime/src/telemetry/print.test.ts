import { expect, test, vi } from 'vitest';
import { printLine, type WriteSync } from './print.ts';

function pipe(answers: (number | string)[]): {
  write: WriteSync;
  text: () => string;
} {
  const parts: Buffer[] = [];
  const write: WriteSync = (fd, data) => {
    expect(fd).toBe(1);
    const bytes = Buffer.from(data as Uint8Array);
    const answer = answers.shift() ?? bytes.length;
    if (typeof answer === 'string') throw Object.assign(new Error(answer), { code: answer });
    parts.push(Buffer.from(bytes.subarray(0, answer)));
    return Math.min(answer, bytes.length);
  };
  return { write, text: () => Buffer.concat(parts).toString() };
}

const cases: [string, (number | string)[], boolean, string, number][] = [
  ['at once', [], true, 'łine\n', 0],
  ['in parts, split inside a character', [1, 2, 1], true, 'łine\n', 0],
  ['after EAGAIN', ['EAGAIN', 3, 'EAGAIN'], true, 'łine\n', 2],
  ['closed', ['EPIPE'], false, '', 0],
  ['full for ever', Array.from({ length: 100 }, () => 'EAGAIN'), false, '', 50],
];

test.each(cases)('%s', (_name, answers, done, text, pauses) => {
  const pause = vi.spyOn(Atomics, 'wait').mockReset().mockReturnValue('timed-out');
  const stdout = pipe(answers);
  expect(printLine('łine', false, stdout.write)).toBe(done);
  expect(stdout.text()).toBe(text);
  expect(pause).toHaveBeenCalledTimes(pauses);
});
