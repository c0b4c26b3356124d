import { classifyHost } from '../../detectors/url/addresses.ts';
import type { BulkheadBlockedError } from '../../errors.ts';
import type { HookContext } from '../../guard.ts';
import { isAllowedHost } from '../allow-list.ts';
import type { NameWatcher } from '../dns.ts';
import { canonicalHost, findHost } from '../event-hosts.ts';
import { nativeBinding } from '../native/bindings.ts';
import { namesOf, remember } from '../outbound/answers.lazy.ts';
import { finding, outsideList } from '../outbound/finding.ts';
import { hostsOf, judge } from '../outbound/judge.lazy.ts';
import type { KnownHosts } from '../outbound/known-hosts.ts';

import { createTunnelWatch, type TunnelWatch } from './tunnel.lazy.ts';

const SHORTEST_TUNNEL = 20;

/**
 * Lookups by the policy of connections: names outside its list are not looked up either, since the question itself carries
 * data out. What a name of the event stands for leads on in the event's name. Tunnels are told by many long random names,
 * or by a name that spells event data; both only alert, unless the policy blocks from medium confidence on.
 */
export function nameWatcher(known: KnownHosts, context: HookContext): Required<NameWatcher> {
  let tunnels: TunnelWatch | undefined;
  return {
    asked(name, operation) {
      const scope = context.scopes()[0];
      const { action, allow } = context.policy('outbound', scope);
      if (action === 'off') return undefined;
      const host = canonicalHost(name);
      const target = { host: name.slice(0, 300), port: 0 };
      const isAddress = classifyHost(host) !== 'name';
      // Sixteen bytes go out with the question for the name of an address; without a list of hosts there are easier ways.
      if (isAddress && !(allow && /reverse$|Service$/.test(operation))) return undefined;
      if (!host.includes('.') && (!allow || host === 'localhost')) return undefined;
      if (!isAddress) context.saw('lookup', host);
      if (allow) {
        const asked = host.replace(/^(?:_[\w-]{1,63}\.){1,4}/, '');
        const isListed = (item: string): boolean =>
          isAllowedHost(allow, item, undefined, known.function.region) ||
          known.endpoints.some((place) => place.slice(0, place.lastIndexOf(':')) === item);
        // Resolvers end a name at a NUL, and take others apart in ways of their own.
        const isPlain = isAddress || /^[\w.\-\u0080-\uffff]+$/.test(name);
        if (isPlain && (isListed(asked) || (isAddress && namesOf(host).some(isListed)))) return undefined;
        const message = 'a name that is not on the allow-list of the policy is looked up.';
        return context.act('outbound', outsideList(message, target, context, operation), scope);
      }
      // Honest names are short.
      if (host.length < SHORTEST_TUNNEL) return undefined;
      tunnels ??= createTunnelWatch();
      const message = tunnels(host, name, context.scopes(true));
      if (!message) return undefined;
      return context.act('outbound', { ...finding('egress', message, target, operation), confidence: 'medium' }, scope);
    },
    answered(name, answers) {
      // Otherwise it is known better, from below.
      if (!nativeBinding('cares_wrap')) remember(name, answers);
      const host = canonicalHost(name);
      for (const scope of context.scopes(true)) {
        const hosts = hostsOf(scope);
        const mention = hosts.find((item) => item.host === host);
        if (!mention) continue;
        for (const answer of answers) {
          const led = canonicalHost(answer);
          if (!findHost(hosts, led, mention.port ?? 0)) hosts.push({ ...mention, host: led });
        }
      }
    },
    servers(list) {
      for (const server of list) {
        const stop = judgeServer(server, known, context);
        if (stop) return stop;
      }
      return undefined;
    },
  };
}

/** `10.0.0.2`, `10.0.0.2:5353`, `[fd00::2]:53` */
function judgeServer(server: string, known: KnownHosts, context: HookContext): BulkheadBlockedError | undefined {
  const [, host = server, port = '53'] = /^\[?([\da-f.]+|[\da-f:.%a-z]+)\]?(?::(\d{1,5}))?$/i.exec(server) ?? [];
  // Amazon's own resolver is a link-local address.
  if (host === '169.254.169.253' || host === 'fd00:ec2::253') return undefined;
  return judge({ host, port: Number(port) }, host, known, context, 'dns.setServers');
}
