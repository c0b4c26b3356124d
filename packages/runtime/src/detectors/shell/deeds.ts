import { isNameCode } from './characters.ts';

/**
 * What only an attacker has a shell do, wherever the words stand: read credentials, open a shell to another host, run
 * what was fetched or decoded, send what it found elsewhere, destroy. Each pattern is behind a plain search.
 */
export function isHarmful(text: string, lower: string): boolean {
  return (
    readsSecrets(lower) ||
    writesScript(lower) ||
    opensShell(lower) ||
    escapes(lower) ||
    runsFetched(lower) ||
    asksAway(lower) ||
    (lower.includes('rm') &&
      /\brm\s{1,4}(?:-\S{1,12}\s{1,4}){1,3}(?:--no-preserve-root\s{1,4})?\/(?:\*|\s*$|\s*[;&|"'`)])/.test(lower)) ||
    (lower.includes('){') || lower.includes(') {') ? isForkBomb(text) : false) ||
    (lower.includes('of=/dev/') && /\bdd\s/.test(lower)) ||
    harmsWindows(lower)
  );
}

const METADATA = '169.254.169.254';

const SECRETS = [
  '/etc/passwd',
  '/etc/shadow',
  '/etc/sudoers',
  '/etc/master.passwd',
  '/proc/self/environ',
  '/proc/self/cmdline',
  '/proc/1/environ',
  '.ssh/id_',
  '.ssh/authorized_keys',
  '.aws/credentials',
  '.bash_history',
  'boot.ini',
  'win.ini',
  '\\repair\\sam',
  '\\repair\\system',
  '\\config\\sam',
  METADATA,
  'aws_secret_access_key',
  'ntds.dit',
  '/tmp/pwn',
  '/tmp/hack',
  '/tmp/rce',
  '/tmp/poc',
  '/tmp/success',
];

/** Names a file that holds credentials or what an attacker shows first, in a command that could read it. */
export function readsSecrets(lower: string): boolean {
  for (const secret of SECRETS) if (lower.includes(secret)) return true;
  return false;
}

/** Installers fetch and run, and machines ask for their metadata: of these deeds a script is innocent, of others not. */
export function doesHarmInScripts(lower: string): boolean {
  for (const secret of SECRETS) if (secret !== METADATA && lower.includes(secret)) return true;
  return opensShell(lower) || writesScript(lower) || escapes(lower);
}

/** Of programs that have no other use. */
const TOOLS = ['msfvenom -', 'msfconsole -', 'tcp-listen:', 'zsh/net/tcp', 'meterpreter', '/shell_reverse_tcp'];

function opensShell(lower: string): boolean {
  // A container asks its own port whether it is up.
  if (
    lower.includes('/inet/tcp/') ||
    (lower.includes('/dev/') && /\/dev\/(?:tc|ud)p\/(?!127\.0\.0\.1\/|localhost\/)/.test(lower))
  )
    return true;
  if ((lower.includes('nc') || lower.includes('cat')) && /\b(?:nc|ncat|netcat)(?:\.\w{1,12})?\s/.test(lower)) {
    if (/\s-\w{0,6}[ec]\w{0,2}\s{0,4}["']?(?:\/\w|cmd|powershell|sh\b|bash)/.test(lower)) return true;
    if (/\s-\w{0,4}l\w{0,4}\b/.test(lower) && lower.length < 120) return true;
    if (
      /mkfifo|mknod|\|\s{0,4}(?:nc|ncat|netcat)\s{1,4}\S{3,40}\s{1,4}\d{2,5}|\d\s{0,4}\|\s{0,4}(?:\/bin\/)?(?:ba)?sh\b/.test(
        lower,
      )
    )
      return true;
    if (
      /\b(?:nc|ncat|netcat)\s{1,4}(?:-\w{1,8}\s{1,4}){0,3}(?:\d{1,3}\.){3}\d{1,3}\s{1,4}\d{2,5}/.test(lower) &&
      lower.length < 120
    )
      return true;
  }
  if (lower.includes('-i') && lower.includes('>&') && /\b(?:ba|z|k)?sh\s{1,4}-i\s{0,4}[0-9]?>&/.test(lower))
    return true;
  if (lower.includes('socket') && /\b(?:python[\d.]{0,4}|perl|ruby|php|lua|node)\s{1,4}-\w{0,8}[ecr]/.test(lower))
    return true;
  if (lower.includes('s_client') && /\b(?:ba|z)?sh\s{1,4}-i\b|\|\s{0,4}(?:\/bin\/)?(?:ba)?sh\b/.test(lower))
    return true;
  if (lower.includes('socat') && /exec:|system:/.test(lower)) return true;
  if (lower.includes('xterm') && /-display\s/.test(lower)) return true;
  if (TOOLS.some((tool) => lower.includes(tool))) return true;
  if (/\b(?:pwncat|rcat|rlwrap)\s/.test(lower)) return /\s-\w{0,5}[lecs]\w{0,4}\b|\d{1,3}(?:\.\d{1,3}){3}/.test(lower);
  if (lower.includes('tcpclient') || lower.includes('fsockopen(')) return true;
  return lower.includes('telnet') && /\|\s{0,4}(?:\/bin\/)?(?:ba)?sh\b/.test(lower);
}

/** A shell that a program is made to open which should not: `find . -exec /bin/sh \\;`, `vim -c ':!sh'`, `env /bin/sh`. */
function escapes(lower: string): boolean {
  if (!lower.includes('sh')) return lower.includes('checkpoint-action=exec');
  return ESCAPES.test(lower) || (lower.includes('bin/') && RUNNERS.test(lower));
}

const ESCAPES =
  /checkpoint-action=exec|-exec\s{1,4}(?:\/(?:usr\/)?bin\/)?(?:ba|z|da|k)?sh(?=\s{0,4}(?:-[pi]\s{0,4})?(?:\\?[;+]|["']|$))|['"]:?!(?:\/(?:usr\/)?bin\/)?(?:ba|z|da)?sh\b|['"]\.shell\s/;
const RUNNERS =
  /^\s{0,4}(?:sudo\s{1,4})?(?:\/usr\/bin\/)?(?:env|nice|stdbuf|setarch|timeout|time|nohup|ionice|flock|watch|strace|xargs|unshare|script)\s[^;|&]{0,40}\/bin\/(?:ba|z|da)?sh(?:\s{1,4}-[pi])?(?:\s{1,4}\/dev\/null)?\s*$/;

/** A web shell: server-side code sent into a file. */
function writesScript(lower: string): boolean {
  return (
    lower.includes('>') &&
    (lower.includes('<?') || lower.includes('<%')) &&
    /<\?(?:php|=)|<%/.test(lower) &&
    /\?>|%>|\.(?:php|phtml|jspx?|aspx?)\b/.test(lower) &&
    />\s{0,4}["']?[\w./\\:-]{1,80}\s*$/.test(lower)
  );
}

/** A shell or an interpreter at the end of a pipe, in a substitution or after `-c`. */
const RUNS =
  /\|\s{0,4}(?:sudo\s{1,4}|exec\s{1,4})?(?:\/(?:usr\/)?bin\/)?(?:(?:ba|z|k|da|a|c)?sh|python[\d.]{0,4}|perl|php|ruby|node|iex|\$0|\$\{?shell)\b|\|\s{0,4}\{(?:ba)?sh[,}]/;

const FETCHERS = ['curl', 'wget', 'lynx', 'lwp-', 'fetch', 'tftp', 'aria2c', 'iwr', 'invoke-webr'];

function runsFetched(lower: string): boolean {
  const runs = lower.includes('|') && RUNS.test(lower);
  if (
    runs &&
    /base64|b64|base32|xxd|\brev\b|openssl|\\x[0-9a-f]{2}|\\[0-7]{2,3}|\bod\b|printf|\btr\b|hex|gunzip|zcat/.test(lower)
  )
    return true;
  if (runs && /^\s{0,4}(?:echo|printf)\s/.test(lower) && /\|\s{0,4}(?:\/bin\/)?(?:(?:ba|z)?sh|\$0)\s*$/.test(lower))
    return true;
  if (!FETCHERS.some((name) => lower.includes(name))) return false;
  const fetches = /\b(?:curl|wget|lynx|lwp-download|fetch|tftp|aria2c|iwr|invoke-webrequest)\b/.test(lower);
  if (!fetches) return false;
  if (runs) return true;
  if (/(?:\bsh|\bbash|eval|source|exec|\.)\s{1,4}(?:-c\s{1,4})?["']?(?:<\(|\$\(|`)\s{0,4}(?:curl|wget)/.test(lower))
    return true;
  // Fetched into a folder that all may write, or made executable.
  if (
    /\bchmod\s{1,4}(?:\+x|[0-7]{3,4}|[ugoa]\+)/.test(lower) ||
    /(?:;|&&)\s{0,4}(?:\.\/|(?:ba)?sh\s{1,4}[./\w]|perl\s{1,4}[./\w]|python\s{1,4}[./\w])/.test(lower)
  )
    return true;
  if (/\s-o\s{0,4}["']?\/(?:tmp|var\/tmp|dev\/shm|var\/www)\//.test(lower)) return true;
  // What it found, sent elsewhere.
  return /(?:\$\(|`)\s{0,4}(?:whoami|id|cat|env|hostname|ls|pwd|base64|printenv|uname\s{1,4}-a)\b/.test(lower);
}

/** What it found, asked for as the name of a host: `` nslookup `whoami`.x.example ``. */
function asksAway(lower: string): boolean {
  if (!/\b(?:nslookup|dig|host|ping|telnet|curl|wget)\b/.test(lower)) return false;
  return /(?:\$\(|`)\s{0,4}(?:whoami|id|cat|uname|env|ls|pwd|base64)\b[^)`]{0,80}[)`]\.[\w-]{1,60}(?:\.|$|\s)/.test(
    lower,
  );
}

/** Functions that are looked at. */
const MAX_FUNCTIONS = 8;

/** `:(){ :|:& };:` under any name. */
export function isForkBomb(text: string): boolean {
  let at = text.indexOf('()');
  for (let seen = 0; at !== -1 && seen < MAX_FUNCTIONS; at = text.indexOf('()', at + 2), seen++) {
    const name = nameBefore(text, at);
    if (name === '') continue;
    const match = /^\(\)\s{0,4}\{([^}]{1,60})\}\s{0,4};?\s{0,4}([\w.:]{1,20})/.exec(text.slice(at, at + 110));
    if (match === null || match[2] !== name) continue;
    const body = match[1]!;
    if (/[|&]/.test(body) && body.split(name).length > 2) return true;
  }
  return false;
}

function nameBefore(text: string, at: number): string {
  let end = at;
  while (end > at - 4 && text.charCodeAt(end - 1) <= 32) end--;
  let start = end;
  while (start > end - 20 && isFunctionCode(text.charCodeAt(start - 1))) start--;
  return text.slice(start, end);
}

function isFunctionCode(code: number): boolean {
  return isNameCode(code) ? code !== 45 : code === 58;
}

function harmsWindows(lower: string): boolean {
  if (lower.includes('net') && /\bnet1?(?:\.exe)?\s{1,4}(?:user|localgroup|group)\s{1,4}\S.{0,60}\/add\b/.test(lower))
    return true;
  if (lower.includes('netsh') && /\bnetsh\s{1,4}(?:adv)?firewall\s/.test(lower)) return true;
  if (lower.includes('reg') && /\breg(?:\.exe)?\s{1,4}(?:add|save|query|delete|export)\s{1,4}"?hk/.test(lower))
    return true;
  if ((lower.includes('powershell') || lower.includes('pwsh')) && runsPowerShell(lower)) return true;
  if (lower.includes('new-object') && /net\.webclient|net\.sockets/.test(lower)) return true;
  if (
    (lower.includes('iex') || lower.includes('invoke-e')) &&
    /\biex\b|invoke-expression/.test(lower) &&
    /\biwr\b|invoke-webrequest|downloadstring|frombase64/.test(lower)
  )
    return true;
  if (lower.includes('certutil') && /-urlcache|-decode/.test(lower)) return true;
  if (lower.includes('bitsadmin') && lower.includes('/transfer')) return true;
  if (lower.includes('mshta') && /mshta(?:\.exe)?\s{1,4}(?:"?https?:|javascript:|vbscript:)/.test(lower)) return true;
  if (lower.includes('rundll32') && /rundll32(?:\.exe)?\s{1,4}(?:javascript:|\\\\)/.test(lower)) return true;
  if (lower.includes('regsvr32') && /\/i:https?:/.test(lower)) return true;
  if (lower.includes('vssadmin') && lower.includes('delete')) return true;
  if (lower.includes('wmic') && /process\s{1,4}call\s{1,4}create/.test(lower)) return true;
  return lower.includes('format') && /^\s{0,4}format\s{1,4}[a-z]:/.test(lower);
}

/** Options and calls by which PowerShell runs what nobody is to read. */
const POWERSHELL_DEED =
  /-e(?:nc|ncodedcommand|c)?\s{1,4}[a-z0-9+/=]{8}|downloadstring|downloadfile|\biex\b|invoke-expression|-w(?:indowstyle)?\s{1,4}hidden|-nop|webclient|frombase64/;

function runsPowerShell(lower: string): boolean {
  const called = /(?:powershell|pwsh)(?:\.exe)?["']?\s/g;
  for (let seen = 0; seen < 4; seen++) {
    const match = called.exec(lower);
    if (match === null) return false;
    const end = match.index + match[0].length;
    if (POWERSHELL_DEED.test(lower.slice(end, end + 220).split('\n', 1)[0]!)) return true;
  }
  return false;
}
