import { words } from './words.ts';

/** Parts of the paths by which one proves that one can read files, and schemes that do. */
export const PATH_WORDS = words(`
  etc passwd shadow proc var winnt system32 ini htaccess htpasswd ssh aws git env root usr opt inf inetpub xampp php file
  zip phar expect glob ogg rar dev ntuser cmd asa conf id_rsa boot win home log logs config users program documents global
  web bash_history netrc npmrc pgpass credentials metadata computemetadata invocation latest opc data compress ssh2 repair
`);
