/** Words by group, found by their hash: a set bit may be a coincidence, a clear one is certain. */
export const SQL_STRONG = 1;
export const SQL_WEAK = 1 << 1;
export const SCRIPT_WORD = 1 << 2;
export const PATH_WORD = 1 << 3;
/** Names of commands that no sentence has. */
export const COMMAND_WORD = 1 << 4;
export const CODE_WORD = 1 << 5;
/** Names whose call is what a code injection is made of; many are words of English as well. */
export const CALL_WORD = 1 << 6;
export const NOSQL_WORD = 1 << 7;
export const XML_WORD = 1 << 8;
export const SCHEME_WORD = 1 << 9;
export const DESER_WORD = 1 << 10;
export const JNDI_WORD = 1 << 11;
export const LDAP_WORD = 1 << 12;
export const PROTO_WORD = 1 << 13;
/** Names of commands that are words of a language as well: `find`, `time`. */
export const WORD_COMMAND_WORD = 1 << 14;
/** Names of files and hosts that say enough alone: `.htaccess`, `127.0.0.1.nip.io`. */
export const NAME_WORD = 1 << 15;
