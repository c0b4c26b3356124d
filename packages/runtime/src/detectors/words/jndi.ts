import { words } from './words.ts';

/** Names of lookups of Log4j and JNDI. */
export const JNDI_WORDS = words(`jndi rmi ldap ldaps iiop corba lower upper env sys`);
