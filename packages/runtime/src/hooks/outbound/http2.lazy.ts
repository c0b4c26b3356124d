import type { BulkheadBlockedError } from '../../errors.ts';
import type { HookContext } from '../../guard.ts';
import { type Target, targetFor } from '../egress/targets.ts';
import type { Session } from '../http2-sessions.ts';
import { parseUrl } from '../urls.ts';
import { judge, judgeEvent } from './judge.lazy.ts';
import type { KnownHosts } from './known-hosts.ts';

/** What to stop a request on a session of HTTP/2 with. */
export function judgeRequest(
  session: Session,
  headers: unknown,
  known: KnownHosts,
  context: HookContext,
): BulkheadBlockedError | undefined {
  const beyond = headerOf(headers, ':method') === 'CONNECT' ? headerOf(headers, ':authority') : undefined;
  const tunnel = beyond === undefined ? undefined : targetOfUrl(`https://${beyond}`);
  if (tunnel) return judge(tunnel, tunnel.host, known, context, 'http2.request');
  const target = targetFor(session);
  if (!target) return undefined;
  const stop = judge(target, target.host, known, context, 'http2.request');
  const address = addressOf(session);
  if (stop || address === undefined || address === target.host) return stop;
  return judgeEvent(target, address, known, context, 'http2.request');
}

/** The address that it is connected to; one that still connects is judged when it does. */
function addressOf(session: Session): string | undefined {
  try {
    return session.socket.remoteAddress;
  } catch {
    // Its socket is gone: the request fails by itself.
    return undefined;
  }
}

/** Of an object, or of one list of names and values, which Node.js 24 takes as well. */
function headerOf(headers: unknown, name: string): string | undefined {
  if (typeof headers !== 'object' || headers === null) return undefined;
  const value: unknown = Array.isArray(headers)
    ? headers[headers.indexOf(name) + 1 || -1]
    : (headers as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
}

/** Where a URL leads; `undefined` where it names no host. */
export function targetOfUrl(url: string): Target | undefined {
  const parsed = parseUrl(url);
  if (!parsed || parsed.hostname === '') return undefined;
  const { hostname, port, protocol } = parsed;
  return {
    host: hostname.startsWith('[') ? hostname.slice(1, -1) : hostname,
    port: Number(port || (protocol === 'http:' ? 80 : 443)),
  };
}
