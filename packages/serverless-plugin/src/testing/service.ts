import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const PACKAGE = join(import.meta.dirname, '../..');

/** Frameworks by the name of their npm package; version 4 of the Serverless Framework asks for a login before it does anything. */
export const FRAMEWORKS = ['osls', 'serverless'] as const;
export type Framework = (typeof FRAMEWORKS)[number];

export interface TestService {
  readonly folder: string;
  /** Runs the framework as a person does. */
  run(
    framework: Framework,
    ...args: readonly string[]
  ): { readonly code: number | null; readonly out: string; readonly said: string };
  write(files: Readonly<Record<string, string>>): void;
  /** The template that was packaged. */
  template(): CompiledJson;
}

export interface CompiledJson {
  readonly Resources: Readonly<
    Record<string, { Type: string; Properties: Record<string, unknown>; DependsOn?: unknown }>
  >;
  readonly Outputs: Readonly<Record<string, unknown>>;
}

/** A service in a folder of its own, with the built plug-in among its packages. */
export function testService(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): TestService {
  const folder = mkdtempSync(join(tmpdir(), 'bulkhead-sls-'));
  mkdirSync(join(folder, 'node_modules/@bulkhead'), { recursive: true });
  symlinkSync(PACKAGE, join(folder, 'node_modules/@bulkhead/serverless-plugin'));
  const write = (texts: Readonly<Record<string, string>>): void => {
    for (const [name, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  };
  write(files);
  return {
    folder,
    write,
    run(framework, ...args) {
      const bin = join(dirname(require.resolve(`${framework}/package.json`)), 'bin/serverless.js');
      const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
        cwd: folder,
        encoding: 'utf8',
        timeout: 120_000,
        env: {
          PATH: process.env['PATH'],
          HOME: folder,
          NO_COLOR: '1',
          // Neither calls home nor asks.
          SLS_TELEMETRY_DISABLED: '1',
          SLS_NOTIFICATIONS_MODE: 'off',
          CI: '1',
          ...env,
        },
      });
      return { code: status, out: stdout, said: stdout + stderr };
    },
    template: () =>
      JSON.parse(
        readFileSync(join(folder, '.serverless/cloudformation-template-update-stack.json'), 'utf8'),
      ) as CompiledJson,
  };
}
