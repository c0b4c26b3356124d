/**
 * Whether a host is in a list of hosts, `*.example.com` for all below a domain.
 * @param host `api.example.com`, or with its port
 */
export function isHostIn(host: string, list: readonly string[] | undefined): boolean {
  if (!list || list.length === 0) return false;
  const full = host.toLowerCase();
  const name = full.replace(/:\d+$/, '');
  return list.some((entry) => {
    const wanted = entry.toLowerCase();
    if (wanted.startsWith('*.')) return name.endsWith(wanted.slice(1)) && name.length > wanted.length - 1;
    return wanted === full || wanted === name;
  });
}
