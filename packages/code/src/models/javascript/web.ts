import type { AbstractValue, Model, ModelSet } from '../../engine/types.ts';
import { callBackWith, each, isBytes, methodOf, models } from './helpers.ts';
import { judgeBrowser } from './pages.ts';
import { addressOf, request } from './requests.ts';

/*
 * Requests to other hosts. What decides scheme or host is a finding; a path behind a fixed host is none.
 */

/** `https.get(address, (response) => …)`: errors come to those who listen for them. */
const asksWithListener =
  (name: string): Model =>
  (call, engine) => {
    const [address] = call.arguments;
    const response = engine.external('<response>', '');
    if (address !== undefined && !engine.isFunction(address)) request(call, engine, address, name);
    for (const listener of call.arguments)
      if (engine.isFunction(listener)) engine.call(listener, [response], call.place);
    return response;
  };

const asks =
  (name: string): Model =>
  (call, engine) => {
    const [address] = call.arguments;
    if (address !== undefined && !engine.isFunction(address)) request(call, engine, address, name);
    return callBackWith(call, engine, engine.external('<response>', ''));
  };

const VERBS = [
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'del',
  'head',
  'options',
  'request',
  'stream',
  'getUri',
  'extend',
  'paginate',
  'fetch',
  'json',
  'text',
  'buffer',
];

/** Clients that are made first: their base address comes before the path. */
const client =
  (library: string): Model =>
  (call, engine) => {
    const method = methodOf(call);
    if (library === 'undici' && call.isNew && /^(Pool|Client|BalancedPool)$/.test(method)) {
      const [origin] = call.arguments;
      if (origin !== undefined) request(call, engine, origin, `undici.${method}`);
      return engine.external('undici', 'pool', { base: origin ?? engine.constant('') });
    }
    if (
      /(^|\.)(create|extend|defaults|instance)$/.test(call.callee.path) ||
      (call.isNew && !/^(Request)$/.test(method))
    ) {
      const options = call.arguments.find((one) => one.shapes.some(({ kind }) => kind === 'object'));
      const base = options && addressOf(engine, options);
      if (base !== undefined && engine.ownField(options as AbstractValue, 'baseURL') !== undefined)
        request(call, engine, base, library);
      return engine.external(library, 'create()', base === undefined ? {} : { base });
    }
    if (!VERBS.includes(method) && call.callee.path !== '' && !call.callee.path.endsWith('()'))
      return callBackWith(call, engine, engine.external('<response>', ''));
    const [address] = call.arguments;
    const { base } = (call.callee.state ?? {}) as { readonly base?: AbstractValue };
    if (address !== undefined && !engine.isFunction(address)) {
      // An address that is whole takes the place of axios's base (https://axios-http.com/docs/req_config, `baseURL`).
      if (library === 'axios' && base !== undefined && !address.shapes.some(({ kind }) => kind === 'object'))
        engine.sink({ class: 'ssrf', name: `axios.${method}`, value: address, place: call.place, position: 'start' });
      const given = library === 'axios' ? call.arguments.slice(1) : [];
      const ownBase = given.map((options) => engine.ownField(options, 'baseURL')).find((one) => one !== undefined);
      if (ownBase !== undefined) request(call, engine, ownBase, `axios.${method}`);
      const isFixed =
        base !== undefined && base.taint.length === 0 && !address.shapes.some(({ kind }) => kind === 'object');
      request(
        call,
        engine,
        isFixed ? engine.text([base, '/', address]) : address,
        `${library}${call.callee.path === '' ? '' : `.${method}`}`,
      );
    }
    return callBackWith(call, engine, engine.external('<response>', ''));
  };

/** Methods that take the address first, or an object with a `url`. */
const FETCHING: Readonly<Record<string, RegExp>> = {
  'image-downloader': /^image$/,
  download: /^$/,
  'rss-parser': /^parseURL$/,
  'probe-image-size': /^$/,
  jimp: /^read$/,
  'unfurl.js': /^unfurl$/,
  'link-preview-js': /^getLinkPreview$/,
  'open-graph-scraper': /^(|run)$/,
  'url-metadata': /^$/,
  'got-scraping': /^(gotScraping|get|post)$/,
  cloudscraper: /^(|get|post)$/,
  '@extractus/article-extractor': /^extract$/,
  '@extractus/feed-extractor': /^(extract|read)$/,
  'article-parser': /^extract$/,
  '@postlight/mercury-parser': /^parse$/,
  '@postlight/parser': /^parse$/,
  'axios-https-proxy-fix': /^(|get|post)$/,
  'capture-website': /^(file|buffer|base64)$/,
  'node-webshot': /^$/,
  webshot: /^$/,
  pageres: /^(src|source)$/,
};

