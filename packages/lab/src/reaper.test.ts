import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { startReaper } from './reaper.ts';

/** A process group that would live on for ever, frozen. */
function startFrozen(): { pid: number; ended: Promise<NodeJS.Signals | null> } {
  const child = spawn('/bin/sleep', ['1000'], { detached: true, stdio: 'ignore' });
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  process.kill(child.pid!, 'SIGSTOP');
  return { pid: child.pid!, ended };
}

describe('reaper', () => {
  it('kills what is still listed when its input ends, frozen or not, and nothing else', async () => {
    const reaper = startReaper();
    const [listed, dropped, other] = [startFrozen(), startFrozen(), startFrozen()];
    for (const { pid } of [listed, dropped, other]) reaper.add(pid);
    reaper.drop(dropped.pid);
    reaper.drop(999_999_999);
    await reaper.close();
    expect(await listed.ended).toBe('SIGKILL');
    expect(await other.ended).toBe('SIGKILL');
    expect(existsSync(`/proc/${dropped.pid}`) || process.platform !== 'linux').toBe(true);
    process.kill(dropped.pid, 'SIGKILL');
    await dropped.ended;
  });

  it('kills when the lab itself is killed', async () => {
    const frozen = startFrozen();
    const script = `import { startReaper } from ${JSON.stringify(new URL('./reaper.ts', import.meta.url).pathname)};
startReaper().add(${frozen.pid});
process.stdout.write('added');
setInterval(() => {}, 1000);`;
    const { build } = await import('esbuild');
    const bundle = await build({
      stdin: { contents: script, resolveDir: '/', loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'cjs',
      write: false,
    });
    const lab = spawn(process.execPath, ['-e', bundle.outputFiles[0]!.text], { stdio: ['ignore', 'pipe', 'inherit'] });
    await new Promise((resolve) => lab.stdout.once('data', resolve));
    lab.kill('SIGKILL');
    expect(await frozen.ended).toBe('SIGKILL');
  });
});
