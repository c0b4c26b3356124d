import { createRequire } from 'node:module';

/** What a function's environment says, as far as it changes what is loaded. */
const ENVIRONMENT = {
  AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9001',
  AWS_LAMBDA_FUNCTION_NAME: 'orders',
  AWS_REGION: 'eu-west-1',
  // Of AWS's documentation.
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  BULKHEAD_KEY: 'key',
  _HANDLER: 'index.handler',
};

const HEADERS = {
  accept: 'application/json, text/plain, */*',
  'accept-encoding': 'gzip, deflate, br',
  authorization: 'Bearer eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxNyJ9.c2ln',
  'content-type': 'application/json',
  cookie: 'session=51ab0c; theme=light',
  host: 'z9y8x7w6v5.execute-api.eu-west-1.amazonaws.com',
  origin: 'https://www.example.com',
  referer: 'https://www.example.com/checkout?step=2',
  'user-agent':
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15',
  'x-forwarded-for': '203.0.113.9',
};
const BODY = JSON.stringify({
  name: "Aoife O'Brien",
  email: 'aoife@example.org',
  phone: '+353 (1) 555 0123',
  note: 'leave it with the neighbours; they are in & open the door -- thanks',
  items: [{ sku: 'CUP-3', title: 'Cup, 0.3 l (blue)', price: 12.5 }],
  discount: '10% off',
});
const context = {
  awsRequestId: '0b8f5c1f-7d4a-4c55-9d3f-5f1c2f6e1a77',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
  getRemainingTimeInMillis: () => 3000,
};

/** Honest requests, as most functions get them. */
export const FIRST_EVENTS = [
  {
    resource: '/carts/{id}',
    path: '/carts/7',
    httpMethod: 'POST',
    headers: HEADERS,
    multiValueHeaders: Object.fromEntries(Object.entries(HEADERS).map(([name, value]) => [name, [value]])),
    queryStringParameters: { lang: 'en', page: '2' },
    multiValueQueryStringParameters: { lang: ['en'], page: ['2'] },
    pathParameters: { id: '7' },
    stageVariables: null,
    requestContext: { resourcePath: '/carts/{id}', stage: 'live', identity: { sourceIp: '203.0.113.9' } },
    body: BODY,
    isBase64Encoded: false,
  },
  {
    version: '2.0',
    routeKey: 'POST /carts/{id}',
    rawPath: '/carts/7',
    rawQueryString: 'lang=en&page=2',
    cookies: ['session=51ab0c'],
    headers: HEADERS,
    queryStringParameters: { lang: 'en', page: '2' },
    requestContext: { http: { method: 'POST', path: '/carts/7', sourceIp: '203.0.113.9' }, stage: '$default' },
    pathParameters: { id: '7' },
    body: BODY,
    isBase64Encoded: false,
  },
];

/** Loads a built file as a function does, and sends it events: the runtime, the layer's preload, or the firewall alone. */
export async function exercise(file, events) {
  Object.assign(process.env, ENVIRONMENT);
  const loaded = createRequire(import.meta.url)(file);
  const protect = loaded.protect ?? globalThis[Symbol.for('bulkhead.layer.v1')]?.protect;
  const handler = protect?.(async (event) => ({
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: event.body,
  }));
  for (const event of events) await (handler ? handler(event, context) : loaded.inspectEvent(event, loaded.policy));
}
