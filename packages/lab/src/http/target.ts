import { isPercentEncoded } from './percent.ts';

export interface Target {
  readonly path: string;
  readonly query: string;
}

/**
 * Path and query of a request line's target (RFC 9112, 3.2), as sent. Absolute form loses scheme and authority, as a
 * gateway drops them. Undefined for what no gateway routes: `*`, an authority, or a `%` that starts no escape in the
 * path.
 */
export function parseTarget(target: string): Target | undefined {
  let rest = target;
  const absolute = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(target);
  if (absolute) rest = target.slice(absolute[0].length);
  const hash = rest.indexOf('#');
  if (hash >= 0) rest = rest.slice(0, hash);
  if (absolute && (rest === '' || rest.startsWith('?'))) rest = `/${rest}`;
  if (!rest.startsWith('/')) return undefined;
  const at = rest.indexOf('?');
  const path = at < 0 ? rest : rest.slice(0, at);
  if (!isPercentEncoded(path)) return undefined;
  return { path, query: at < 0 ? '' : rest.slice(at + 1) };
}
