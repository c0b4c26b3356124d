import type { ScanReport } from '../scan.ts';
import { githubAnnotations } from './github.ts';
import { htmlReport } from './html.ts';
import { junitReport } from './junit.ts';
import { ocsfFindings } from './ocsf.ts';
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
  switch (format) {
    case 'text':
      return textReport(report, options);
    case 'json':
      return `${JSON.stringify(ocsfFindings(report, options), undefined, 2)}\n`;
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
