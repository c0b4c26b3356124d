import { cmdi } from './cmdi.ts';
import { codei } from './codei.ts';
import { crlf } from './crlf.ts';
import { deser } from './deser.ts';
import { jndi } from './jndi.ts';
import { ldap } from './ldap.ts';
import { nosqli } from './nosqli.ts';
import { proto } from './proto.ts';
import { sqli } from './sqli.ts';
import { ssrf } from './ssrf.ts';
import { ssti } from './ssti.ts';
import { traversal } from './traversal.ts';
import type { Detector } from './types.ts';
import { xss } from './xss.ts';
import { xxe } from './xxe.ts';

/** Every detector, one file each, the gravest class first. */
export const DETECTORS: readonly Detector[] = [
  cmdi,
  codei,
  sqli,
  deser,
  jndi,
  traversal,
  ssrf,
  xxe,
  ssti,
  nosqli,
  ldap,
  proto,
  xss,
  crlf,
];
