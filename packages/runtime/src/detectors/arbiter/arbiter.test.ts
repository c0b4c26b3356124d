import { expect, it } from 'vitest';
import { judgeValue } from '../judge.ts';

const ask = (text: string): string[] =>
  judgeValue(text, { isKey: false })
    .filter(({ detector }) => detector.id === 'detector/arbiter')
    .map(({ detector, confidence }) => `${detector.class} ${confidence}`);

it.each([
  ['a molecule in SMILES', 'CC[C@@]12C=CCN3[C@@H]1[C@]4(CC3)[C@H]([C@]([C@@H]2OC(=O)C)(C(=O)OC)O)N(C5=CC(=C(C=C45))C'],
  ['a peptide', 'NCCCC[C@H](NC(=O)[C@@H]1CCCN1C(=O)[C@@H]1CSSC[C@H](NC(=O)CNC(=O)CNC(=O)CN)C(=O)N'],
  ['a date in a translation', '{{year}}-{{month}}-{{day}} {{hours}}:{{minutes}}'],
  ['a greeting in a translation', 'Hello {{ user.first_name }}, you have {{count}} new messages!'],
  ['a part number', 'X(12)-A/44*B(7)=C'],
  ['a phone number', '(+31) 20-555 0100 #12'],
  ['a price', 'EUR 12.50 (-10%)'],
  ['a whole statement', 'SELECT x.a, y.c FROM (SELECT a FROM x) AS x, (SELECT c FROM y) AS y'],
  ['a statement with a name for its part', 'WITH z AS (SELECT * FROM x) SELECT a FROM z UNION SELECT a FROM z'],
  ['a condition of words', '(A OR B) AND (A OR C) AND (B OR D) AND B'],
  ['a condition of a program', "x.type === 'a' || x.type === 'b'"],
  ['an address of version 6', 'http://[1080:0:0:0:8:800:200C:417A]/index.html'],
  ['an empty section of an article', '<section name="007" class="section section--body section--last">...</section>'],
  ['an import of a service', '<wsdl:import location="http://files.example/a.wsdl"/>'],
  ['a table', '<table><thead><tr><th align="left">A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'],
  ['rules', '<hr />\n<hr />'],
  ['a link of a mail', '<http://xn--e1afmkfd.example/>'],
  ['a line end', '\n'],
  ['a line end of a document', ' \r\n'],
  ['a place for a name', '${constructs.version}'],
  ['places for names with a sort', 'alias=${N=Alerting;M=ObjectID}-${N=Alerting;M=ID}&action=close'],
  ['a field of a workflow', '={{ $json["body"]["name"] }}'],
  ['a list of a workflow', '={{ $json.ids.map(x => x.id).join("\',\'") }}'],
  ['an empty page', '<!DOCTYPE html><html><head><title>Empty</title></head><body></body></html>'],
  ['a formula of a sheet', '(A1+B2)*C3=D4'],
  ['what stands between two elements', ',\n    or '],
  ['the end of a program between two elements', ';\n};'],
  ['a name in its quotes', "'class'"],
  ['elements of an editor', '<div><span></span><div><div><span></span></div></div></div><div></div>'],
  ['a table of an editor', '<table><tbody><tr><td colwidth="100">A</td><td>B</td></tr></tbody></table>'],
  ['words of an editor', '<div><!--block--><span style="color: rgb(60, 17, 0);">green</span></div>'],
  [
    'a list of an editor',
    '<ol start="2"><li value="2"><span style="white-space: pre-wrap;">A</span></li><li></li></ol>',
  ],
  ['a choice', '<select><option selected>0</option><option value="1">1</option></select>'],
  ['a sheet', '<style><![CDATA[p.a{color:red}]]></style>'],
  ['a place of a shop', '{{var order.url}}'],
  ['a place of a test', '{{.path}}'],
  ['a picture in an address', 'data:image/gif;base64,R0lGODlhAgABAIAAAP8AAAAA/yH5BAAAAAAALAAAAAACAAEAAAICRAoAOw=='],
  [
    'letters spelt as references',
    '<p class="lead">&#x6771;&#x4EAC;&#x306F;&#x3001;2024&#x5E74;5&#x6708;&#x306B;&#x958B;&#x304B;&#x308C;&#x308B;&#x2026;</p>',
  ],
  ['a line of a table', '"1742",0,0,1,0,0,0,1,0'],
  ['a list of strings', "'', '', '', '', '', '', 13"],
  ['a picture', '<img src="\u798f\u5cf6.jpg">'],
])('has no say on %s', (_, text) => {
  expect(ask(text)).toEqual([]);
});

it.each([
  '<div id="1"><svg xmlns="http://www.w3.org/2000/svg">',
  '<iframe src="/a" width="1"></iframe><script>',
  '{{ .Password }}',
])('has a say on %j', (text) => {
  expect(judgeValue(text, { isKey: false }).length).toBeGreaterThan(0);
});

it('raises what looks like attacks as a whole, at a confidence that only alerts', () => {
  expect(ask('<svg><x onz=q>')).toEqual(['xss medium']);
});

it.each(['sleep 20 &', 'sleep 45 &'])('settles what a detector hints: %j', (text) => {
  expect(judgeValue(text).map(({ detector, confidence }) => `${detector.id} ${confidence}`)).toEqual([
    'detector/cmdi medium',
  ]);
});

it.each([
  '"tides_of_may" is not read-only, closes #77',
  '/courses/chatgpt-prompt-engineering-for-sailors/?continueFlag=ed33b445',
])('lets go what words share with a grammar: %j', (text) => {
  expect(judgeValue(text)).toEqual([]);
});

it.each(["x' union", "' or tide like '%", 'x;prompt(1)'])('lets no attack go: %j', (text) => {
  expect(judgeValue(text).length).toBeGreaterThan(0);
});
