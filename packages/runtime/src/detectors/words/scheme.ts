import { words } from './words.ts';

/** Schemes that speak to other services or read files. */
export const SCHEME_WORDS = words(`gopher dict ldap ldaps tftp jar netdoc smb file ftp redis`);
