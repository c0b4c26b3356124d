import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type AttackRecord,
  type CompiledPolicy,
  compilePolicy,
  type PolicyDocument,
  type RuntimeRecord,
} from '@bulkhead/core';
import { loadApp, loadPolicy } from '@bulkhead/iac';
import { type Lab, type LabLine, type LabNotice, startLab } from '@bulkhead/lab';
import { hmacSha256, type LogItem, parseLine } from '@bulkhead/logs';

export const PRELOAD = fileURLToPath(new URL('../../packages/runtime/dist/preload.cjs', import.meta.url));

/** Key of this test's lines; a test that forges lines does not get to know it. */
export const KEY = 'a key of the examples’ tests, at least thirty-two characters';

export interface ExampleOptions {
  readonly protect: boolean;
  /** Replaces the example's `bulkhead.yml`. */
  readonly policy?: PolicyDocument;
  readonly environment?: Readonly<Record<string, string>>;
  readonly recursionStop?: number;
  /** In place of the template's, for every function. */
  readonly runtime?: string;
  /** A server that plays AWS; triggers are delivered from it. */
  readonly awsEndpoint?: string;
}

/** One line with what it says. */
export interface SeenLine {
  readonly line: LabLine;
  readonly item: LogItem;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

export interface Example {
  readonly lab: Lab;
  readonly seen: readonly SeenLine[];
  readonly notices: readonly LabNotice[];
  /** A request to the HTTP front: `GET /files?prefix=2025/`. */
  ask(request: string, init?: RequestInit): Promise<Answer>;
  /** The first line that fits, now or later. */
  line(fits: (seen: SeenLine) => boolean): Promise<SeenLine>;
  /** Resolves when `count` lines fit. */
  lines(count: number, fits: (seen: SeenLine) => boolean): Promise<void>;
  /** Valid records so far, each id once with its highest count. */
  records(): RuntimeRecord[];
  /** Attack records so far. */
  attacks(): AttackRecord[];
  close(): Promise<void>;
}

/** Runs one of the example folders as `bulkhead up` does, on a free port and without watching its sources. */
export async function startExample(folder: string, options: ExampleOptions): Promise<Example> {
  if (options.protect && !existsSync(PRELOAD)) throw new Error(`${PRELOAD} is missing. Build it: npm run build`);
  const template = await loadApp(folder);
  const runtime = options.runtime;
  const app = runtime ? { ...template, functions: template.functions.map((fn) => ({ ...fn, runtime })) } : template;
  const policy =
    options.policy ??
    (
      await loadPolicy(
        app.root,
        app.functions.map((fn) => fn.id),
      )
    )?.document ??
    {};
  const verify = [hmacSha256(KEY)];
  const seen: SeenLine[] = [];
  const notices: LabNotice[] = [];
  const waiting = new Set<() => void>();
  const lab = await startLab({
    app,
    port: 0,
    watch: false,
    onLine: (line) => {
      seen.push({ line, item: parseLine(line.text, line.stream, verify, line.time) });
      for (const check of [...waiting]) check();
    },
    onNotice: (notice) => notices.push(notice),
    ...(options.environment ? { environment: options.environment } : {}),
    ...(options.awsEndpoint === undefined ? {} : { awsEndpoint: options.awsEndpoint, triggers: true }),
    ...(options.recursionStop === undefined ? {} : { recursionStop: options.recursionStop }),
    ...(options.protect
      ? { protection: { preload: PRELOAD, key: KEY, policyFor: (fn): CompiledPolicy => compilePolicy(policy, fn.id) } }
      : {}),
  });

  function lines(count: number, fits: (seen: SeenLine) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (seen.filter(fits).length < count) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  }

  function records(): RuntimeRecord[] {
    const byId = new Map<string, RuntimeRecord>();
    for (const { item } of seen) {
      if (item.is === 'record' && item.trust === 'valid') byId.set(item.record.id, item.record);
    }
    return [...byId.values()];
  }

  return {
    lab,
    seen,
    notices,
    async ask(request, init = {}) {
      const [method = 'GET', path = '/'] = request.split(/ (.*)/s);
      const answer = await fetch(lab.url + path, { method, redirect: 'manual', ...init });
      return { status: answer.status, headers: answer.headers, body: await answer.text() };
    },
    async line(fits) {
      await lines(1, fits);
      return seen.find(fits)!;
    },
    lines,
    records,
    attacks: () => records().filter((record): record is AttackRecord => record.kind === 'attack'),
    close: () => lab.close(),
  };
}

/** Every line that claims to be ours, whatever its check says. */
export function claimed(seen: readonly SeenLine[]): SeenLine[] {
  return seen.filter(({ item }) => item.is === 'record' || item.is === 'malformed');
}

/**
 * Log streams of the environments that ran something: at least one for each function, and more where an answer was here
 * before its environment had asked for the next event.
 */
export function environmentsOf(seen: readonly SeenLine[]): string[] {
  return [...new Set(seen.filter(({ item }) => item.is === 'execution').map(({ line }) => line.stream.logStream))];
}

export function isExecutionOf(functionId: string): (seen: SeenLine) => boolean {
  return ({ line, item }) => line.functionId === functionId && item.is === 'execution';
}

/** The record of a line that blocks, if it is one that counts. */
export function blocked({ item }: SeenLine): AttackRecord | undefined {
  if (item.is !== 'record' || item.trust !== 'valid' || item.record.kind !== 'attack') return undefined;
  return item.record.action === 'blocked' ? item.record : undefined;
}
