import type { MiddlewareHandler } from 'hono';
import { httpError } from './http-errors.ts';

/** Names under which a loopback address may be asked. */
export const LOOPBACK_HOSTS: readonly string[] = ['127.0.0.1', 'localhost', '::1'];

/**
 * Refuses requests that were sent to another name: a page of a stranger whose name was made to point at 127.0.0.1 (DNS
 * rebinding) is same-origin with itself and could read the console, but its browser sends that name as Host.
 * @param port asked for each request: it is known only when the server listens
 */
export function hostGuard(port: () => number): MiddlewareHandler {
  return async (c, next) => {
    const host = c.req.header('host')?.toLowerCase();
    // Browsers leave out the port 80.
    const suffix = port() === 80 ? '' : `:${port()}`;
    const allowed = LOOPBACK_HOSTS.some((name) => host === `${name.includes(':') ? `[${name}]` : name}${suffix}`);
    if (!allowed) return httpError(c, 'CONSOLE_WRONG_HOST');
    await next();
  };
}
