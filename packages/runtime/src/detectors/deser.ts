import type { Detector } from './types.ts';

/** Unsafe deserialisation: being written. */
export const deser: Detector = {
  id: 'detector/deser',
  class: 'deser',
  version: '1.0.0',
  title: 'Unsafe deserialisation',
  detect(_candidate) {
    return undefined;
  },
};
