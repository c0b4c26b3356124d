import type { Detector } from './types.ts';

/** CRLF and log injection: being written. */
export const crlf: Detector = {
  id: 'detector/crlf',
  class: 'crlf',
  version: '1.0.0',
  title: 'CRLF and log injection',
  detect(_candidate) {
    return undefined;
  },
};
