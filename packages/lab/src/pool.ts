import type { Environment, Job } from './environment.ts';
import type { InvokeResult } from './types.ts';

export interface PoolOptions {
  /** Most environments at once. */
  readonly concurrency: number;
  /** Most jobs that wait for an environment; one more is refused. */
  readonly queueLimit: number;
  /** Milliseconds without work after which an environment is ended. */
  readonly idleMs: number;
  readonly create: () => Environment;
}

/** The execution environments of one function. */
export interface Pool {
  /** `undefined`: refused, every environment is busy and the queue is full. */
  run(job: Job): Promise<InvokeResult> | undefined;
  /** As `run`, but waits for its turn however long the queue. */
  wait(job: Job): Promise<InvokeResult>;
  /** Ends idle environments now and busy ones when they are done: the code has changed. */
  retire(): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  readonly job: Job;
  readonly resolve: (result: Promise<InvokeResult>) => void;
}

/** Reuses the environment that was used last, as Lambda tends to, so that the others become idle. */
export function createPool(options: PoolOptions): Pool {
  const idle: { environment: Environment; timer: NodeJS.Timeout }[] = [];
  const busy = new Set<Environment>();
  const retired = new WeakSet<Environment>();
  const ending = new Set<Promise<void>>();
  let queue: Waiting[] = [];
  let closed = false;

  function end(environment: Environment): Promise<void> {
    const done = environment.close().finally(() => ending.delete(done));
    ending.add(done);
    return done;
  }

  function take(): Environment | undefined {
    const last = idle.pop();
    if (last) {
      clearTimeout(last.timer);
      return last.environment;
    }
    return busy.size < options.concurrency ? options.create() : undefined;
  }

  function start(environment: Environment, job: Job): Promise<InvokeResult> {
    busy.add(environment);
    const running = environment.run(job);
    void running.finished
      .catch(() => false)
      .then((alive) => {
        busy.delete(environment);
        if (alive && !closed && !retired.has(environment)) rest(environment);
        else void end(environment);
        advance();
      });
    return running.result;
  }

  function rest(environment: Environment): void {
    const entry = {
      environment,
      timer: setTimeout(() => {
        idle.splice(idle.indexOf(entry), 1);
        void end(environment);
      }, options.idleMs),
    };
    entry.timer.unref();
    idle.push(entry);
  }

  function advance(): void {
    while (!closed && queue.length > 0) {
      const environment = take();
      if (!environment) return;
      const next = queue.shift()!;
      next.resolve(start(environment, next.job));
    }
  }

  function wait(job: Job): Promise<InvokeResult> {
    if (closed) return Promise.reject(new Error('The lab is closed.'));
    const environment = queue.length === 0 ? take() : undefined;
    if (environment) return start(environment, job);
    return new Promise((resolve) => queue.push({ job, resolve }));
  }

  return {
    run: (job) => {
      const full = idle.length === 0 && busy.size >= options.concurrency && queue.length >= options.queueLimit;
      return full ? undefined : wait(job);
    },
    wait,
    retire: async () => {
      for (const environment of busy) retired.add(environment);
      const resting = idle.splice(0);
      for (const { timer } of resting) clearTimeout(timer);
      await Promise.all(resting.map(({ environment }) => end(environment)));
    },
    close: async () => {
      closed = true;
      const waiting = queue;
      queue = [];
      for (const { resolve } of waiting) resolve(Promise.reject(new Error('The lab was closed.')));
      for (const { timer, environment } of idle.splice(0)) {
        clearTimeout(timer);
        void end(environment);
      }
      for (const environment of busy) void end(environment);
      await Promise.all(ending);
    },
  };
}
