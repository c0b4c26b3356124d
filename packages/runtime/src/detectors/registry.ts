import { cmdi } from './cmdi.ts';
import { sqli } from './sqli.ts';
import { ssrf } from './ssrf.ts';
import { traversal } from './traversal.ts';
import type { Detector } from './types.ts';
import { xss } from './xss.ts';

/** Every detector, one file each, the gravest class first. */
export const DETECTORS: readonly Detector[] = [cmdi, sqli, traversal, ssrf, xss];
