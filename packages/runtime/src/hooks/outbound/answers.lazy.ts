import { classifyHost } from '../../detectors/url/addresses.ts';
import { canonicalHost } from '../event-hosts.ts';

/** Names that resolvers gave an address for, by address; of each the last few. */
const names = new Map<string, readonly string[]>();
const MOST_ADDRESSES = 5_000;
const MOST_NAMES = 8;

/** Whether a resolver of the system said that a name stands for an address. Both may be in any spelling. */
export function isAnswer(address: string, name: string): boolean {
  const host = canonicalHost(name);
  // Nobody asks a resolver for it.
  return (host === 'localhost' && classifyHost(address) === 'loopback') || namesOf(address).includes(host);
}

/** The names that resolvers of the system gave an address for. */
export function namesOf(address: string): readonly string[] {
  return names.get(canonicalHost(address)) ?? [];
}

/** Keeps what a name stands for: a list of addresses, or of objects that hold one each. */
export function remember(name: string, answer: unknown): void {
  const host = canonicalHost(name);
  for (const item of Array.isArray(answer) ? answer.slice(0, 200) : [answer]) {
    const text: unknown = (item as { address?: unknown } | undefined)?.address ?? item;
    if (typeof text !== 'string') continue;
    const address = canonicalHost(text);
    const others = (names.get(address) ?? []).filter((other) => other !== host);
    names.delete(address);
    names.set(address, [...others.slice(1 - MOST_NAMES), host]);
  }
  for (const oldest of names.keys()) {
    if (names.size <= MOST_ADDRESSES) break;
    names.delete(oldest);
  }
}
