import { isAwsHost } from './egress/aws-hosts.lazy.ts';

/**
 * Whether a policy's list of hosts names a target. `*.example.com` stands for every name below example.com, `host:port` for
 * that port alone, `aws:s3` for a service of AWS in the function's region, `aws:s3/bucket` for one name of it, `aws:*` for all.
 * @param region of the function; without it, no entry `aws:…` applies
 * @param port `undefined`: any, because none is known yet
 * @example isAllowedHost(['*.example.com', '10.0.0.5:6379'], 'api.example.com', 443) // true
 */
export function isAllowedHost(
  allow: readonly string[],
  host: string,
  port: number | undefined,
  region?: string,
): boolean {
  return allow.some((entry) => {
    const colon = entry.lastIndexOf(':');
    const portText = entry.slice(colon + 1);
    const isAws = entry.startsWith('aws:');
    // A colon inside an IPv6 address is no port; one behind brackets is.
    const hasPort =
      /^\d{1,5}$/.test(portText) && (isAws ? colon > 3 : entry.indexOf(':') === colon || entry[colon - 1] === ']');
    if (hasPort && port !== undefined && Number(portText) !== port) return false;
    const pattern = (hasPort ? entry.slice(0, colon) : entry).toLowerCase().replace(/^\[|\]$/g, '');
    if (isAws) return region !== undefined && isAwsHost(pattern, host, region);
    if (pattern === '*') return true;
    return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
  });
}
