/**
 * Whether a policy's list of hosts names a target. `*.example.com` stands for every name below example.com, `host:port` for
 * that port alone.
 * @example isAllowedHost(['*.example.com', '10.0.0.5:6379'], 'api.example.com', 443) // true
 */
export function isAllowedHost(allow: readonly string[], host: string, port: number): boolean {
  return allow.some((entry) => {
    const colon = entry.lastIndexOf(':');
    const portText = entry.slice(colon + 1);
    // A colon inside an IPv6 address is no port; one behind brackets is.
    const hasPort = /^\d{1,5}$/.test(portText) && (entry.indexOf(':') === colon || entry[colon - 1] === ']');
    if (hasPort && Number(portText) !== port) return false;
    const pattern = (hasPort ? entry.slice(0, colon) : entry).toLowerCase().replace(/^\[|\]$/g, '');
    if (pattern === '*') return true;
    return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
  });
}
