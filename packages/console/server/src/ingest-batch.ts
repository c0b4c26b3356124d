import {
  coverageSchema,
  deployedFunctionSchema,
  executionSchema,
  findingSchema,
  type IngestReply,
  ingestSchema,
  requestLineSchema,
} from '@bulkhead/console-contract';
import { findingRow } from './finding-row.ts';
import { lineRow } from './line-row.ts';
import type { StoreBatch } from './store/store.ts';

export type CheckedIngest =
  | { readonly ok: true; readonly batch: StoreBatch; readonly reply: IngestReply }
  | { readonly ok: false; readonly reason: string };

/** As much of a zod schema as is used here. */
interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: readonly Issue[] } };
}
interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Checks a body item by item: a bad one is named in the reply, the others are kept. */
export function checkIngest(body: unknown, receivedAt: number): CheckedIngest {
  const outer = ingestSchema.safeParse(body);
  if (!outer.success) return { ok: false, reason: reasonOf(outer.error.issues) };
  const { findings, executions, coverages, functions, lines, counters, batch } = outer.data;
  const rejected: IngestReply['rejected'] = [];
  const check = <T>(list: string, items: readonly unknown[] | undefined, schema: Schema<T>): T[] => {
    const good: T[] = [];
    items?.forEach((item, index) => {
      const result = schema.safeParse(item);
      if (result.success) good.push(result.data);
      else rejected.push({ list, index, reason: reasonOf(result.error.issues) });
    });
    return good;
  };
  const checked: StoreBatch = {
    ...(batch ? { id: batch } : {}),
    receivedAt,
    findings: check('findings', findings, findingSchema).map(findingRow),
    executions: check('executions', executions, executionSchema),
    coverages: check('coverages', coverages, coverageSchema),
    functions: check('functions', functions, deployedFunctionSchema),
    lines: check('lines', lines, requestLineSchema).map(lineRow),
    counters: {
      forged: counters?.forged ?? 0,
      malformed: counters?.malformed ?? 0,
      faults: counters?.faults ?? 0,
      dropped: counters?.dropped ?? 0,
    },
  };
  const lists = [checked.findings, checked.executions, checked.coverages, checked.functions, checked.lines];
  const accepted = lists.reduce((sum, list) => sum + list.length, 0);
  return { ok: true, batch: checked, reply: { accepted, rejected } };
}

function reasonOf(issues: readonly Issue[]): string {
  const issue = issues[0];
  if (!issue) return 'invalid';
  const path = issue.path.map(String).join('.');
  return `${path === '' ? '' : `${path}: `}${issue.message}`.slice(0, 300);
}
