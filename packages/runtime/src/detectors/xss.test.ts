import { CONFIDENCE_RANK, type Confidence } from '@bulkhead/core';
import { expect, it } from 'vitest';
import { decodedForm } from './forms.ts';
import { scan } from './scan.ts';
import { detectIn } from './testing/detect-in.ts';
import { xss } from './xss.ts';

/** The surer of what is said of the value and of its decoded form, as in production. */
function judged(value: string): Confidence | undefined {
  const candidate = scan(value);
  const form = candidate && decodedForm(candidate);
  const [raw, decoded] = [detectIn(xss, value), form && detectIn(xss, form.text)];
  if (raw === undefined || decoded === undefined) return raw ?? decoded;
  return CONFIDENCE_RANK[decoded] > CONFIDENCE_RANK[raw] ? decoded : raw;
}

const ATTACKS = [
  '<script>alert(1)</script>',
  '<ScRiPt src=//x.example/a.js>',
  '"><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<img/src=x/onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg/onload=alert`1`>',
  '<body onpageshow=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<x onpointerrawupdate=alert(1)>',
  '" onfocus=alert(1) autofocus x="',
  "' onmouseover='alert(1)",
  '<a href="javascript:alert(1)">x</a>',
  '<a href="java\tscript:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href="javascript&colon;alert(1)">x</a>',
  'javascript:alert(document.domain)',
  'JaVaScRiPt:alert(1)',
  '<iframe src="javascript:alert(1)">',
  '<iframe srcdoc="<p>x</p>">',
  '<object data="data:text/html;base64,AAAA">',
  'data:text/html,<script>alert(1)</script>',
  '<math><a xlink:href="javascript:alert(1)">x</a></math>',
  '<form><button formaction=javascript:alert(1)>x',
  '<meta http-equiv=refresh content="0;url=javascript:alert(1)">',
  '<div style="width:expression(alert(1))">',
  '<embed src=//x.example/a.swf>',
  "';alert(1)//",
  '"-alert(1)-"',
  '\\x3cscript\\x3ealert(1)\\x3c/script\\x3e',
  '\\u003cimg src=x onerror=alert(1)\\u003e',
  '＜script＞alert(1)＜/script＞',
  '[][(![]+[])[+[]]]',
  "{{constructor.constructor('alert(1)')()}}",
  "window['alert'](1)",
];

const HONEST = [
  '<b>bold</b>',
  '<p>one</p>\n<p>two</p>',
  '<a href="https://example.com/?a=1">link</a>',
  '<img src="a.png" alt="on the hill">',
  '<table><tr><td>1</td></tr></table>',
  'a < b and c > d',
  '<3 you',
  'if (x<y && z>w)',
  'javascript: the good parts',
  'JavaScript: Basics of JavaScript Language',
  'the onclick handler and the onload event',
  'once = 1',
  '<p>is online = yes</p>',
  '<Button onClick={handle}>Send</Button>',
  'data: 5 rows, 3 columns',
  'please confirm (or cancel)',
  'alert: door open (rear)',
  'my window is open (again)',
  'style="color:red"',
  'facial expression (neutral)',
  '&lt;script&gt; is how a tag is written safely',
  'Array<string>',
  'name <user@example.com>',
];

it.each(ATTACKS)('%j would run', (value) => {
  expect(judged(value)).toMatch(/medium|high/);
});

it.each(HONEST)('%j would not', (value) => {
  expect([undefined, 'low']).toContain(judged(value));
});
