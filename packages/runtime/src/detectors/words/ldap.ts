import { words } from './words.ts';

/** Attributes that LDAP filters name. */
export const LDAP_WORDS = words(`objectclass uid cn sn mail userpassword samaccountname`);
