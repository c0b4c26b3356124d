import type { Detector } from './types.ts';

/** Server-side template injection: being written. */
export const ssti: Detector = {
  id: 'detector/ssti',
  class: 'ssti',
  version: '1.0.0',
  title: 'Server-side template injection',
  detect(_candidate) {
    return undefined;
  },
};
