import type { Detector } from './types.ts';

/** Code injection: being written. */
export const codei: Detector = {
  id: 'detector/codei',
  class: 'codei',
  version: '1.0.0',
  title: 'Code injection',
  detect(_candidate) {
    return undefined;
  },
};
