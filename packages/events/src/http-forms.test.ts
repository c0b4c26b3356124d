import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { apigatewayV1 } from './sources/apigateway-v1.ts';
import { apigatewayV2 } from './sources/apigateway-v2.ts';
import { functionUrl } from './sources/function-url.ts';
import {
  at,
  BASE64,
  ENCODED,
  type Json,
  PAYLOAD,
  plant,
  type Row,
  sampleOf,
  setHeader,
  visitsOf,
  withBody,
} from './testing/matrix.ts';
import { jwtOf } from './testing/token.ts';
import { joinPath } from './visits.ts';
import { walkText } from './walk-event.ts';

const query = (name: string, value: string) => plant(at('queryStringParameters', name), value);
const header = (name: string, value: string) => plant(at('headers', name), value);
const inBase64 = (text: string) => Buffer.from(text).toString('base64');
const inBase64Url = (text: string) => Buffer.from(text).toString('base64url');
const json = (text: string) => JSON.stringify(text);

/** Characters as a JSON document may write them. */
const UNICODE = [...PAYLOAD].map((char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

const packed =
  (bytes: Buffer, encoding?: string, contentType = 'application/json') =>
  (event: Json) => {
    event['body'] = bytes.toString('base64');
    event['isBase64Encoded'] = true;
    setHeader(event, 'content-type', contentType);
    if (encoding !== undefined) setHeader(event, 'content-encoding', encoding);
  };

const part = (head: string, content = 'x') =>
  withBody(
    `--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n--b--\r\n`,
    'multipart/form-data; boundary=b',
  );

const FORM = 'application/x-www-form-urlencoded';
const JSON_BODY = JSON.stringify({ a: [PAYLOAD] });
const CLAIMS = jwtOf({ sub: '17', name: PAYLOAD, roles: [{ note: `${PAYLOAD}2` }] });
const UTF8_CLAIMS = jwtOf({ name: `Zoë ${PAYLOAD}` });

const ROWS: readonly Row[] = [
  // JSON web tokens
  ['a claim of a bearer token', header('authorization', `Bearer ${CLAIMS}`), 'headers.authorization|jwt.claims.name'],
  [
    'a nested claim',
    header('Authorization', `bearer ${CLAIMS}`),
    'headers.Authorization|jwt.claims.roles[0].note',
    `${PAYLOAD}2`,
  ],
  [
    'a claim in UTF-8',
    header('authorization', `Bearer ${UTF8_CLAIMS}`),
    'headers.authorization|jwt.claims.name',
    `Zoë ${PAYLOAD}`,
  ],
  ['a claim in another header', header('x-id-token', CLAIMS), 'headers.x-id-token|jwt.claims.name'],
  ['a claim in a cookie', plant(at('cookies'), [`session=${CLAIMS}`]), 'cookies[0]|cookie.session|jwt.claims.name'],
  ['a claim in the query', query('token', CLAIMS), 'queryStringParameters.token|jwt.claims.name'],
  ['a claim in a body', withBody(JSON.stringify({ t: CLAIMS })), 'body|json.t|jwt.claims.name'],
  [
    'the key id of a token',
    header('authorization', `Bearer ${jwtOf({ sub: '17' }, { alg: 'HS256', kid: PAYLOAD })}`),
    'headers.authorization|jwt.header.kid',
  ],
  [
    'the key id of an encrypted token',
    header('authorization', `Bearer ${inBase64Url(JSON.stringify({ alg: 'dir', kid: PAYLOAD }))}..aXY.Y2lwaGVy.dGFn`),
    'headers.authorization|jwt.header.kid',
  ],
  ['a name of a claim', header('x-t', jwtOf({ [PAYLOAD]: 1 })), `headers.x-t|jwt.claims.{keys}.${PAYLOAD}`],
  [
    'a claim of a token without a signature',
    header('x-t', CLAIMS.slice(0, CLAIMS.lastIndexOf('.') + 1)),
    'headers.x-t|jwt.claims.name',
  ],

  // base64 that nobody declared
  ['base64', query('q', BASE64), 'queryStringParameters.q|base64'],
  ['base64 without padding', query('q', BASE64.replace(/=+$/, '')), 'queryStringParameters.q|base64'],
  ['base64 in lines', query('q', `${BASE64.slice(0, 16)}\r\n${BASE64.slice(16)}`), 'queryStringParameters.q|base64'],
  ['base64url', query('q', inBase64Url(`${PAYLOAD}???>>>`)), 'queryStringParameters.q|base64', `${PAYLOAD}???>>>`],
  [
    'base64 whose + a form reader took',
    query('q', inBase64(`${PAYLOAD}>>>~~~`).replaceAll('+', ' ')),
    'queryStringParameters.q|base64',
    `${PAYLOAD}>>>~~~`,
  ],
  [
    'base64 that begins with another letter',
    query('q', inBase64(`é${PAYLOAD}`)),
    'queryStringParameters.q|base64',
    `é${PAYLOAD}`,
  ],
  ['base64 in base64', query('q', inBase64(BASE64)), 'queryStringParameters.q|base64|base64'],
  [
    'base64 of JSON in a cookie',
    plant(at('cookies'), [`s=${inBase64(JSON_BODY)}`]),
    'cookies[0]|cookie.s|base64|json.a[0]',
  ],
  ['base64 of a list', header('x-state', inBase64(JSON.stringify([PAYLOAD]))), 'headers.x-state|base64|json[0]'],
  ['base64 of an encoded text', withBody(JSON.stringify({ a: inBase64(ENCODED) })), 'body|json.a|base64|url'],
  ['base64 in a form', withBody(`q=${encodeURIComponent(BASE64)}`, FORM), 'body|form.q|base64'],
  [
    'base64 of gzip',
    query('q', gzipSync(JSON_BODY).toString('base64')),
    'queryStringParameters.q|base64|gzip|json.a[0]',
  ],

  [
    'base64 of zlib',
    query('q', deflateSync(JSON_BODY).toString('base64')),
    'queryStringParameters.q|base64|deflate|json.a[0]',
  ],

  [
    'an object of a program in gzip',
    query(
      'q',
      gzipSync(
        Buffer.from('80049526000000000000008c05706f736978948c0673797374656d9493948c02696494859452942e', 'hex'),
      ).toString('base64'),
    ),
    'queryStringParameters.q|base64|gzip|objects',
    'gASVJgAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAJpZJSFlFKULg==',
  ],
  [
    'a data address',
    withBody(JSON.stringify({ a: `data:text/html;charset=utf-8;base64,${BASE64}` })),
    'body|json.a|base64',
  ],

  // packed bodies
  ['a gzip body', packed(gzipSync(JSON_BODY), 'gzip'), 'body|base64|gzip|json.a[0]'],
  ['a gzip body without its header', packed(gzipSync(JSON_BODY)), 'body|base64|gzip|json.a[0]'],
  ['a deflate body', packed(deflateSync(JSON_BODY), 'deflate'), 'body|base64|deflate|json.a[0]'],
  ['a Brotli body', packed(brotliCompressSync(JSON_BODY), 'BR'), 'body|base64|br|json.a[0]'],
  [
    'a twice packed body',
    packed(gzipSync(deflateSync(JSON_BODY)), 'deflate, gzip'),
    'body|base64|gzip|deflate|json.a[0]',
  ],
  ['a gzip form', packed(gzipSync(`q=${ENCODED}`), 'gzip', FORM), 'body|base64|gzip|form.q'],
  [
    'a protobuf body',
    packed(Buffer.from(`\x00\x01\x02\x03\x08\x1c${PAYLOAD}\x12\x00`), undefined, 'application/x-protobuf'),
    'body|base64|strings[0]',
  ],

  // JSON
  ['a quoted string', withBody(`"${UNICODE}"`), 'body|json'],
  ['escapes in JSON', withBody(`{"a":"${UNICODE}"}`), 'body|json.a'],
  ['several documents', withBody(`{"a":1}\n${JSON_BODY}\n`, 'application/x-ndjson'), 'body|ndjson[1].a[0]'],
  ['several documents without a line end', withBody(`{"a":"}{"}${JSON_BODY}`), 'body|ndjson[1].a[0]'],
  ['a broken one among several', withBody(`{"a":01}\n${JSON_BODY}`), 'body|ndjson[1].a[0]'],
  ['JSON after white space', withBody(` \r\n\t${JSON_BODY}`), 'body|json.a[0]'],
  ['JSON after a byte order mark', withBody(`\ufeff${JSON_BODY}`), 'body|json.a[0]'],
  ['JSON as UTF-16', packed(Buffer.from(`\ufeff${JSON_BODY}`, 'utf16le')), 'body|base64|json.a[0]'],
  [
    'JSON in a form field of JSON',
    withBody(`q=${encodeURIComponent(json(JSON_BODY))}`, FORM),
    'body|form.q|json|json.a[0]',
  ],

  // forms and queries
  ['an operator in a name', query('user[$ne]', '1'), 'queryStringParameters.{keys}.user[$ne]', 'user[$ne]'],
  ['an operator in a form name', withBody('user%5B%24ne%5D=1', FORM), 'body|form.{keys}.user[$ne]', 'user[$ne]'],
  ['a prototype in a name', withBody('__proto__[x]=1', FORM), 'body|form.{keys}.__proto__[x]', '__proto__[x]'],
  [
    'a constructor in a name',
    query('constructor[prototype][x]', '1'),
    'queryStringParameters.{keys}.constructor[prototype][x]',
    'constructor[prototype][x]',
  ],
  ['a prototype in JSON', withBody('{"__proto__":{"x":1}}'), 'body|json.{keys}.__proto__', '__proto__'],
  ['a pair after a semicolon', plant(at('rawQueryString'), `a=1;b=${ENCODED}`), 'rawQueryString|query.b'],
  ['a pair after a semicolon in a form', withBody(`a=1;b=${ENCODED}&c=2`, FORM), 'body|form.b'],

  // percent codes that decodeURIComponent refuses
  [
    "IIS's codes",
    query('q', '%u002e%u002e%u2215etc%u0027 or 1=1'),
    'queryStringParameters.q|url',
    "..\u2215etc' or 1=1",
  ],
  ['overlong UTF-8', plant(at('rawPath'), '/a/%c0%ae%c0%ae%c0%afetc'), 'rawPath|url', '/a/../etc'],
  ['overlong UTF-8 of three bytes', query('f', '%e0%80%ae%E0%80%AE/x'), 'queryStringParameters.f|url', '../x'],
  ['overlong UTF-8 of four bytes', query('f', '%f0%80%80%ae./x'), 'queryStringParameters.f|url', '../x'],
  ['overlong UTF-8, twice encoded', query('f', '%25c0%25ae./x'), 'queryStringParameters.f|url|url', '../x'],
  [
    'overlong UTF-8 in bytes',
    packed(Buffer.from('c0aec0ae2f27206f7220313d31', 'hex'), undefined, 'text/plain'),
    'body|base64',
    "../' or 1=1",
  ],
  ['a stray percent sign', query('q', `100%, ${ENCODED}`), 'queryStringParameters.q|url', `100%, ${PAYLOAD}`],

  // multipart
  [
    'a file name',
    part(`name="f"; filename="a ${PAYLOAD.replaceAll('"', '\\"')}.txt"`),
    'body|multipart.f|filename',
    `a ${PAYLOAD}.txt`,
  ],
  [
    'a file name of RFC 8187',
    part(`name="f"; filename*=UTF-8''${ENCODED.replaceAll("'", '%27')}`),
    'body|multipart.f|filename*',
  ],
  [
    'a file name beside the plain one',
    part(`name="f"; filename="a.txt"; filename*=utf-8'en'${ENCODED.replaceAll("'", '%27')}`),
    'body|multipart.f|filename*',
  ],
  ['a field name', part(`name="a';--"`), "body|multipart.{keys}.a';--", "a';--"],
  [
    'a type of a part',
    part(`name="f"; filename="a"\r\nContent-Type: x/y; ${PAYLOAD}`),
    'body|multipart.f|type',
    `x/y; ${PAYLOAD}`,
  ],
  ['a file with text', part(`name="f"; filename="a.svg"\r\nContent-Type: image/svg+xml`, PAYLOAD), 'body|multipart.f'],
  [
    'a script that calls itself a picture',
    part(`name="f"; filename="a.php.jpg"\r\nContent-Type: image/jpeg`, `GIF89a;\n${PAYLOAD}`),
    'body|multipart.f',
    `GIF89a;\n${PAYLOAD}`,
  ],
  [
    'the text at the start of a file of bytes',
    part(`name="f"; filename="a.bin"\r\nContent-Type: application/octet-stream`, `a ${PAYLOAD}, and on\u0000\u0001'--`),
    'body|multipart.f',
    `a ${PAYLOAD}, and on`,
  ],
  ['base64 in a part', part('name="f"', BASE64), 'body|multipart.f|base64'],

  // XML
  ['CDATA', withBody(`<a><![CDATA[${PAYLOAD}]]></a>`, 'text/xml'), 'body|xml.a'],
  [
    'a processing instruction',
    withBody(`<?xml version="1.0"?><?x ${PAYLOAD}?><a/>`, 'text/xml'),
    'body|xml.#instruction',
    `x ${PAYLOAD}`,
  ],
  ['a comment', withBody(`<!-- don't -->\n<a b="1">${PAYLOAD}</a>`, 'text/xml'), 'body|xml.a'],
  [
    'an element below others, under its local name',
    withBody(
      `<s:Order xmlns:s="urn:o"><s:id>7</s:id><s:to a = 'b'/><s:by><s:name>${PAYLOAD}</s:name></s:by></s:Order>`,
      'text/xml',
    ),
    'body|xml.Order.by.name',
  ],
  [
    'an attribute after blanks and another one',
    withBody(`<a><b c="1" n:d = '${PAYLOAD.replaceAll("'", '&#39;').replaceAll('"', '&quot;')}'>e</b></a>`, 'text/xml'),
    'body|xml.a.b.@d',
  ],
  ['a text beside elements', withBody(`<a><b>c</b>${PAYLOAD}<d/></a>`, 'text/xml'), 'body|xml.a'],
  ['a text around the elements', withBody(`<a></a></b></c>${PAYLOAD}`, 'text/xml'), 'body|xml.#text'],
  [
    'what lies deeper than names are told',
    withBody(`${'<a>'.repeat(40)}<b>c</b>${'</a>'.repeat(40)}<d>${PAYLOAD}</d>`, 'text/xml'),
    'body|xml.d',
  ],
  ['a numeric reference', withBody(`<a>${PAYLOAD.replace("'", '&#x27;')}</a>`, 'application/xml'), 'body|xml.a'],
  ['XML without its type', withBody(`<?xml version="1.0"?><a>${PAYLOAD.replace("'", '&apos;')}</a>`), 'body|xml.a'],
  [
    'XML in a value',
    query('q', `<?xml version="1.0"?><a b='${'x&apos; or 1=1'}'/>`),
    'queryStringParameters.q|xml.a.@b',
    "x' or 1=1",
  ],
  [
    'XML behind a comment that looks like a page',
    withBody(`<?xml version="1.0"?><!-- <html> --><a>${PAYLOAD.replace("'", '&apos;')}</a>`),
    'body|xml.a',
  ],
  [
    'entities of a document, which stay for who judges it whole',
    withBody('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', 'application/xml'),
    'body',
    '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
  ],
  [
    'entities of a document in UTF-16',
    packed(
      Buffer.from('\ufeff<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://a.example/">', 'utf16le').swap16(),
      undefined,
      'text/xml',
    ),
    'body|base64',
    '<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://a.example/">',
  ],

  // GraphQL
  [
    'a literal',
    withBody(JSON.stringify({ query: `query { a(b: ${json(PAYLOAD)}) { c } }` })),
    'body|json.query|graphql[0]',
  ],
  [
    'a literal after a comment with a quote',
    withBody(JSON.stringify({ query: `# it's "quoted\nmutation M { a(x: "", b: "1", c: ${json(PAYLOAD)}) }` })),
    'body|json.query|graphql[1]',
  ],
  [
    'a literal with escapes',
    withBody(JSON.stringify({ query: `{ a(b: "${UNICODE}") }` })),
    'body|json.query|graphql[0]',
  ],
  ['a block string', withBody(JSON.stringify({ query: `{ a(b: """${PAYLOAD}""") }` })), 'body|json.query|graphql[0]'],
  ['a variable', withBody(JSON.stringify({ query: '{ a }', variables: { b: PAYLOAD } })), 'body|json.variables.b'],
  [
    'variables as text',
    withBody(JSON.stringify({ query: '{ a }', variables: JSON_BODY })),
    'body|json.variables|json.a[0]',
  ],
  ['a body that is a document', withBody(`{ a(b: ${json(PAYLOAD)}) }`, 'application/graphql'), 'body|graphql[0]'],
  ['a document in the query', query('query', `{ a(b: ${json(PAYLOAD)}) }`), 'queryStringParameters.query|graphql[0]'],
];

describe('decoded before it is judged', () => {
  it.each(ROWS)('%s', (_what, change, path, value) => {
    const event = sampleOf('apigateway-v2');
    expect([...visitsOf(apigatewayV2, event).values()].some((text) => text.includes(value ?? PAYLOAD))).toBe(false);
    change(event);
    expect(visitsOf(apigatewayV2, event).get(path)).toBe(value ?? PAYLOAD);
  });

  it('a token in a segment of the path', () => {
    const event = { ...sampleOf('function-url'), rawPath: `/u/${CLAIMS}/x` };
    expect(visitsOf(functionUrl, event).get('rawPath|segments[2]|jwt.claims.name')).toBe(PAYLOAD);
    event.rawPath = `/u/${inBase64Url(PAYLOAD)}`;
    expect(visitsOf(functionUrl, event).get('rawPath|segments[2]|base64')).toBe(PAYLOAD);
  });

  it('the encoding of a body in multi-value headers', () => {
    const event = sampleOf('apigateway-v1');
    packed(brotliCompressSync(JSON_BODY))(event);
    at('multiValueHeaders', 'Content-Encoding')(event, ['br']);
    expect(visitsOf(apigatewayV1, event).get('body|base64|br|json.a[0]')).toBe(PAYLOAD);
  });

  it('a header that every object has already', () => {
    const event = sampleOf('apigateway-v2');
    event['headers'] = JSON.parse('{"__proto__":"x"}');
    expect(visitsOf(apigatewayV2, event).get('headers.{keys}.__proto__')).toBe('__proto__');
  });
});

/** What one text is visited as, by path. */
function formsOf(text: string): { paths: string[]; truncated: boolean } {
  const paths: string[] = [];
  const { truncated } = walkText(text, (_value, parent, key) => paths.push(joinPath(parent, key)));
  return { paths, truncated };
}

describe('what only looks encoded', () => {
  it.each([
    'internationalisation',
    'CustomerAccountNumber',
    'JavaScriptRuntimeError',
    'application/javascript',
    'd41d8cd98f00b204e9800998ecf8427e',
    'DA39A3EE5E6B4B0D3255BFEF95601890AFD80709',
    '6f2b7a3e-1c4d-4e8f-9a0b-1c2d3e4f5a6b',
    '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    'c2FtcGxlIG5vbmNl',
    'Tm90aGluZyB0byBzZWUgaGVyZQ==',
    '20260401T101500000Z20260401',
    '4111111111111111222233334444',
    'eyJhbGciOiJub25lIn0.',
    'AKIAIOSFODNN7EXAMPLE',
    'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk',
    'H4sIAAAAnotgzip,at/all',
  ])('%s is one text', (text) => {
    expect(formsOf(text)).toEqual({ paths: ['value'], truncated: false });
  });

  it('a gzip value that is broken leaves the walk truncated', () => {
    const whole = gzipSync(PAYLOAD).toString('base64');
    expect(formsOf(whole)).toEqual({ paths: ['value', 'value|base64|gzip'], truncated: false });
    expect(formsOf(`${whole.slice(0, 14)}${'/'.repeat(20)}`)).toEqual({ paths: ['value'], truncated: true });
  });

  it('a form tells its boundary in its first line', () => {
    const form = (content: string): string =>
      `--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n${content}\r\n--b--`;
    expect(formsOf(form('x')).paths).toEqual(['value', 'value|multipart.{keys}.f', 'value|multipart.f']);
    expect(formsOf('--b\r\nContent-Type: text/plain\r\n\r\nx').paths).toEqual(['value']);
    expect(formsOf('-- a remark of a script\nselect 1').paths).toEqual(['value']);
  });

  it('forms are opened four deep and no deeper', () => {
    let text = PAYLOAD;
    for (let i = 0; i < 4000; i++) text = `--b${i}\r\nContent-Disposition: form-data; name="f"\r\n\r\n${text}`;
    const { paths } = formsOf(text);
    expect(paths.at(-1)).toBe('value|multipart.f|multipart.f|multipart.f|multipart.f');
    expect(paths).toHaveLength(9);
  });

  it('a template is no list of documents', () => {
    expect(formsOf('{% set names = ("a", "b") %}\n{{ names[0] }}\n').paths).toEqual(['value']);
  });

  it('no more attempts fail than a stranger may cost us', () => {
    const text = JSON.stringify(Array.from({ length: 400 }, (_, i) => `{"a": ${i}, }`));
    expect(formsOf(text).truncated).toBe(true);
    const honest = JSON.stringify(Array.from({ length: 4000 }, (_, i) => `{"a": ${i}}`));
    expect(formsOf(honest).truncated).toBe(false);
  });

  it('encodings are undone four deep and no deeper', () => {
    let text = PAYLOAD;
    for (let i = 0; i < 8; i++) text = inBase64(text);
    expect(formsOf(text).paths.at(-1)).toBe('value|base64|base64|base64|base64');
  });
});
