/** Kinds of files that are included or run where a developer expected a name. */
const INCLUDED = /\.(?:txt|inc|gif|jpe?g|png|log|dat|php\d?|phtml|jsp|aspx?|cgi|pl|sh|exe|bat|dll|xml|xsl|dtd|ini)/i;

/**
 * Remote file inclusion: a script of the attacker's, cut off from the developer's suffix by `?` or a NUL, under a name
 * that only attacks use, or on a host without a name.
 * @param rest what follows the authority
 * @param isAddress the host is an IP address
 */
export function isRemoteFile(scheme: string, rest: string, isAddress: boolean): boolean {
  // `https://files.example?`: the suffix becomes the query of a page of the attacker's.
  if (rest === '?') return true;
  // A lone `?` at the end makes the developer's suffix a query.
  if (/(?:\?{2,}|[^\w)!]%3f|\.\w{2,5}%3f|%00|\0|\?%00|#%00|\?\0)$/i.test(rest) && rest.length < 200) return true;
  if (!INCLUDED.test(rest)) return false;
  if (/\.(?:txt|inc|gif|jpe?g|png|log|dat)(?:\?{1,3}&?|\?%00)$/i.test(rest)) return true;
  if (NOTORIOUS.test(rest)) return true;
  if (/\.(?:txt|php|inc|jpe?g|gif|png|dat)\?{1,3}&?(?:cmd|exec)\d?=/i.test(rest)) return true;
  if (isAddress && /^[^?#]{0,200}\.(?:php\d?|txt|sh|exe|jsp|phtml|inc|dat|dll|cgi|pl|bat|ps1|elf|bin)\??$/i.test(rest))
    return true;
  return scheme === 'ftp' && /\.(?:php\d?|phtml|inc|jsp|aspx?|sh|exe)\??$/i.test(rest);
}

/** Names of well-known shells and of the files in examples. */
const NOTORIOUS =
  /(?:^|\/)(?:c99\w{0,8}|c100|r57\w{0,8}|b374k|wso|(?:web|reverse|rev|remote_?|php)?shell|cmd|rfi\w{0,8}|evil|(?:simple-)?backdoor|malicious|exploit|payload|tool25|xpl|inject|test_rfi|injek|r0x)[\d_-]{0,3}\.(?:txt|php\d?|gif|jpe?g|dat|inc|sh|dtd)(?:$|[?#%\0])/i;
