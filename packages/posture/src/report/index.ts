import type { ScanReport } from '../scan.ts';
import { githubAnnotations } from './github.ts';
import { htmlReport } from './html.ts';
import { junitReport } from './junit.ts';
import { ocsfText } from './ocsf-text.ts';
import { sarifLog } from './sarif.ts';
import { type TextOptions, textReport } from './text.ts';

export const REPORT_FORMATS = ['text', 'json', 'sarif', 'junit', 'html', 'github'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

export interface ReportOptions extends TextOptions {
  /** Version of Bulkhead. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The whole report as text in one format. */
export function writeReport(format: ReportFormat, report: ScanReport, options: ReportOptions): string {
  return [...reportPieces(format, report, options)].join('');
}

/** The same in pieces: one text of a large report takes longer to write than all of its pieces. */
export function reportPieces(format: ReportFormat, report: ScanReport, options: ReportOptions): Iterable<string> {
  return format === 'json' ? ocsfText(report, options) : [wholeReport(format, report, options)];
}

function wholeReport(format: Exclude<ReportFormat, 'json'>, report: ScanReport, options: ReportOptions): string {
  switch (format) {
    case 'text':
      return textReport(report, options);
    case 'sarif':
      return `${JSON.stringify(sarifLog(report, options), undefined, 2)}\n`;
    case 'junit':
      return junitReport(report);
    case 'html':
      return htmlReport(report, options);
    case 'github':
      return githubAnnotations(report);
  }
}
