import { BulkheadError, linesOf } from '@bulkhead/core';
import { explainInput } from '@bulkhead/runtime/explain';
import { type InspectInput, inspectInput } from '@bulkhead/runtime/inspect';
import type { Command } from 'commander';
import { explanationText } from '../explanation-text.ts';
import { type Io, painter, readAll } from '../io.ts';

const FORMS = ['value', 'query', 'json', 'http', 'event'] as const;

export function registerInspect(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('inspect')
    .description('Say what the event firewall would find in a text, without running anything.')
    .argument('[text]', 'what to judge; left out: standard input')
    .option('--as <form>', `how the text reaches a function: ${FORMS.join(', ')}`, 'value')
    .option(
      '--jsonl',
      'read one {"text": …, "as": …} a line on standard input, write one verdict a line in the same order',
    )
    .option('--explain', 'show every string, decoding step and token, and what each detector says of it')
    .option('--format <format>', 'with --explain: text or json', 'text')
    .addHelpText(
      'after',
      `
Exit code: 0 nothing found, 1 found (0 with --jsonl: the verdicts say it).

Example:
  $ npx bulkhead inspect "1' OR '1'='1"
  $ npx bulkhead inspect --explain --as json '{"name": "\\\\u0027 or 1=1"}'
  $ echo '{"text": "id=1%3B+env", "as": "query"}' | npx bulkhead inspect --jsonl
`,
    )
    .action(async (text: string | undefined, options: InspectOptions) => {
      // A cursor that waits looks like a program that hangs.
      if (io.in.isTTY && (options.jsonl || text === undefined)) {
        io.err.write('Reading standard input; Ctrl-D ends it. bulkhead inspect --help shows how to give a text.\n');
      }
      if (options.jsonl) {
        await inspectLines(io);
        return;
      }
      const form = parseForm(options.as);
      const input: InspectInput = { text: text ?? (await readAll(io.in)).replace(/\n$/, ''), as: form };
      if (options.explain) {
        const explanation = explainInput(input);
        const asJson = parseFormat(options.format) === 'json';
        io.out.write(
          asJson ? `${JSON.stringify(explanation)}\n` : explanationText(explanation, painter(io.out, io.env)),
        );
        finish(explanation.verdict.flagged ? 1 : 0);
        return;
      }
      const verdict = inspectInput(input);
      io.out.write(`${JSON.stringify(verdict)}\n`);
      finish(verdict.flagged ? 1 : 0);
    });
}

interface InspectOptions {
  readonly as: string;
  readonly jsonl?: boolean;
  readonly explain?: boolean;
  readonly format: string;
}

async function inspectLines(io: Io): Promise<void> {
  let number = 0;
  let isGone = false;
  let wake = () => {};
  io.out.on('drain', () => wake());
  io.out.on('error', () => {
    isGone = true;
    wake();
  });
  for await (const line of linesOf(io.in)) {
    number += 1;
    if (line.trim() === '') continue;
    const verdict = inspectInput(parseLine(line, number));
    // A slow reader slows us down instead of filling memory.
    if (!io.out.write(`${JSON.stringify(verdict)}\n`)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (isGone) return;
  }
}

function parseLine(line: string, number: number): InspectInput {
  const place = { file: '<stdin>', line: number, column: 1 };
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new BulkheadError('BULKHEAD_USAGE', 'this line is not JSON', {
      place,
      cause,
      next: 'Give one JSON object a line.',
    });
  }
  const { text, as = 'value' } = (value ?? {}) as { text?: unknown; as?: unknown };
  if (typeof text !== 'string') {
    throw new BulkheadError('BULKHEAD_USAGE', '"text" is not a string', {
      place,
      next: 'Give {"text": "…", "as": "value"}.',
    });
  }
  return { text, as: parseForm(as, place) };
}

function parseForm(value: unknown, place?: { file: string; line: number; column: number }): InspectInput['as'] {
  const form = FORMS.find((name) => name === value);
  if (form) return form;
  throw new BulkheadError(
    'BULKHEAD_USAGE',
    `"as" is ${JSON.stringify(value)}, not one of ${FORMS.join(', ')}`,
    place ? { place } : {},
  );
}

function parseFormat(format: string): 'text' | 'json' {
  if (format === 'text' || format === 'json') return format;
  throw new BulkheadError('BULKHEAD_USAGE', `there is no format called ${format}`, { next: 'Use text or json.' });
}
