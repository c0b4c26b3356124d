import type { Detector } from './types.ts';

/** NoSQL injection: being written. */
export const nosqli: Detector = {
  id: 'detector/nosqli',
  class: 'nosqli',
  version: '1.0.0',
  title: 'NoSQL injection',
  detect(_candidate) {
    return undefined;
  },
};
