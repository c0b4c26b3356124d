import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { askExtension } from '../aws/secrets-extension.ts';
import { recordSent } from '../sent.ts';
import { argument, constantText, each, isFalse, madeOf, models } from './helpers.ts';
import { recordSigned } from './signed.ts';

const VERBS = /^(get|post|put|patch|delete|head|options|stream|fetch|ws_connect|urlopen|urlretrieve)$/;
const LOCAL =
  /^http:\/\/(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|\[::1\]|0\.0\.0\.0|[\w-]+(:|\/|$))/;

/** A request to a URL: who decides where it goes, whether it is encrypted, whether the other side is checked. */
export function requests(call: CallSite, engine: Engine, name: string, url: AbstractValue): AbstractValue {
  engine.sink({ class: 'ssrf', name, value: url, place: call.place, position: 'start' });
  engine.use('host', url, call.place);
  recordSent(call, engine, url, name);
  askExtension(engine, call.place, url, call.named.get('params') ?? call.named.get('fields'));
  const first = startOf(engine, url);
  if (first !== undefined && /^http:\/\/./i.test(first) && !LOCAL.test(first) && !/\{|%s/.test(first))
    engine.fact('plain-http', call.place, first.replace(/^(http:\/\/[^/?#]*).*$/s, '$1'));
  noteUnchecked(call, engine, name);
  return engine.external('<http>', 'Response#');
}

function startOf(engine: Engine, url: AbstractValue): string | undefined {
  const text = constantText(engine, url);
  if (text !== undefined) return text;
  for (const shape of url.shapes)
    if (shape.kind === 'text' && typeof shape.parts[0] === 'string') return shape.parts[0];
  return undefined;
}

function noteUnchecked(call: CallSite, engine: Engine, name: string): void {
  for (const option of ['verify', 'verify_ssl', 'ssl']) {
    const value = call.named.get(option);
    if (value && isFalse(engine, value)) engine.fact('tls-off', call.place, `${option}=False`, name);
  }
  const context = call.named.get('context');
  if (context && engine.externalsOf(context).some(({ path }) => path.includes('_create_unverified_context')))
    engine.fact('tls-off', call.place, 'ssl._create_unverified_context()', name);
}

/** `requests.get(url)`, `session.request(method, url)`, `httpx.AsyncClient().post(url)`. */
const client: Model = (call, engine) => {
  const { module, path } = call.callee;
  const name = path.slice(path.lastIndexOf('.') + 1);
  const isRequest =
    (name === 'stream' && module === 'httpx') ||
    name === 'request' ||
    name === 'request_encode_body' ||
    name === 'request_encode_url';
  if (!VERBS.test(name) && !isRequest) {
    noteUnchecked(call, engine, module);
    return undefined;
  }
  const url = isRequest ? argument(call, 1, 'url') : argument(call, 0, 'url');
  if (!url) return undefined;
  const method = isRequest ? argument(call, 0, 'method') : engine.constant(name.toUpperCase());
  recordSigned(call, engine, call.named.get('auth'), { url, method });
  return requests(call, engine, `${module}.${name}`, url);
};

const urlopen: Model = (call, engine) => {
  const url = argument(call, 0, 'url');
  if (!url) return undefined;
  const made = engine.externalsOf(url).find(({ state }) => state !== undefined);
  return requests(call, engine, 'urllib.request.urlopen', (made?.state as AbstractValue | undefined) ?? url);
};

const connection: Model = (call, engine) => {
  const host = argument(call, 0, 'host');
  if (!host) return undefined;
  engine.sink({ class: 'ssrf', name: 'http.client', value: host, place: call.place });
  noteUnchecked(call, engine, 'http.client');
  const scheme = call.callee.path.endsWith('HTTPSConnection') ? 'https://' : 'http://';
  engine.use('host', engine.text([scheme, host]), call.place);
  return engine.external('http', 'client.Connection#');
};

const answer: Model = (call, engine) => engine.unknown('an answer over HTTP', call.place);

/** Where a URL leads is fixed by its host: who checks that has checked the whole. */
const parseUrl: Model = (call, engine) => {
  const url = argument(call, 0, 'url');
  if (!url) return undefined;
  const part = madeOf(engine, call, 'is a part of the URL', url);
  const host = engine.carrying(engine.unknown('a host', call.place), url);
  return engine.object(
    {
      hostname: host,
      netloc: host,
      scheme: part,
      path: part,
      query: part,
      fragment: part,
      params: part,
      username: part,
      password: part,
      port: engine.unknown('a number'),
    },
    call.place,
  );
};

/** Percent-encoding leaves letters, digits and `_.-~/`. */
const encoded: Model = (call, engine) => {
  const value = argument(call, 0, 'string');
  return (
    value && engine.cleaned(value, ['sqli', 'cmdi', 'codei', 'html-response', 'xss', 'ssti', 'ldap', 'crlf', 'log'])
  );
};

const encodedQuery: Model = (call, engine) => {
  const [value] = call.arguments;
  return (
    value &&
    engine.cleaned(madeOf(engine, call, 'is percent-encoded', value), [
      'sqli',
      'cmdi',
      'codei',
      'html-response',
      'xss',
      'traversal',
      'ssti',
      'ssrf',
    ])
  );
};

const decoded: Model = (call) => call.arguments[0];

const joined: Model = (call, engine) => {
  const [base, path] = call.arguments;
  // An absolute second part replaces the first.
  return base && path && engine.join([engine.text([base, path]), path]);
};

const fields: Model = (call, engine) => {
  const [text] = call.arguments;
  if (!text) return undefined;
  // Its fields are told apart: a check of one says nothing of another.
  if (text.shapes.every(({ kind }) => kind === 'event')) return text;
  const item = madeOf(engine, call, 'is parsed as a query', text);
  return engine.object({}, call.place, engine.list([], call.place, item));
};

export const httpModels: readonly ModelSet[] = [
  ...[
    'requests',
    'httpx',
    'aiohttp',
    'urllib3',
    'httplib2',
    'niquests',
    'botocore_vendored',
    'requests_html',
    'requests_toolbelt',
    'requests_cache',
    'requests_futures',
    'grequests',
    'cloudscraper',
    'curl_cffi',
    'tls_client',
    'treq',
  ].map((name) => models(name, {}, { otherCalls: client })),
  models(
    '<http>',
    {},
    { otherCalls: answer, otherReads: ({ place }, engine) => engine.unknown('an answer over HTTP', place) },
  ),
  ...['urllib', 'urllib2'].map((name) =>
    models(name, {
      ...each(
        ['request.urlopen', 'urlopen', 'request.urlretrieve', 'urlretrieve', 'request.build_opener().open'],
        urlopen,
      ),
      ...each(['request.Request', 'Request'], (call, engine) => {
        const url = argument(call, 0, 'url');
        return engine.external('urllib', 'request.Request#', url);
      }),
      ...each(['parse.quote', 'parse.quote_plus', 'quote', 'quote_plus', 'parse.quote_from_bytes'], encoded),
      ...each(['parse.urlencode', 'urlencode'], encodedQuery),
      ...each(['parse.unquote', 'parse.unquote_plus', 'unquote', 'unquote_plus'], decoded),
      ...each(['parse.urlparse', 'parse.urlsplit'], parseUrl),
      ...each(['parse.urljoin'], joined),
      ...each(['parse.parse_qs', 'parse.parse_qsl'], fields),
      ...each(['parse.urlunparse', 'parse.urlunsplit'], (call, engine) =>
        madeOf(engine, call, 'becomes a URL', ...call.arguments),
      ),
    }),
  ),
  // Until Python 3.8.
  models('cgi', { ...each(['parse_qs', 'parse_qsl'], fields) }),
  models('urlparse', { urlparse: parseUrl, urljoin: joined, parse_qs: fields }),
  models('http', {
    ...each(['client.HTTPSConnection', 'client.HTTPConnection'], connection),
    'client.Connection#.getresponse': answer,
  }),
  models('httplib', { ...each(['HTTPSConnection', 'HTTPConnection'], connection) }),
  models('ssl', {
    _create_unverified_context: (call, engine) => {
      engine.fact('tls-off', call.place, 'ssl._create_unverified_context()');
      return undefined;
    },
  }),
  models('websocket', {
    create_connection: (call, engine) =>
      call.arguments[0] && requests(call, engine, 'websocket.create_connection', call.arguments[0]),
  }),
];
