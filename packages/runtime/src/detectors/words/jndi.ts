import { words } from './words.ts';

/** The name that lookups are made for. */
export const JNDI_WORDS = words(`jndi ldap rmi`);
