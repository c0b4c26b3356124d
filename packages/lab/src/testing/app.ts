import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { App, LambdaFunction } from '@bulkhead/core';
import { type LabCore, type LabParts, startLabCore } from '../lab-core.ts';
import { findRuntimes, type NodeEntry, type RuntimeInventory } from '../runtimes.ts';
import type { InvokeRequest, InvokeResult, LabLine, LabNotice, LabOptions } from '../types.ts';

export type FunctionChange = Partial<Omit<LambdaFunction, 'id'>>;

export interface TestLab {
  readonly lab: LabCore;
  readonly root: string;
  readonly lines: readonly LabLine[];
  readonly notices: readonly LabNotice[];
  /** Invokes with a JSON value and reads the JSON answer. */
  call(functionId: string, event?: unknown): Promise<{ error: boolean; value: unknown }>;
  /**
   * Invokes and waits for the report: an answer comes without it when it is not printed in 100 ms, as on a busy machine.
   */
  invoke(functionId: string, request: InvokeRequest): Promise<InvokeResult>;
  /** Texts of one function's lines. */
  texts(functionId: string): string[];
  close(): Promise<void>;
}

const PLACE = { file: 'serverless.yml', line: 1, column: 1 };

/** An app of functions that differ from a plain one by what is given. */
export function testApp(
  name: string,
  root: string,
  functions: Readonly<Record<string, FunctionChange>>,
  runtime: string,
): App {
  return {
    name,
    framework: 'serverless',
    root,
    file: 'serverless.yml',
    stage: 'dev',
    region: 'eu-west-1',
    functions: Object.entries(functions).map(([id, change]) => ({
      id,
      name: `${name}-dev-${id}`,
      runtime,
      handler: 'index.handler',
      codeRoot: root,
      architecture: 'x86_64',
      memoryMb: 256,
      timeoutSeconds: 10,
      environment: {},
      logging: { format: 'Text', applicationLevel: 'INFO', systemLevel: 'INFO' },
      triggers: [],
      place: PLACE,
      handlerPlace: PLACE,
      ...change,
    })),
    resources: [],
    unknowns: [],
    packaged: false,
  };
}

/** A lab over files written for it, with code run as it stands. */
export async function startTestLab(
  files: Readonly<Record<string, string>>,
  functions: Readonly<Record<string, FunctionChange>>,
  parts: Partial<LabParts> & { options?: Partial<LabOptions> } = {},
): Promise<TestLab> {
  const root = mkdtempSync(join(tmpdir(), 'bulkhead lab-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const app = testApp('test', root, functions, 'nodejs20.x');
  const lines: LabLine[] = [];
  const notices: LabNotice[] = [];
  const waiting = new Set<() => void>();
  const lab = await startLabCore(
    {
      app,
      port: 0,
      watch: false,
      onLine: (line) => {
        lines.push(line);
        for (const check of waiting) check();
      },
      onNotice: (notice) => notices.push(notice),
      ...parts.options,
    },
    {
      codeFor: async (fn) => ({ taskRoot: fn.codeRoot, handler: fn.handler as string }),
      inventory: onlyBootstrap(),
      requireReal: false,
      ...parts,
    },
  );
  /** Where nothing prints a report (a log level, a refused call) the wait ends after `limitMs`. */
  const reported = (requestId: string, limitMs = 3_000): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!lines.some(({ text }) => isReport(text) && text.includes(requestId))) return;
        clearTimeout(timer);
        waiting.delete(check);
        resolve();
      };
      const timer = setTimeout(() => {
        waiting.delete(check);
        resolve();
      }, limitMs);
      waiting.add(check);
      check();
    });
  const invoke = async (functionId: string, request: InvokeRequest): Promise<InvokeResult> => {
    const result = await lab.invoke(functionId, request);
    if (result.statusCode === 200 && result.requestId !== '') await reported(result.requestId);
    return result;
  };
  return {
    lab,
    root,
    lines,
    notices,
    call: async (functionId, event = {}) => {
      const result = await invoke(functionId, { payload: JSON.stringify(event) });
      return { error: result.functionError !== undefined, value: JSON.parse(result.payload.toString()) };
    },
    invoke,
    texts: (functionId) => lines.filter((line) => line.functionId === functionId).map(({ text }) => text),
    close: async () => {
      await lab.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function isReport(text: string): boolean {
  return text.startsWith('REPORT ') || text.includes('"platform.report"');
}

/** What really is installed. */
export const INSTALLED: RuntimeInventory = findRuntimes('/nonexistent', process.env);

/** The lab's own bootstrap on the Node.js that runs the test: always there, and fastest to start. */
export function onlyBootstrap(): RuntimeInventory {
  return { ...INSTALLED, rics: new Map() };
}

/** An inventory in which every Node.js function runs through `entry` on Node.js `major`. */
export function onlyRuntime(entry: NodeEntry, major: number): RuntimeInventory | undefined {
  const node = INSTALLED.nodes.get(major);
  const ricMajor = entry === 'ric-3' ? 3 : 4;
  const ric = INSTALLED.rics.get(ricMajor);
  if (!node || (entry !== 'bootstrap' && !ric)) return undefined;
  return {
    ...INSTALLED,
    rics: entry === 'bootstrap' || !ric ? new Map() : new Map([[ricMajor, ric]]),
    nodes: new Map([20, 22, 24].map((wanted) => [wanted, node])),
    currentNode: node,
  };
}
