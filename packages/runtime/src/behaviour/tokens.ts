import type { BehaviourKind } from '@bulkhead/core';

/**
 * What the scorer sees of a behaviour: its kind with a coarse target. Names of a function's own hosts and folders say
 * nothing about the next function's.
 * @example tokenOf('connect', 'a.example.com:4444') // 'connect:odd'
 */
export function tokenOf(kind: BehaviourKind, what: string): string {
  switch (kind) {
    case 'program':
      return `program:${programClass(what)}`;
    case 'connect':
      return `connect:${placeClass(what)}`;
    case 'lookup':
      return `lookup:${longName(what) ? 'data' : 'name'}`;
    case 'read':
    case 'write':
    case 'list':
      return `${kind}:${fileClass(what, kind)}`;
    default:
      return kind;
  }
}

const SHELLS = /^(?:sh|bash|dash|zsh|ash|busybox)$/;
const FETCHERS = /^(?:curl|wget|nc|ncat|netcat|socat|telnet|ftp|scp|ssh|dig|nslookup|host)$/;
const SCRIPTS = /^(?:node|python\d?|python\d\.\d+|perl|ruby|php|lua|awk)$/;
const LOOKS = /^(?:env|printenv|whoami|id|uname|ps|cat|find|ls|hostname|mount|ip|ifconfig|netstat)$/;
const CHANGES = /^(?:chmod|crontab|mkfifo|nohup|setsid|base64|openssl|xxd|kill|pkill)$/;

function programClass(path: string): string {
  if (/^\/(?:tmp|dev\/shm)\//.test(path)) return 'tmp';
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (SHELLS.test(name)) return 'shell';
  if (FETCHERS.test(name)) return 'fetch';
  if (SCRIPTS.test(name)) return 'script';
  if (LOOKS.test(name)) return 'look';
  return CHANGES.test(name) ? 'change' : 'own';
}

function placeClass(place: string): string {
  const colon = place.lastIndexOf(':');
  const host = place.slice(0, colon).toLowerCase();
  const port = place.slice(colon + 1);
  if (/^(?:169\.254\.|fd00:ec2::)/.test(host)) return 'metadata';
  if (/^(?:127\.|localhost$|::1$)/.test(host)) return port === '9001' ? 'runtime' : 'local';
  if (longName(host)) return 'data';
  if (/(?:^|\.)amazonaws\.com$/.test(host)) return 'aws';
  if (/^(?:3306|5432|6379|27017|1433|9092)$/.test(port)) return 'database';
  if (/^(?:25|465|587)$/.test(port)) return 'mail';
  if (port !== '443' && port !== '80') return 'odd';
  return /^[\d.]+$|:/.test(host) ? 'address' : 'web';
}

/** A name that carries data: a label longer than people give, or many characters of hexadecimal. */
function longName(host: string): boolean {
  return host.split('.').some((label) => label.length > 40 || /^[0-9a-f]{20,}$/.test(label));
}

function fileClass(path: string, kind: 'read' | 'write' | 'list'): string {
  if (/^\/proc\/[^/]+\/(?:environ|mem|maps|cmdline)/.test(path)) return 'process';
  if (path.startsWith('/proc/') || path.startsWith('/sys/')) return 'system';
  if (/\/\.(?:aws|ssh|npmrc|netrc|git-credentials|docker|kube|env)(?:\/|$)|^\/etc\/shadow/.test(path)) return 'secret';
  if (path.startsWith('/etc/')) return 'etc';
  if (/^\/var\/(?:runtime|lang)(?:\/|$)/.test(path)) return 'runtime';
  if (/^\/opt(?:\/|$)/.test(path)) return 'layer';
  if (/^\/var\/task(?:\/|$)/.test(path)) {
    if (path.includes('/node_modules/')) return 'module';
    return kind === 'read' && !/\.(?:[cm]?js|json|node)$/.test(path) ? 'asset' : 'code';
  }
  if (/^\/(?:tmp|dev\/shm)(?:\/|$)/.test(path)) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (/^\./.test(name)) return 'tmp-hidden';
    return /\.(?:[cm]?js|sh|py|node|so|elf)$/.test(name) ? 'tmp-code' : 'tmp';
  }
  return 'other';
}
