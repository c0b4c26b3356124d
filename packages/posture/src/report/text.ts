import type { PostureFinding, Severity } from '@bulkhead/core';
import type { ScanReport } from '../scan.ts';
import { codeFrame, printable } from './code-frame.ts';
import { masked } from './mask.ts';
import { countBySeverity, groupByFile } from './order.ts';

export type Paint = (
  style: 'bold' | 'dim' | 'red' | 'yellow' | 'cyan' | 'magenta' | 'green' | 'underline',
  text: string,
) => string;

export interface TextOptions {
  /** Colours text for a terminal, or leaves it as it is. */
  readonly paint: Paint;
  /** Shows what rules could not tell as well. */
  readonly unknown?: boolean;
}

const COLOURS: Readonly<Record<Severity, Parameters<Paint>[0]>> = {
  critical: 'magenta',
  high: 'red',
  medium: 'yellow',
  low: 'cyan',
  informational: 'dim',
};
/** Steps of a path that are printed; the rest stands in JSON and SARIF. */
const MOST_STEPS = 8;
/** Places of code that was not read that are printed unless all are asked for. */
const MOST_PROBLEMS = 5;

/** For a person: grouped by file, each finding with its line of code and what to do. */
export function textReport(report: ScanReport, { paint, unknown = false }: TextOptions): string {
  const out: string[] = [];
  for (const [file, findings] of groupByFile(report.findings)) {
    out.push(paint('underline', printable(file)), '');
    for (const finding of findings) out.push(...findingLines(report, finding, paint), '');
  }
  if (unknown && report.unknown.length > 0) {
    out.push(paint('bold', 'Not to be told before a deploy:'));
    for (const { place, rule, message } of report.unknown)
      out.push(`  ${where(place)}  ${rule}  ${printable(message, 300)}`);
    out.push('');
  }
  out.push(...problemLines(report, unknown, paint), summary(report, paint));
  return `${out.join('\n')}\n`;
}

/** Where code is missing from what was judged: a clean report says nothing of it. */
function problemLines({ problems }: ScanReport, all: boolean, paint: Paint): string[] {
  if (problems.length === 0) return [];
  // Functions that share a module have its problem each.
  const lines = [
    ...new Map(problems.map((problem) => [`${where(problem.place)} ${problem.message}`, problem])).values(),
  ].map(problemLine);
  const shown = all ? lines : lines.slice(0, MOST_PROBLEMS);
  const rest = lines.length - shown.length;
  return [
    paint('bold', 'Code that was not read, or not whole:'),
    ...shown,
    ...(rest > 0 ? [`  and ${rest} more (--unknown shows them)`] : []),
    '',
  ];
}

function problemLine({ place, functionId, message }: ScanReport['problems'][number]): string {
  const subject = message.includes(functionId) ? '' : `${functionId}: `;
  return `  ${where(place)}  ${printable(`${subject}${message}`, 300)}`;
}

function findingLines(report: ScanReport, finding: PostureFinding, paint: Paint): string[] {
  const { place, severity, rule, message, fix, steps = [] } = finding;
  const frame = codeFrame(report.lines, place).map(({ number, text, marked }) => {
    const line = `    ${marked ? '>' : ' '} ${String(number).padStart(5)} | ${masked(text)}`;
    return marked ? line : paint('dim', line);
  });
  const shown = steps.length > 1 ? steps.slice(0, MOST_STEPS) : [];
  return [
    `  ${place.line}:${place.column}  ${paint(COLOURS[severity], severity)}  ${paint('bold', printable(message, 400))}  ${paint('dim', rule)}`,
    ...frame,
    ...shown.map((step, i) => `    ${i + 1}. ${where(step.place)}  ${printable(step.text, 200)}`),
    ...(steps.length > MOST_STEPS ? [`    and ${steps.length - MOST_STEPS} more steps`] : []),
    `    ${paint('green', 'fix:')} ${printable(fix, 400)}`,
  ];
}

function where({ file, line, column }: PostureFinding['place']): string {
  return `${printable(file)}:${line}:${column}`;
}

function summary(report: ScanReport, paint: Paint): string {
  const { findings, suppressed, unknown, problems, apps, unread } = report;
  const functions = apps.reduce((sum, app) => sum + Object.keys(app.functions).length, 0);
  const scope = `${plural(apps.length, 'application')}, ${plural(functions, 'function')}, ${plural(report.rules.length, 'rule')}`;
  const head =
    findings.length === 0
      ? paint('green', 'No findings')
      : paint('bold', `${plural(findings.length, 'finding')} (${countBySeverity(findings)})`);
  const notes = [
    suppressed.length > 0 ? `${suppressed.length} suppressed` : '',
    unknown.length > 0 ? `${unknown.length} not to be told before a deploy (--unknown shows them)` : '',
    problems.length > 0 ? `${plural(problems.length, 'place')} of code not read` : '',
    unread.length > 0 ? `${plural(unread.length, 'template')} not read` : '',
  ].filter((note) => note !== '');
  return `${head} in ${scope}.${notes.length > 0 ? ` ${notes.join('; ')}.` : ''}`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
