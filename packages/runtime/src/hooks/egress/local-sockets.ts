import { eventValue, type Finding } from '../../guard.ts';
import type { Scope } from '../../scope.ts';

/** Sockets through which a machine is ruled; nothing in Lambda has or needs them. */
const CONTROL =
  /(?:^|\/)(?:docker|containerd|crio|cri-dockerd|dockershim|podman|buildkitd|kubelet|firecracker|runsc|lxd|incus|system_bus_socket|notify)(?:\.sock(?:et)?)?$/;

/** The path in the arguments of Socket.prototype.connect: `(path)`, `({ path })`, or those as one array. */
export function localPathOf(args: readonly unknown[]): string | undefined {
  const [first] = Array.isArray(args[0]) ? (args[0] as unknown[]) : args;
  if (typeof first === 'string') return Number.isInteger(Number(first)) ? undefined : first;
  if (typeof first !== 'object' || first === null) return undefined;
  const { path } = first as { path?: unknown };
  return typeof path === 'string' && path !== '' ? path : undefined;
}

/** What is wrong with a connection to a local socket, with the event or without. */
export function localFinding(
  path: string,
  scopes: readonly Scope[],
): { finding: Finding; scope: Scope | undefined } | undefined {
  const base = {
    rule: 'hook/outbound',
    ruleVersion: '1',
    class: 'ssrf',
    confidence: 'high',
    sink: { operation: 'net.connect', target: `unix:${path}` },
  } as const;
  for (const scope of scopes) {
    const index = scope.strings.values.findIndex((value) => value.includes(path));
    if (index === -1 || path.length < 5) continue;
    return { finding: { ...base, message: 'event data leads to a local socket.', ...eventValue(scope, index) }, scope };
  }
  if (!CONTROL.test(path)) return undefined;
  const message = 'a socket that controls the machine, which nothing in Lambda needs, is contacted.';
  return { finding: { ...base, message, path: '', value: '' }, scope: scopes[0] };
}
