import type { ModelSet } from '../../engine/types.ts';
import { type Dangerous, fromTable, type Package } from './sink-table.ts';

/*
 * Packages that go where an address leads: clients, proxies, endpoints of protocols, downloads.
 */

const asks = (calls: RegExp, ...at: readonly (number | string)[]): Dangerous => ({ calls, class: 'ssrf', at });
/** Where bytes, documents or options may stand as well. */
const asksText = (calls: RegExp, ...at: readonly (number | string)[]): Dangerous => ({
  ...asks(calls, ...at),
  onlyText: true,
});

const VERB =
  /^(|get|post|put|patch|del|delete|head|request|fetch|concat|raw|native|json|stream|read|\$fetch|ofetch|curl)$/;

const PACKAGES: readonly Package[] = [
  {
    names: [
      'ofetch',
      'make-fetch-happen',
      'minipass-fetch',
      'node-fetch-native',
      'cross-undici-fetch',
      '@hapi/wreck',
      'wreck',
      'centra',
      'urllib',
      'simple-get',
      'popsicle',
      'hyperquest',
      'tiny-json-http',
      'r2',
      'teeny-request',
      'typed-rest-client/HttpClient',
      'redaxios',
      'gaxios',
      'unirest',
      'node-libcurl',
    ],
    dangerous: [asks(VERB, 0)],
    gives: 'answers',
  },
  { names: ['npm-registry-fetch'], dangerous: [asks(/^(|json)$/, '1.registry')], gives: 'answers' },
  { names: ['http-proxy'], dangerous: [asks(/^(web|ws)$/, '2.target'), asks(/^create\w*$/, '0.target')] },
  {
    names: ['http-proxy-middleware', 'express-http-proxy'],
    dangerous: [asks(/^(legacyC|c)reateProxyMiddleware$/, '0.target'), asksText(/^$/, 0)],
  },
  {
    names: ['graphql-request'],
    dangerous: [asksText(/^(GraphQLClient|request|rawRequest|batchRequests)$/, 0)].map((one) => ({
      ...one,
      // `client.request(query)` takes no address.
      unlessMadeBy: /GraphQLClient#/,
    })),
  },
  {
    names: ['@apollo/client', '@apollo/client/core', 'apollo-link-http', 'apollo-boost', '@urql/core'],
    dangerous: [asks(/^(HttpLink|createHttpLink|ApolloClient|createClient|)$/, '0.uri', '0.url')],
  },
  { names: ['soap', 'strong-soap'], dangerous: [asks(/^(createClient|createClientAsync)$/, 0)] },
  { names: ['easy-soap-request'], dangerous: [asks(/^$/, '0.url')], gives: 'answers' },
  { names: ['ws', 'isomorphic-ws', 'reconnecting-websocket'], dangerous: [asksText(/^(|WebSocket)$/, 0)] },
  { names: ['jwks-rsa'], dangerous: [asks(/^(|JwksClient|expressJwtSecret|koaJwtSecret)$/, '0.jwksUri')] },
  { names: ['jose'], dangerous: [asks(/^createRemoteJWKSet$/, 0)], isPartial: true },
  { names: ['openid-client'], dangerous: [asks(/^(discover|discovery)$/, 0)] },
  { names: ['web-push'], dangerous: [asks(/^sendNotification$/, '0.endpoint')] },
  { names: ['@slack/webhook'], dangerous: [asks(/^IncomingWebhook$/, 0)] },
  { names: ['nodemailer'], dangerous: [asks(/^createTransport$/, '0.host')] },
  {
    names: ['ytdl-core', '@distube/ytdl-core', 'youtube-dl-exec', 'youtube-dl', 'yt-dlp-exec', 'play-dl'],
    dangerous: [asksText(/^(|exec|getInfo|getBasicInfo|stream|video_info)$/, 0)],
  },
  {
    names: ['tesseract.js', 'canvas', '@napi-rs/canvas', 'skia-canvas', 'image-to-base64'],
    dangerous: [asksText(/^(|recognize|detect|loadImage)$/, 0)],
  },
  {
    names: ['@langchain/community/document_loaders/web/*', 'langchain/document_loaders/web/*'],
    dangerous: [asksText(/Loader$/, 0)],
  },
  { names: ['node-ical'], dangerous: [asksText(/^fromURL$/, 0)] },
  { names: ['lighthouse', 'pa11y', 'website-scraper', 'is-reachable'], dangerous: [asksText(/^$/, 0)] },
  { names: ['selenium-webdriver'], dangerous: [asks(/^(get|to)$/, 0)] },
  { names: ['jsdom'], dangerous: [asks(/^fromURL$/, 0)], isPartial: true },
];

/** Packages that go where an address leads. */
export const clientModels: readonly ModelSet[] = fromTable(PACKAGES);
