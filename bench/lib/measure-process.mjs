import { spawnSync } from 'node:child_process';

/**
 * Wall time, CPU time and peak memory of a process and its children, by GNU time.
 * @returns {{ seconds: number, cpu: number, megabytes: number }}
 */
export function measureProcess(program, args, env = {}) {
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '%e %U %S %M', program, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [seconds, user, system, kilobytes] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  // 1: something was found.
  if ((status !== 0 && status !== 1) || !Number.isFinite(kilobytes))
    throw new Error(`${program} failed: ${stderr.slice(-500)}`);
  return { seconds, cpu: user + system, megabytes: kilobytes / 1_000 };
}
