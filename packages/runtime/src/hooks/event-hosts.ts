import type { EventStrings } from '../scope.ts';
import { parseUrl } from './urls.ts';

/** A host that an event names. */
export interface EventHost {
  /** As the URL standard writes it: lower case, numbers as dotted addresses, IPv6 without brackets. */
  readonly host: string;
  /** `undefined`: any, because the event names the host alone. */
  readonly port: number | undefined;
  /** Named in a URL with a scheme, and so meant to be fetched. */
  readonly url: boolean;
  /** Index into the event's strings; -1 for the Location of a redirect. */
  readonly index: number;
}

export type EventHosts = EventHost[];

/** What is taken from one event at most; more are a flood, not a request. */
const HOSTS_AN_EVENT = 500;
const URLS_A_STRING = 20;

/**
 * Where the platform writes the client's own address: it is not chosen to be fetched, and behind a local proxy it is a
 * loopback or private one. A URL in the same place counts as anywhere else.
 */
const CLIENT_ADDRESS_KEYS =
  /(?:^|[.|])(?:host|forwarded|via|(?:x-)?(?:forwarded-(?:for|host|server)|real-ip|client-ip)|true-client-ip|cf-connecting-ip|source_?ip)(?:\[\d+\])?$/i;

/** The hosts that an event's strings name: in URLs, `//host/…`, `host:port/…`, or alone. */
export function eventHosts(strings: EventStrings): EventHosts {
  const hosts: EventHosts = [];
  for (let index = 0; index < strings.values.length && hosts.length < HOSTS_AN_EVENT; index++) {
    const value = strings.values[index]!;
    urlsIn(value, index, hosts);
    if (mayBeHost(value) && !isClientAddress(strings, index))
      addHost(`http:${value.startsWith('//') ? '' : '//'}${value}`, index, false, hosts);
  }
  return hosts;
}

/** Adds the host of a URL; relative ones and what is no URL add nothing. */
export function addUrl(url: string, hosts: EventHosts): void {
  if (hosts.length < HOSTS_AN_EVENT) addHost(url, -1, true, hosts);
}

function urlsIn(value: string, index: number, hosts: EventHosts): void {
  let at = value.indexOf('://');
  for (let count = 0; at !== -1 && count < URLS_A_STRING; count++) {
    const scheme = /[a-z][a-z0-9+.-]{0,15}$/i.exec(value.slice(Math.max(0, at - 16), at))?.[0];
    // An authority ends at one of these (RFC 3986, section 3.2; the backslash as browsers and Node.js read it).
    const authority = /^[^/?#\\\s"'<>]*/.exec(value.slice(at + 3, at + 3 + 512))![0];
    if (scheme !== undefined) addHost(`${scheme}://${authority}`, index, true, hosts);
    at = value.indexOf('://', at + 3);
  }
}

/** A plain host, `host:port` or `host/path`: no spaces, and a start that a host can have. */
function mayBeHost(value: string): boolean {
  if (value.length < 2 || value.length > 2048) return false;
  return /^(?:\/\/)?(?:[\w.-]{1,253}|\[[\da-f:.]{2,45}\])(?::\d{1,5})?(?:[/?#]\S*)?$/i.test(value);
}

function addHost(url: string, index: number, isUrl: boolean, hosts: EventHosts): void {
  const parsed = parseUrl(url);
  if (!parsed || parsed.hostname === '') return;
  const given = parsed.port === '' ? undefined : Number(parsed.port);
  const port = given ?? (isUrl ? defaultPort(parsed.protocol) : undefined);
  hosts.push({ host: plainHost(parsed.hostname), port, url: isUrl, index });
}

function defaultPort(protocol: string): number | undefined {
  if (protocol === 'http:' || protocol === 'ws:') return 80;
  if (protocol === 'https:' || protocol === 'wss:') return 443;
  return undefined;
}

function isClientAddress(strings: EventStrings, index: number): boolean {
  const key = strings.keys[index]!;
  const name = typeof key === 'number' || key.startsWith('[') ? strings.parents[index]! : key;
  return CLIENT_ADDRESS_KEYS.test(name);
}

/** Without brackets, trailing dot and zone, in lower case. */
export function plainHost(host: string): string {
  let plain = host.toLowerCase();
  if (plain.startsWith('[') && plain.endsWith(']')) plain = plain.slice(1, -1);
  if (plain.endsWith('.') && plain.length > 1) plain = plain.slice(0, -1);
  const zone = plain.indexOf('%');
  return zone > 0 && plain.includes(':') ? plain.slice(0, zone) : plain;
}

/** A host as the URL standard writes it, whatever form a socket was given: `2130706433`, `0x7f.1`, `::FFFF:127.0.0.1`. */
export function canonicalHost(host: string): string {
  const plain = plainHost(host);
  const url = `http://${plain.includes(':') ? `[${plain}]` : plain}/`;
  const parsed = parseUrl(url);
  return parsed ? plainHost(parsed.hostname) : plain;
}

/**
 * The event's mention of a target, if it makes one.
 * @param host as {@link canonicalHost} gives it
 * @param urlOnly leaves out hosts that are only named
 */
export function findHost(hosts: EventHosts, host: string, port: number, urlOnly = false): EventHost | undefined {
  return hosts.find(
    (item) => item.host === host && (item.port === undefined || item.port === port) && (item.url || !urlOnly),
  );
}
