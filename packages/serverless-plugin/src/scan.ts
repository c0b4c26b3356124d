import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  failsOn,
  type ReportFormat,
  readBaselineFile,
  type ScanReport,
  scan,
  settingsBeside,
  writeReport,
} from '@bulkhead/posture';
import type { OpenService } from './service.ts';
import { VERSION } from './version.ts';

export interface ServiceScan {
  /** For a person. */
  readonly text: string;
  /** What could not be read, a line each. */
  readonly unread: readonly string[];
  /** Why the build has to stop. */
  readonly failed?: string;
}

/**
 * Scans one service and writes the reports that it asks for.
 * @throws BulkheadError for a configuration that cannot be read, or a rule that does not exist
 */
export async function scanService({ file, options, load }: OpenService, now: number): Promise<ServiceScan> {
  const folder = dirname(file);
  const settings = settingsBeside(file);
  const { baseline, enable = [] } = options;
  const report = await scan(file, {
    ...load,
    now,
    ...(options.only ? { only: options.only } : {}),
    skip: [...(options.skip ?? []), ...settings.skip.filter((id) => !enable.includes(id))],
    enable: [...settings.enable, ...enable],
    severities: settings.severities,
    ...(baseline === undefined ? {} : { baseline: readBaselineFile(resolve(folder, baseline), baseline) }),
  });
  const write = (format: ReportFormat) =>
    writeReport(format, report, { paint: (_, text) => text, version: VERSION, now });
  for (const [format, target] of Object.entries(options.reports ?? {})) {
    const path = resolve(folder, target);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, write(format as ReportFormat));
  }
  const failOn = options.failOn ?? settings.failOn ?? 'high';
  return {
    text: write('text'),
    unread: unreadLines(report),
    ...(failsOn(report, failOn) ? { failed: `there are findings that are ${failOn} or worse` } : {}),
  };
}

function unreadLines({ unread, problems }: ScanReport): string[] {
  const lines = unread.map(
    ({ place, message }) => `${place ? `${place.file}:${place.line}: ` : ''}${message}: not read`,
  );
  const code = problems
    .filter(({ kind }) => kind !== 'dynamic-operation' && kind !== 'unknown-operation')
    .map(({ place, functionId, message }) => `${place.file}:${place.line}: ${functionId}: ${message}`);
  return [...lines, ...code];
}
