import type { Detector } from './types.ts';

/** JNDI lookup injection: being written. */
export const jndi: Detector = {
  id: 'detector/jndi',
  class: 'jndi',
  version: '1.0.0',
  title: 'JNDI lookup injection',
  detect(_candidate) {
    return undefined;
  },
};
