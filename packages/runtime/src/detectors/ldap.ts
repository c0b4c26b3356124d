import type { Detector } from './types.ts';

/** LDAP injection: being written. */
export const ldap: Detector = {
  id: 'detector/ldap',
  class: 'ldap',
  version: '1.0.0',
  title: 'LDAP injection',
  detect(_candidate) {
    return undefined;
  },
};
