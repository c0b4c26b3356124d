import { spawn } from 'node:child_process';

/** Kills what the lab started even when the lab itself is killed. */
export interface Reaper {
  add(pid: number): void;
  drop(pid: number): void;
  close(): Promise<void>;
}

/*
 * Reads process groups from its input and kills those still listed when the input ends, which the kernel sees to whatever
 * becomes of the lab. SIGKILL also ends frozen processes. A shell, because it holds less than 1 MB while it waits.
 */
const SCRIPT = `trap '' HUP INT TERM
live=' '
while read -r what pid; do
  case $what in
    add) live="$live$pid " ;;
    drop) case $live in *" $pid "*) live="\${live%%" $pid "*} \${live#*" $pid "}" ;; esac ;;
  esac
done
for pid in $live; do kill -9 -"$pid" 2>/dev/null; done
exit 0`;

/** Starts the watcher; it leaves the terminal's process group, so that Ctrl-C at the terminal does not reach it. */
export function startReaper(): Reaper {
  const shell = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true, env: {} });
  const ended = new Promise<void>((resolve) => {
    shell.once('exit', () => resolve());
    shell.once('error', () => resolve());
  });
  // Without a shell the lab still kills on close; only a crash of the lab itself would leave processes behind.
  shell.stdin.on('error', () => {});
  shell.unref();
  return {
    add: (pid) => void shell.stdin.write(`add ${pid}\n`),
    drop: (pid) => void shell.stdin.write(`drop ${pid}\n`),
    close: async () => {
      shell.ref();
      shell.stdin.end();
      await ended;
    },
  };
}
