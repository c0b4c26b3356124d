import type { Detector } from './types.ts';

/** XML external entity: being written. */
export const xxe: Detector = {
  id: 'detector/xxe',
  class: 'xxe',
  version: '1.0.0',
  title: 'XML external entity',
  detect(_candidate) {
    return undefined;
  },
};
