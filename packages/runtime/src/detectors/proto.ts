import type { Detector } from './types.ts';

/** Prototype pollution: being written. */
export const proto: Detector = {
  id: 'detector/proto',
  class: 'proto',
  version: '1.0.0',
  title: 'Prototype pollution',
  detect(_candidate) {
    return undefined;
  },
};
