import { toDetectionFinding } from '@bulkhead/core';
import { startConsole } from '../start.ts';
import { attack, execution, HOUR, id, lineId, POLL, requestLine, T0, VOTE } from './samples.ts';

const TOKEN = 'ingest-token-of-the-measuring';
/** Items of one request, and requests under way at once. */
const CHUNK = 400;
const AT_ONCE = 4;

export interface Amounts {
  readonly findings: number;
  readonly executions: number;
  readonly lines: number;
}

/** Fills a console over HTTP as a shipper does and asks what the pages ask. Figures of one machine, never a test. */
export async function measure(dir: string, amounts: Amounts): Promise<void> {
  const running = await startConsole({ dir, port: 0, ingestToken: TOKEN, now: () => T0 + 24 * HOUR });
  const at = (n: number, of: number) => T0 + Math.floor((n / of) * 24 * HOUR);
  await fill(running.url, 'findings', amounts.findings, (n) =>
    toDetectionFinding(
      attack({ id: id(n + 1), time: at(n, amounts.findings), requestId: requestId(n), function: n % 3 ? VOTE : POLL }),
    ),
  );
  await fill(running.url, 'executions', amounts.executions, (n) =>
    execution({
      requestId: requestId(n),
      time: at(n, amounts.executions),
      function: { ...VOTE, name: `fn-${n % 40}` },
      status: n % 101 === 0 ? 'error' : 'success',
    }),
  );
  // Five lines an invocation, four invocations a request.
  await fill(running.url, 'lines', amounts.lines, (n) => {
    const invocation = Math.floor(n / 5);
    const request = Math.floor(invocation / 4);
    return requestLine({
      id: lineId(n + 1),
      time: at(n, amounts.lines),
      correlationId: `c0ffee00-0000-4000-8000-${request.toString(16).padStart(12, '0')}`,
      requestId: requestId(invocation),
      ...(invocation % 4 ? { parentId: requestId(invocation - 1) } : {}),
      function: { ...VOTE, name: `fn-${invocation % 40}` },
      level: n % 211 ? 'INFO' : 'ERROR',
      debug: request % 20 === 0,
      message: `order ${n} of customer ${n % 1_000} was taken and is on its way to the warehouse`,
      traceId: '1-5759e988-bd862e3fe1be46a994272793',
    });
  });
  const [first] = ((await (await fetch(`${running.url}/api/requests`)).json()) as { requests: { id: string }[] })
    .requests;
  for (const path of [
    '/api/overview',
    '/api/functions',
    '/api/events',
    '/api/events?q=request',
    '/api/requests',
    '/api/requests?function=fn-7',
    '/api/requests?errors=1',
    '/api/requests?q=customer%20999',
    '/api/requests?q=nowhere',
    ...(first ? [`/api/requests/${first.id}`] : []),
  ]) {
    await ask(running.url, path);
  }
  await running.close();
}

function requestId(n: number): string {
  return `8f507cfc-0000-4697-b07a-${n.toString(16).padStart(12, '0')}`;
}

async function fill(url: string, list: string, count: number, item: (n: number) => unknown): Promise<void> {
  if (count === 0) return;
  const bodies: string[] = [];
  for (let n = 0; n < count; n += CHUNK) {
    const items = Array.from({ length: Math.min(CHUNK, count - n) }, (_, i) => item(n + i));
    bodies.push(JSON.stringify({ [list]: items }));
  }
  // Connections that grew old meanwhile are closed before they are used again.
  await new Promise((resolve) => setTimeout(resolve, 200));
  const cpu = process.cpuUsage();
  const start = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < bodies.length) {
        const body = bodies[next++]!;
        const response = await fetch(`${url}/v1/records`, {
          method: 'POST',
          headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
          body,
        });
        const reply = (await response.json()) as { accepted: number; rejected: unknown[] };
        if (response.status !== 202 || reply.rejected.length > 0) throw new Error(JSON.stringify(reply).slice(0, 300));
      }
    }),
  );
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  const rate = Math.round(count / seconds).toLocaleString('en-US');
  console.log(
    `${list.padEnd(12)} ${count} in ${seconds.toFixed(1)} s: ${rate} a second, ${((user + system) / count).toFixed(1)} µs CPU each`,
  );
}

async function ask(url: string, path: string): Promise<void> {
  const times: number[] = [];
  let bytes = 0;
  for (let i = 0; i < 9; i++) {
    const start = performance.now();
    const response = await fetch(url + path);
    bytes = (await response.text()).length;
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  console.log(
    `${times[4]!.toFixed(0).padStart(5)} ms median, ${times[8]!.toFixed(0)} ms worst  ${path} (${bytes} bytes)`,
  );
}
