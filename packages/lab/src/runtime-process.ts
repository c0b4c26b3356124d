import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createFrameReader, createLineReader, type LogEvent } from './log-frames.ts';
import type { Reaper } from './reaper.ts';

export interface ProcessCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface ProcessEnd {
  /** `exit status 1`, `signal: killed`; `undefined` for exit code 0. As Go prints it, which is what Lambda shows. */
  readonly error?: string;
}

/** One process group: the runtime, and whatever it starts that stays in its group. */
export interface RuntimeProcess {
  readonly pid: number;
  /** Settles once the process has gone and what it printed was read. */
  readonly ended: Promise<ProcessEnd>;
  /** The process has ended. */
  readonly gone: () => boolean;
  /** SIGSTOP to the whole group. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
  /** SIGTERM. */
  terminate(): void;
  /** SIGKILL, frozen or not; settles when the process has gone. */
  kill(): Promise<void>;
  /** Highest resident set so far in MB, of the runtime itself; 0 where the system does not tell (`/proc` only). */
  maxMemoryMb(): number;
}

/** Descriptor of the framed log channel in the child. */
export const TELEMETRY_FD = 3;

/** How long output may still come from a grandchild that holds the pipes after the runtime has gone. */
const DRAIN_MS = 100;

/**
 * Starts the runtime in a process group of its own. Its standard output, standard error and framed log channel are read
 * line by line; each of the three keeps its order.
 * @throws the system's error (`ENOENT`, …) when the program cannot be started
 */
export async function startProcess(
  command: ProcessCommand,
  reaper: Reaper,
  onEvent: (event: LogEvent) => void,
): Promise<RuntimeProcess> {
  const child = spawn(command.command, [...command.args], {
    cwd: command.cwd,
    env: command.env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const pid = child.pid!;
  reaper.add(pid);
  const out = createLineReader(onEvent, Date.now);
  const err = createLineReader(onEvent, Date.now);
  child.stdout!.on('data', out.read);
  child.stderr!.on('data', err.read);
  const channel = child.stdio[TELEMETRY_FD] as NodeJS.ReadableStream;
  channel.on('data', createFrameReader(onEvent, Date.now));
  for (const stream of [child.stdout!, child.stderr!, channel]) stream.on('error', () => {});

  let gone = false;
  let highest = 0;
  const signal = (name: 'SIGSTOP' | 'SIGCONT' | 'SIGTERM' | 'SIGKILL'): void => {
    if (gone) return;
    try {
      process.kill(-pid, name);
    } catch {
      // The group has gone between our last look and now.
    }
  };
  const ended = new Promise<ProcessEnd>((resolve) => {
    child.once('exit', (code, killedBy) => {
      // The runtime was the group's leader: what it left behind goes with it, as a Lambda sandbox does.
      signal('SIGKILL');
      gone = true;
      reaper.drop(pid);
      const finish = (): void => {
        clearTimeout(timer);
        out.flush();
        err.flush();
        resolve(endOf(code, killedBy));
      };
      const timer = setTimeout(finish, DRAIN_MS);
      child.once('close', finish);
    });
  });
  return {
    pid,
    ended,
    gone: () => gone,
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    terminate: () => signal('SIGTERM'),
    kill: async () => {
      signal('SIGKILL');
      await ended;
    },
    maxMemoryMb: () => {
      if (!gone) highest = Math.max(highest, peakMemoryMb(pid));
      return highest;
    },
  };
}

const SIGNAL_NAMES: Record<string, string> = {
  SIGKILL: 'killed',
  SIGABRT: 'aborted',
  SIGSEGV: 'segmentation fault',
  SIGBUS: 'bus error',
  SIGTERM: 'terminated',
  SIGINT: 'interrupt',
  SIGILL: 'illegal instruction',
  SIGTRAP: 'trace/breakpoint trap',
};

function endOf(code: number | null, signal: NodeJS.Signals | null): ProcessEnd {
  if (signal !== null) return { error: `signal: ${SIGNAL_NAMES[signal] ?? signal}` };
  return code === 0 || code === null ? {} : { error: `exit status ${code}` };
}

function peakMemoryMb(pid: number): number {
  try {
    const match = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return match ? Math.ceil(Number(match[1]) / 1024) : 0;
  } catch {
    return 0;
  }
}
