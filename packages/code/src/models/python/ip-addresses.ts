import type { CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { ADDRESS } from '../json-rules.ts';
import { argument, each, models } from './helpers.ts';

/*
 * `ipaddress`: it raises where a text is no address. An address says nothing of where a request with it leads, 127.0.0.1 and
 * 169.254.169.254 are addresses: only who asks whether it is a public one, and acts on it, knows that
 * (https://docs.python.org/3/library/ipaddress.html).
 */

/** `ip_address(text)`, and `ip_network(text)`. */
const parsed: Model = (call, engine) => {
  const value = argument(call, 0, 'address');
  if (value === undefined) return undefined;
  if (!value.shapes.some((shape) => shape.kind === 'unknown' && shape.reason === RESOLVED))
    engine.assume(value, ADDRESS);
  const address = engine.external('ipaddress', 'address#', value);
  return engine.carrying(address, engine.cleaned(value, ADDRESS));
};

/** `socket.gethostbyname(name)`: what is asked of the address is asked of the name. */
const RESOLVED = 'the address of a host';
const resolves: Model = (call, engine) => {
  const value = argument(call, 0, 'hostname');
  return value && engine.carrying(engine.unknown(RESOLVED, call.place), value);
};

/** Each is about a part of the addresses that lead inside. */
const PARTS = ['is_loopback', 'is_link_local', 'is_reserved', 'is_multicast', 'is_unspecified', 'is_site_local'];

type Read = { readonly object: { readonly state?: unknown }; readonly place: CallSite['place'] };

const asks =
  (cleanFor: readonly ['ssrf'] | 'unsure', holds: boolean) =>
  ({ object, place }: Read, engine: Engine) =>
    object.state === undefined
      ? engine.unknown('a truth value', place)
      : engine.checked(object.state as Parameters<Engine['checked']>[0], cleanFor, { holds });

export const addressModels: readonly ModelSet[] = [
  models('socket', { gethostbyname: resolves }),
  models(
    'ipaddress',
    each(['ip_address', 'IPv4Address', 'IPv6Address', 'ip_network', 'ip_interface', 'IPv4Network'], parsed),
    {
      reads: {
        // Loopback, link-local and the networks of one's own are all private (iana-ipv4-special-registry).
        'address#.is_private': asks(['ssrf'], false),
        'address#.is_global': asks(['ssrf'], true),
        ...Object.fromEntries(PARTS.map((name) => [`address#.${name}`, asks('unsure', false)])),
      },
    },
  ),
];
