import { describe, expect, it } from 'vitest';
import { crlf } from './crlf.ts';
import { detectIn } from './testing/detect-in.ts';

const ATTACKS = [
  'tides\r\nContent-Length: 0\r\nX-A: one two three four five six seven eight nine ten eleven twelve\r\n\r\nHTTP/1.1 200 OK\r\nServer: x',
  // Encoded line ends.
  '%0d%0aSet-Cookie:a=b',
  '/%0aSet-Cookie:a=b',
  '/%250aSet-Cookie:a=b',
  '/%25250d%25250aLocation:https://files.example',
  '/%%0a0aSet-Cookie:a=b',
  '/%25%30%61Set-Cookie:a=b',
  '/%u000aSet-Cookie:a=b',
  '/%23%0dSet-Cookie:a=b',
  '%E5%98%8A%E5%98%8DSet-Cookie:a=b',
  '\u560d\u560aSet-Cookie: a=b',
  'en%0D%0AContent-Length:%200%0d%0a%0d%0aHTTP/1.1%20200%20OK%0d%0aContent-Type:%20text/html',
  'foo%0d%0aX-Forwarded-For:%20127.0.0.1',
  'value%0dInjected-Header: x',
  '/%0d%0aheader:header',
  'probe%0dXAdded%3Ayes',
  '\\r\\nSet-Cookie: a=b',
  'x\\nLocation: https://files.example',
  'a%0aBcc:b@files.example',
  '%0d%0a',
  '%23%0d%0a%20',
  '%0d%0a%0d%0a<script>x</script>',
  '/index.php/PHP_VALUE%0Aauto_prepend_file=x',
  'a%0d%0aRCPT%20TO:<b@files.example>',
  // Line ends as they are.
  'foobar\r\nSet-Cookie: a=b',
  'en\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>x</html>',
  '\r\nSet-Cookie: a=b',
  'x\nLocation: https://files.example/',
  'x\r\nX-Admin: true',
  'ann\r\nTransfer-Encoding: chunked',
  'x\r\nGET /admin HTTP/1.1\r\nHost: a.example',
  'https://a.example/\r\nRefresh: //files.example',
  'ann@example.com\nBcc: bob@files.example',
  'ann@example.com\r\nCc: bob@files.example, eve@files.example',
  'hello\r\nSubject: other\r\n\r\nbody',
  'a\r\nRCPT TO:<b@files.example>',
  '\r\nV100 CAPABILITY\r\nV101 FETCH 4791',
  'x\r\nSLAVEOF 203.0.113.9 6379\r\n',
  'x\r\nset key 0 900 5\r\nhello\r\n',
  'x\r\n*1\r\n$8\r\nFLUSHALL\r\n',
  'ann\n2026-11-20 10:15:00 INFO login of admin',
  'ann%0a2026-11-20 INFO login of admin',
  'ann\n[INFO] payment accepted',
  'ann\n203.0.113.9 - - [20/Nov/2026:10:15:00 +0000] "GET / HTTP/1.1" 200 5',
  'test\nnext=more',
  'ann\r\n\r\n<html><body>x</body></html>',
  '/\\r%20Set-Cookie:a=b;',
  '/\\r\\n\\tSet-Cookie:a=b;',
  '/\\r\\tSet-Cookie:a=b;',
];

const HONEST = [
  `opening connection to boats.example:443...\n<- "POST /v1/tides HTTP/1.1\\r\\nContent-Type: application/json\\r\\nContent-Length: 20\\r\\nHost: boats.example\\r\\n\\r\\n"\n-> "HTTP/1.1 200 OK\\r\\n"\n-> "Content-Type: application/json\\r\\n"\n-> "X-Tide: high\\r\\n"\nreading 20 bytes...\n-> "{\\"height\\": 3}"\nread 20 bytes\nConn close after all of the answer was read and nothing more is to be sent to the host of the tides\n`,
  'Tides\n=====\n\nWe begin with a list of all tides of the harbour, which is asked for as every other list is:\n\nHTTP/1.1 200 OK\nServer: tides\n',
  'Tides\n=====\n\nWe begin with a list of all tides of the harbour, which is asked for.\n\n.. code-block:: http\n\n    HTTP/1.1 200 OK\n',
  'Hello Ann,\nthank you for the message.\nBob',
  'one\ntwo\nthree',
  'one\r\ntwo\r\n',
  'a=1\nb=2',
  'name: Ann\ncity: Berlin\nlocation: office',
  'Berlin\nLocation: second floor',
  'Party\nHost: Ann',
  'Status\nStatus: done',
  'From: ann@example.com\nTo: bob@example.com\nSubject: hello\n\nText',
  'Content-Type: text/plain\nContent-Length: 5\n\nhello',
  'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nok',
  'GET / HTTP/1.1\r\nHost: example.com\r\n\r\n',
  'curl -i example.com\nHTTP/1.1 200 OK\nContent-Type: text/html',
  '```\nHTTP/1.1 200 OK\nContent-Type: text/html\n```',
  'Fix the parser\n\nSigned-off-by: Ann <ann@example.com>\nCc: bob@example.com',
  'fix: typo in header\n\nCo-authored-by: Ann <ann@example.com>',
  '2026-11-20 10:15:00 INFO started\n2026-11-20 10:15:01 INFO ready',
  '[INFO] started\n[INFO] ready',
  'INFO: started\nERROR: stopped',
  'The log says:\n[ERROR] no such file\nWhat now?',
  '# Title\n\nContent-Type: see below',
  '> Set-Cookie: a=b\n> more',
  'openapi: 3.0.0\ninfo:\n  title: x',
  '---\nhost: example.com\nserver: main',
  'mailto:ann@example.com?subject=x&body=Hello%0D%0AFrom:%20Bob',
  'https://wa.me/123?text=Name:%20Ann%0AAddress:%20Main%20St',
  'https://example.com/?q=a%20b%0Ac',
  'line one%0Aline two',
  'Ann%0D%0AMain%20Street%205%0D%0ABerlin',
  'total: 5%0Atax: 1',
  'a\tb\tc',
  'C:\\new\\readme.txt',
  'C:\\reports\\next',
  'use \\n for a new line and \\r\\n on Windows',
  'printf("a\\nb\\n")',
  '"first\\nsecond"',
  'a\n\n<b>bold</b> text',
  '<p>\nx\n</p>',
  '\n  indented\n',
  '日本語\n英語',
  'key\nvalue',
  'SELECT\n  a\nFROM b',
  '50% 0a 0d',
  'stats\nare fun',
  'Monday:\nset alarm 7 00',
];

describe('crlf', () => {
  it.each(ATTACKS)('%j adds a line', (value) => {
    expect(detectIn(crlf, value)).toMatch(/medium|high/);
  });

  it.each(HONEST)('%j does not', (value) => {
    expect([undefined, 'low']).toContain(detectIn(crlf, value));
  });

  it('says the same of a name', () => {
    expect(detectIn(crlf, 'id\r\n', true)).toBe('medium');
    expect(detectIn(crlf, 'id\r\nX-A: b', true)).toBe('medium');
    expect(detectIn(crlf, 'id\r\nrole', true)).toBe('medium');
    expect(detectIn(crlf, 'Unit\nprice', true)).toBeUndefined();
    expect(detectIn(crlf, 'First name\nand last name', true)).toBeUndefined();
  });
});