export const webModels: readonly ModelSet[] = [
  models(['global'], {
    calls: {
      fetch: asks('fetch'),
      Request: (call, engine) => {
        const [url, options] = call.arguments;
        if (url === undefined) return undefined;
        const part = (name: string) => (options && engine.ownField(options, name)) ?? engine.unknown(name, call.place);
        return engine.object({ url, method: part('method'), headers: part('headers'), body: part('body') }, call.place);
      },
    },
  }),
  models(['http', 'https', 'http2'], {
    calls: {
      ...each(['request', 'get', 'connect'], (call, engine) =>
        asksWithListener(`${call.callee.module}.${methodOf(call)}`)(call, engine),
      ),
      // `serverless(http.createServer(app))`: the server hands everything to the application.
      ...each(['createServer', 'Server', 'createSecureServer'], (call, engine) =>
        call.arguments.find((one) => engine.externalsOf(one).some(({ module }) => module === '<routes>')),
      ),
      Agent: (call, engine) => {
        const value = call.arguments[0] && engine.ownField(call.arguments[0], 'rejectUnauthorized');
        if (value !== undefined && engine.constantOf(value) === false)
          engine.fact('tls-off', call.place, 'rejectUnauthorized');
        return undefined;
      },
    },
  }),
  ...[
    'axios',
    'got',
    'request',
    'request-promise',
    'request-promise-native',
    'node-fetch',
    'cross-fetch',
    'isomorphic-fetch',
    'undici',
    'superagent',
    'ky',
    'phin',
    'wretch',
    'requestretry',
    'axios-retry',
    'follow-redirects',
  ].map((library) => models([library], { otherCalls: client(library) })),
  // `needle('get', address)`, `needle.get(address)`
  models(['needle'], {
    otherCalls: (call, engine) => {
      const address = call.arguments[call.callee.path === '' && call.arguments.length > 1 ? 1 : 0];
      if (address !== undefined) request(call, engine, address, 'needle');
      return callBackWith(call, engine, engine.external('<response>', ''));
    },
  }),
  // `bent('json')` and `bent('https://api.example.com')` give a function.
  models(['bent'], {
    otherCalls: (call, engine) => {
      if (call.callee.path !== '') return undefined;
      const base = call.arguments.find((one) => /^https?:/.test(String(engine.constantOf(one))));
      return engine.native('bent', (inner) => {
        const [path] = inner.arguments;
        if (path !== undefined) request(inner, engine, base === undefined ? path : engine.text([base, path]), 'bent');
        return engine.external('<response>', '');
      });
    },
  }),
  // Packages that fetch an address in order to read what is there: pictures, feeds, previews, articles.
  ...Object.entries(FETCHING).map(([library, methods]) =>
    models([library], {
      otherCalls: (call, engine) => {
        const [address] = call.arguments;
        if (address !== undefined && methods.test(methodOf(call)) && !engine.isFunction(address) && !isBytes(address))
          request(call, engine, address, `${library}${call.callee.path === '' ? '' : `.${methodOf(call)}`}`);
        return callBackWith(
          call,
          engine,
          engine.external(methods.test(methodOf(call)) ? '<response>' : library, call.isNew ? '#' : '()'),
        );
      },
    }),
  ),
  // What a name server answers is no more the sender's than any other answer.
  models(['dns', 'dns/promises'], {
    otherCalls: (call, engine) => callBackWith(call, engine, engine.external('<response>', '')),
  }),
  // Answers of other hosts: not the sender's, and nobody knows what is in them.
  models(['<response>'], {
    otherCalls: (call, engine) => callBackWith(call, engine, engine.external('<response>', '')),
    otherReads: ({ name }, engine) =>
      /^(on|once|addListener)$/.test(name) ? undefined : engine.external('<response>', ''),
  }),
  models(
    [
      'puppeteer',
      'puppeteer-core',
      'chrome-aws-lambda',
      '@sparticuz/chromium',
      'playwright',
      'playwright-core',
      'playwright-aws-lambda',
      'chrome-remote-interface',
    ],
    {
      otherCalls: (call, engine) => {
        const method = methodOf(call);
        const [address] = call.arguments;
        judgeBrowser(call, engine);
        if (method === 'goto' && address !== undefined) request(call, engine, address, 'page.goto');
        if ((method === 'screenshot' || method === 'pdf') && address !== undefined) {
          const value = engine.field(address, 'path', call.place);
          engine.sink({ class: 'traversal', name: `page.${method}`, value, place: call.place });
        }
        // What the page gives is as foreign as any answer.
        if (/^(evaluate|content|\$eval|\$\$eval|textContent|screenshot|pdf|title)$/.test(method))
          return engine.external('<response>', '');
        return callBackWith(
          call,
          engine,
          engine.external('puppeteer', /\brequest\b/.test(call.callee.path) ? 'request' : 'page'),
        );
      },
    },
  ),
];
