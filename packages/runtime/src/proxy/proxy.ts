import { type ChildProcess, spawn } from 'node:child_process';
import { theRuntime } from '../runtime.ts';
import { createDownstream } from './downstream.ts';
import { serve } from './serve.ts';
import { createUpstream } from './upstream.ts';

/*
 * Runs the runtime of a function in any language, with its Runtime API led through here: `node proxy.cjs python3 bootstrap.py`.
 * Events are inspected before the runtime sees them and its answers after it gave them. What the function does meanwhile is
 * another process's business: no hook is in force, and the coverage line says so.
 */

/** Descriptor of the framed log channel, which the runtime inherits. */
const CHANNEL = Number(process.env['_LAMBDA_TELEMETRY_LOG_FD'] ?? 0);

/** Whatever is wrong with us, the function must run. */
async function start(): Promise<void> {
  const own = process.env['AWS_LAMBDA_RUNTIME_API'];
  let address = own;
  try {
    const upstream = createUpstream(own ?? '');
    const downstream = await createDownstream(upstream);
    const { protect } = theRuntime('proxy');
    address = downstream.address;
    // Ends with the process: Lambda's API is gone then.
    serve(upstream, downstream, protect).catch((error: unknown) => {
      console.error('Bulkhead lost the Runtime API:', error);
      process.exit(1);
    });
  } catch (error) {
    console.error('Bulkhead could not start, the function runs unprotected:', error);
  }
  const [command = '', ...args] = process.argv.slice(2);
  const { BULKHEAD_KEY: _key, BULKHEAD_POLICY: _policy, ...env } = process.env;
  const child = spawn(command, args, {
    env: { ...env, AWS_LAMBDA_RUNTIME_API: address },
    stdio: CHANNEL > 2 ? ['inherit', 'inherit', 'inherit', ...inherited(CHANNEL)] : 'inherit',
  });
  endWith(child);
}

function inherited(descriptor: number): ('ignore' | number)[] {
  return Array.from({ length: descriptor - 2 }, (_, i) => (i + 3 === descriptor ? descriptor : 'ignore'));
}

/** As if the runtime had been started in our place. */
function endWith(child: ChildProcess): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(String(error));
    process.exit(127);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

void start();
