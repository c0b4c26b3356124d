import type { PostureFinding } from '@bulkhead/core';
import type { PostureModel, Rule } from '@bulkhead/rules';
import { evaluateRules } from './evaluate.ts';
import type { ScanOptions } from './scan-options.ts';
import { type AppScan, scannedApp } from './scanned-app.ts';
import type { SourceLines } from './source-text.ts';
import { suppress } from './suppression/suppress.ts';

export interface JudgeOptions extends Pick<ScanOptions, 'now' | 'severities'> {
  readonly lines: SourceLines;
  /** What was found besides, of the packages that the application is built from. */
  readonly others?: readonly PostureFinding[];
}

/** What rules find in one application, but for what its comments accept. */
export function judgeApp(model: PostureModel, rules: readonly Rule[], options: JudgeOptions): AppScan {
  const { lines, now, severities, others = [] } = options;
  const severe = [...evaluateRules(rules, model), ...others].map((finding) => withSeverity(finding, severities));
  const { kept, suppressed } = suppress(severe, { lines, files: [model.app.file], resources: model.resources, now });
  return {
    app: scannedApp(model),
    findings: kept,
    suppressed,
    problems: problemsOf(model),
    notes: model.app.notes ?? [],
  };
}

/** Files that the code of an application was read from, relative to the root. */
export function codeFiles({ code }: PostureModel): string[] {
  return [...code.functions.values()].flatMap(({ files }) => files);
}

function withSeverity(finding: PostureFinding, severities: ScanOptions['severities']): PostureFinding {
  const severity = severities?.[finding.rule];
  return severity ? { ...finding, severity } : finding;
}

function problemsOf({ code }: PostureModel): AppScan['problems'] {
  const ofFunctions = [...code.functions.values()].flatMap((fn) =>
    fn.problems.map((problem) => ({ ...problem, functionId: fn.functionId })),
  );
  return [...code.problems, ...ofFunctions];
}
