/**
 * Whether a request's `Host` names this machine. Without this check any web page could reach the lab through a name
 * of its own that resolves to 127.0.0.1 (DNS rebinding) and read the answers.
 * @param host value of `Host`, with or without port
 */
export function isLocalHost(host: string | undefined): boolean {
  if (host === undefined) return true;
  const name = host
    .trim()
    .toLowerCase()
    .replace(/^(\[.*\]|[^:]*):\d*$/, '$1')
    .replace(/^\[(.*)\]$/, '$1');
  return name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name);
}
