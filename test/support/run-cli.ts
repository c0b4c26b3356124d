import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
export const BIN = `${ROOT}/packages/cli/bin/bulkhead.mjs`;

export interface CliResult {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command line as a person does, and kills it after `timeoutMs`. */
export function runCli(
  args: readonly string[],
  options: { cwd?: string; input?: string; timeoutMs?: number; env?: Readonly<Record<string, string>> } = {},
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args], {
      cwd: options.cwd ?? ROOT,
      env: { ...process.env, NO_COLOR: '1', ...options.env },
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => {
      out += String(chunk);
    });
    child.stderr.on('data', (chunk) => {
      err += String(chunk);
    });
    child.on('error', reject);
    const timer = setTimeout(() => child.kill('SIGKILL'), options.timeoutMs ?? 60_000);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, out, err });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

export interface RunningUp {
  /** What stood on standard output when everything was up. */
  readonly summary: string;
  readonly consoleUrl: string;
  /** Address of each application's HTTP front, in order. */
  readonly urls: readonly string[];
  /** Standard error so far. */
  err(): string;
  /** Asks it to stop and waits for the end. */
  stop(): Promise<number | null>;
}

/** Starts `bulkhead up` on free ports and waits until it says that the console is there. */
export function startUp(
  args: readonly string[],
  options: { cwd?: string; timeoutMs?: number } = {},
): Promise<RunningUp> {
  const child = spawn(process.execPath, [BIN, 'up', '--no-open', '--port', '0', '--console-port', '0', ...args], {
    cwd: options.cwd ?? ROOT,
    env: { ...process.env, NO_COLOR: '1' },
  });
  let out = '';
  let err = '';
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  child.stderr.on('data', (chunk) => {
    err += String(chunk);
  });
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`bulkhead up did not come up\n${out}\n${err}`));
    }, options.timeoutMs ?? 60_000);
    child.stdout.on('data', (chunk) => {
      out += String(chunk);
      const consoleUrl = /^Console\s+(\S+)/m.exec(out)?.[1];
      if (!consoleUrl || !out.includes('Ctrl-C')) return;
      clearTimeout(timer);
      const urls = [...out.matchAll(/stage \S+\s+(http:\/\/\S+)/g)].map((match) => match[1]!);
      const stop = () => {
        child.kill('SIGINT');
        return ended;
      };
      resolve({ summary: out, consoleUrl, urls, err: () => err, stop });
    });
    void ended.then((code) => {
      clearTimeout(timer);
      reject(new Error(`bulkhead up ended with ${code}\n${out}\n${err}`));
    });
  });
}
