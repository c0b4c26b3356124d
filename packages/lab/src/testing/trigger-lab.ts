import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadApp } from '@bulkhead/iac';
import { startLabCore } from '../lab-core.ts';
import type { Lab, LabLine, LabNotice } from '../types.ts';
import { onlyBootstrap } from './app.ts';

/** A lab that delivers triggers from a local AWS server, over a template and code written for it. */
export interface TriggerLab {
  readonly lab: Lab;
  readonly notices: readonly LabNotice[];
  /** Events that a function printed with `console.log('SAW', JSON.stringify(event))`, in order. */
  events(functionId: string): Record<string, unknown>[];
  /** Resolves when a function has seen so many events. */
  seen(functionId: string, count: number): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/** Prints every event; fails where the text `FAIL` stands in it. */
export const PRINTS = `exports.handler = async (event) => {
  const text = JSON.stringify(event);
  console.log('SAW ' + text);
  if (text.includes('FAIL')) throw new Error('asked to fail');
};`;

export async function startTriggerLab(
  endpoint: string,
  template: string,
  files: Readonly<Record<string, string>> = { 'index.js': PRINTS },
  retryDelaysMs: readonly number[] = [20, 20],
): Promise<TriggerLab> {
  const root = mkdtempSync(join(tmpdir(), 'bulkhead-triggers-'));
  const name = template.includes('AWSTemplate') || template.includes('Transform') ? 'template.yaml' : 'serverless.yml';
  for (const [file, text] of Object.entries({ [name]: template, ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  const lines: LabLine[] = [];
  const notices: LabNotice[] = [];
  const waiting = new Set<() => void>();
  const lab = await startLabCore(
    {
      app: await loadApp(root, { env: {}, region: 'eu-west-1' }),
      port: 0,
      watch: false,
      awsEndpoint: endpoint,
      triggers: true,
      onLine: (line) => {
        lines.push(line);
        for (const check of [...waiting]) check();
      },
      onNotice: (notice) => notices.push(notice),
    },
    {
      codeFor: async (fn) => ({ taskRoot: fn.codeRoot, handler: fn.handler as string }),
      inventory: onlyBootstrap(),
      requireReal: false,
      tuning: { retryDelaysMs },
    },
  );
  await lab.deliver();
  const events = (functionId: string) =>
    lines.flatMap(({ functionId: id, text }) => {
      const found = id === functionId ? /SAW (\{.*\})/.exec(text)?.[1] : undefined;
      return found === undefined ? [] : [JSON.parse(found) as Record<string, unknown>];
    });
  return {
    lab,
    notices,
    events,
    seen: (functionId, count) =>
      new Promise((resolve) => {
        const check = () => {
          const all = events(functionId);
          if (all.length < count) return;
          waiting.delete(check);
          resolve(all);
        };
        waiting.add(check);
        check();
      }),
    close: async () => {
      await lab.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
