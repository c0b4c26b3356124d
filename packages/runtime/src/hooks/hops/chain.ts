import { isSameSignature } from '@bulkhead/core';

/**
 * A chain of requests: what one request set off through queues, topics, streams and tables. It rides along with each
 * message as one short text, so that a function knows how often the chain has come back to it, and which function it has
 * the message from.
 */
export interface Chain {
  /** The same for all that came of one request: X-Ray's root, or the request id where it began. */
  readonly id: string;
  /** Functions that the chain went through, this message's sender included: its depth. */
  readonly hops: number;
  /** The most messages that one of them had sent when it sent this one's ancestor: forks, not depth. */
  readonly width: number;
  /** How often it went through each function, the last one last. */
  readonly functions: readonly Visits[];
  /** Made with the key of the deploy, so that nobody else can have made it. */
  readonly signed: boolean;
}

export interface Visits {
  readonly name: string;
  readonly count: number;
}

/** Signs a text; the key is the deploy's. */
export type Sign = (text: string) => string;

/** Name of the message attribute, header, metadata key or field that holds the text. */
export const CHAIN_NAME = 'x-bulkhead-chain';

/** Functions that a chain remembers, the latest ones: an S3 object has 2 kB for all of its metadata. */
export const MOST_FUNCTIONS = 12;

const MOST_HOPS = 9_999_999;
const MAC_LENGTH = 22;

/** `1.<id>.<hops>.<width>.<function:times,…>.<nonce>`, and the signature where there is a key. */
const CHAIN = /^1\.([\w-]{1,64})\.(\d{1,7})\.(\d{1,7})\.([\w:,$-]{3,1100})\.(\w{1,12})(?:\.([\w-]{22}))?$/;

/** Longer texts are none of ours. */
export const MOST_CHARACTERS = 1_300;

/** The chain after a function has sent one more message of it. */
export function nextChain(chain: Chain | undefined, id: string, name: string, sent: number): Chain {
  const before = chain?.functions ?? [];
  const count = (before.find((item) => item.name === name)?.count ?? 0) + 1;
  const others = before.filter((item) => item.name !== name);
  return {
    id: chain?.id ?? (id.replace(/[^\w-]/g, '').slice(0, 64) || 'unknown'),
    hops: Math.min((chain?.hops ?? 0) + 1, MOST_HOPS),
    width: Math.min(Math.max(chain?.width ?? 1, sent), MOST_HOPS),
    functions: [...others.slice(1 - MOST_FUNCTIONS), { name, count: Math.min(count, MOST_HOPS) }],
    signed: false,
  };
}

/**
 * How often the chain has been through a function. One that went through more functions than it remembers counts by its
 * depth, so that a wide ring ends, too.
 */
export function visits(chain: Chain | undefined, name: string): number {
  if (!chain) return 0;
  const own = chain.functions.find((item) => item.name === name)?.count ?? 0;
  return Math.max(own, Math.floor(chain.hops / MOST_FUNCTIONS) - 1);
}

/** @param nonce differs from message to message: a row that was written again with the same text was written without us */
export function encodeChain(chain: Chain, nonce: string, sign: Sign | undefined): string {
  const functions = chain.functions.map(({ name, count }) => `${name}:${count}`).join(',');
  const text = `1.${chain.id}.${chain.hops}.${chain.width}.${functions}.${nonce}`;
  return sign ? `${text}.${macOf(text, sign)}` : text;
}

/**
 * Reads a chain; anything else, and one with a wrong signature, is none.
 * @param sign where there is a key, a chain without its signature is none either: a stranger could begin one at any depth
 */
export function decodeChain(text: unknown, sign: Sign | undefined): Chain | undefined {
  if (typeof text !== 'string' || text.length > MOST_CHARACTERS || !text.startsWith('1.')) return undefined;
  const match = CHAIN.exec(text);
  if (!match) return undefined;
  const [, id, hops, width, list, , mac] = match;
  if (sign) {
    if (mac === undefined || !isSameSignature(mac, macOf(text.slice(0, -1 - MAC_LENGTH), sign))) return undefined;
  }
  const functions: Visits[] = [];
  for (const item of list!.split(',')) {
    const at = item.indexOf(':');
    const count = Number(item.slice(at + 1));
    if (at < 1 || !Number.isInteger(count) || count < 1 || count > MOST_HOPS) return undefined;
    functions.push({ name: item.slice(0, at), count });
  }
  if (functions.length > MOST_FUNCTIONS) return undefined;
  return { id: id!, hops: Number(hops), width: Number(width), functions, signed: sign !== undefined };
}

/** 132 bits. The first line keeps it apart from the signatures of log lines, which the same key makes. */
function macOf(text: string, sign: Sign): string {
  return sign(`bulkhead-chain\n${text}`).slice(0, MAC_LENGTH);
}
