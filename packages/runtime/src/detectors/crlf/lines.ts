/** Fields whose injection changes what a browser, a cache or a proxy does. Longest first is not needed: the colon ends each. */
const FIELD =
  /^[\s%\d]{0,4}(?:set-cookie2?|location|refresh|content-(?:length|type|disposition|encoding|security-policy|location|language)|transfer-encoding|access-control-[\w-]{1,32}|x-[\w-]{1,40}|link|host|cookie|connection|cache-control|pragma|expires|last-modified|etag|server|via|vary|status|p3p|strict-transport-security|proxy-[\w-]{1,24}|www-authenticate|authorization|referer|user-agent|remote-addr|forwarded|origin|upgrade|clear-site-data|keep-alive|http\/[0-9.]{1,3})(?:\s|%0[ad]){0,4}(?:%(?:25)?20)?(?::|%(?:25)?3a)/i;

/** True where a header field that matters begins at `at`. */
export function isField(text: string, at: number): boolean {
  return FIELD.test(text.slice(at, at + 80));
}

/** A field of any name with a hyphen: `Injected-Header: x`, or of two capitals. */
export function isUnknownField(text: string, at: number): boolean {
  return /^(?:\s|%20|%09){0,3}(?:[A-Za-z]{1,20}(?:-[A-Za-z]{1,20}){1,4}|[A-Z][a-z]{2,16}[A-Z][a-z]{2,16})(?::|%3a)\s{0,2}[^\s/]/.test(
    text.slice(at, at + 100),
  );
}

/** Any `name:value`. */
export function isNamed(text: string, at: number): boolean {
  return /^(?:%20|%09){0,3}[a-z][\w-]{1,30}(?::|%3a)[^/\s\\]/i.test(text.slice(at, at + 50));
}

/** A status line or a request line: a whole message is smuggled in. */
export function isMessageStart(text: string, at: number): boolean {
  return /^\s{0,4}(?:HTTP\/[0-9](?:\.[0-9])?(?:\s|%20|\+)+[1-5][0-9]{2}\b|(?:GET|POST|PUT|DELETE|HEAD|OPTIONS|PATCH|TRACE|CONNECT)(?:\s|%20|\+)+\S{1,200}(?:\s|%20|\+)+HTTP\/[0-9])/i.test(
    text.slice(at, at + 280),
  );
}

/** A field of a mail message that adds recipients, or begins another part. */
export function isMailField(text: string, at: number): boolean {
  return /^\s{0,2}(?:(?:bcc|cc|to|from|reply-to|sender|return-path)(?::|%3a)(?:\s|%20|\+){0,3}["<\w][^\s,]{0,64}(?:@|%40)[\w.-]{2,}|(?:subject|mime-version|content-type|content-transfer-encoding|x-mailer)(?::|%3a)\s{0,3}\S)/i.test(
    text.slice(at, at + 160),
  );
}

/** A command of a line protocol: SMTP, IMAP, Redis, memcached, FTP. */
export function isCommandLine(text: string, at: number): boolean {
  return /^\s{0,4}(?:(?:RCPT TO|MAIL FROM)\s{0,2}:|(?:EHLO|HELO) [\w.-]{2,}|DATA[\r\n]|(?:QUIT|RSET)\s{0,2}(?:$|[\r\n])|[A-Z]\w{0,3}\d{1,4} (?:CAPABILITY|FETCH|LOGIN|SELECT|LOGOUT|NOOP|LIST|CREATE|DELETE|RENAME|STORE|COPY)\b|(?:CONFIG SET|SLAVEOF|REPLICAOF|FLUSHALL|FLUSHDB|BGSAVE|EVAL) ?|\*[1-9]\r?\n\$\d{1,4}\r?\n|(?:set|add|replace|append) [\w:.-]{1,80} \d{1,5} \d{1,10} \d{1,6}\s?[\r\n]|flush_all\b|stats\s{0,2}(?:$|[\r\n])|PORT \d{1,3}(?:,\d{1,3}){5}|STOR |RETR )/.test(
    text.slice(at, at + 200),
  );
}

/** A line as servers write them to their logs. */
export function isLogLine(text: string, at: number): boolean {
  return /^\s{0,2}(?:\[?(?:19|20)\d\d[-/]\d\d[-/]\d\d(?:[T ]\d\d:\d\d[^\]\n]{0,20})?\]?[ \t,|:-]{1,4}\[?\(?(?:info|warn(?:ing)?|error|debug|fatal|critical|trace|notice|audit|user|login|admin)\b|\[(?:info|warn(?:ing)?|error|debug|fatal|critical|notice|success|audit)\][ :]|(?:INFO|WARN(?:ING)?|ERROR|DEBUG|FATAL|CRITICAL|AUDIT|SEVERE)\s?[:|-]\s?\S|\d{1,3}(?:\.\d{1,3}){3} \S{1,20} \S{1,20} \[\d\d\/\w{3}\/\d{4}|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \w)/i.test(
    text.slice(at, at + 120),
  );
}
