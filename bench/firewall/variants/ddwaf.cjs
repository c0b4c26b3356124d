// libddwaf as dd-trace drives it: one context a request, its recommended rules, a budget that it does not reach.
const { DDWAF } = require('@datadog/native-appsec');
const rules = require('dd-trace/packages/dd-trace/src/appsec/recommended.json');

const waf = new DDWAF(rules, 'recommended');
const TIMEOUT_US = 10_000_000;

function run(persistent) {
  const context = waf.createContext();
  const result = context.run({ persistent }, TIMEOUT_US);
  context.dispose();
  return result?.events?.length ?? 0;
}

exports.checkValue = (value) => run({ 'server.request.query': { q: value } }) > 0;

/** The addresses that datadog-lambda-js fills for an API Gateway request (its event-data-extractor). */
exports.checkEvent = (event) => {
  const { cookie, ...headers } = Object.fromEntries(
    Object.entries(event.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  return run({
    'server.request.headers.no_cookies': headers,
    'server.request.cookies': cookie ? Object.fromEntries(cookie.split('; ').map((pair) => pair.split('='))) : {},
    'server.request.query': { ...event.queryStringParameters, ...event.multiValueQueryStringParameters },
    'server.request.path_params': event.pathParameters ?? {},
    'server.request.uri.raw': event.path,
    'server.request.method': event.httpMethod,
    'server.request.body': JSON.parse(event.body),
  });
};
