import { expect, test } from 'vitest';
import { classesIn, type Idiom } from '../../testing/idioms.ts';

const EXPRESS = "const e = require('express'); const s = require('serverless-http'); const app = e();";
const HONO = "const { Hono } = require('hono'); const { handle } = require('hono/aws-lambda'); const app = new Hono();";
const goes = (address: string) => `return { statusCode: 302, headers: { Location: ${address} } };`;

/** Where visitors are sent; addresses that a link decides, and those that it does not. */
const IDIOMS: readonly Idiom[] = [
  ['the whole address', 'redirect', '', goes('q')],
  ['a header in small letters', 'redirect', '', 'return { statusCode: 301, headers: { location: q } };'],
  ['a list of headers', 'redirect', '', 'return { statusCode: 302, multiValueHeaders: { Location: [q] } };'],
  ['a fixed host', '', '', goes('`https://www.example.com/${q}`')],
  ['a host that goes on', 'redirect', '', goes('`https://www.example.com${q}`')],
  ['a host of the environment', '', '', goes('`${process.env.BASE}/${q}`')],
  ['a value of the query', '', '', goes("'/sign-in?next=' + q")],
  ['behind one slash', 'redirect', '', goes("'/' + q")],
  ['behind a folder', '', '', goes("'/items/' + q")],
  ['encoded', '', '', goes("'/' + encodeURIComponent(q)")],
  ['of a list', '', "const KNOWN = ['/a', '/b'];", goes("KNOWN.includes(q) ? q : '/a'")],
  ['of a table', '', "const KNOWN = { a: 'https://a.example.com' };", goes('KNOWN[q]')],
  [
    'out of a database',
    '',
    "const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb'); const db = new DynamoDBClient({});",
    "const r = await db.send(new GetItemCommand({ TableName: 't', Key: { id: { S: q } } })); " + goes('r.Item.url.S'),
  ],
  ['where something has been made', '', '', 'return { statusCode: 201, headers: { Location: q } };'],
  [
    'a path that begins with a slash',
    'redirect?',
    '',
    `if (!q.startsWith('/')) return { statusCode: 400 }; ${goes('q')}`,
  ],
  [
    'a path of one slash, and a backslash',
    'redirect?',
    '',
    `if (!q.startsWith('/') || q.startsWith('//')) return { statusCode: 400 }; ${goes('q')}`,
  ],
  [
    'a path of one slash and no backslash',
    '',
    '',
    `if (!q.startsWith('/') || q.startsWith('//') || q.startsWith('/\\\\')) return { statusCode: 400 }; ${goes('q')}`,
  ],
  ['a pattern of own paths', '', '', `if (!/^\\/(?![\\/\\\\])/.test(q)) return { statusCode: 400 }; ${goes('q')}`],
  ['a pattern of a slash and a letter', '', '', `if (!/^\\/[a-z]/.test(q)) return { statusCode: 400 }; ${goes('q')}`],
  [
    'a pattern that lets two slashes through',
    'redirect?',
    '',
    `if (!/^\\//.test(q)) return { statusCode: 400 }; ${goes('q')}`,
  ],
  [
    'the host is compared',
    '',
    '',
    `if (new URL(q).host !== 'www.example.com') return { statusCode: 400 }; ${goes('q')}`,
  ],
  [
    'a host that is asked for anywhere',
    'redirect',
    '',
    `if (!q.includes('example.com')) return { statusCode: 400 }; ${goes('q')}`,
  ],
  [
    'a registered address of a client',
    '',
    "const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb'); const db = new DynamoDBClient({});",
    "const uri = event.queryStringParameters.redirect_uri; const r = await db.send(new GetItemCommand({ TableName: 't', Key: { id: { S: q } } })); if (!r.Item.uris.SS.includes(uri)) return { statusCode: 400 }; " +
      goes("uri + '?code=1'"),
  ],
  [
    'the registered address of a client',
    '',
    "const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb'); const db = new DynamoDBClient({});",
    "const uri = event.queryStringParameters.redirect_uri; const r = await db.send(new GetItemCommand({ TableName: 't', Key: { id: { S: q } } })); if (r.Item.uri.S !== uri) throw new Error('x'); " +
      goes('`${uri}?code=1`'),
  ],
  [
    'a client that exists, and any address',
    'redirect',
    "const { DynamoDBClient, GetItemCommand } = require('@aws-sdk/client-dynamodb'); const db = new DynamoDBClient({});",
    "const uri = event.queryStringParameters.redirect_uri; const r = await db.send(new GetItemCommand({ TableName: 't', Key: { id: { S: q } } })); if (!r.Item) throw new Error('x'); " +
      goes('`${uri}?code=1`'),
  ],
  ['the host that was asked for', '', '', goes('`https://${event.headers.host}/x`')],
  [
    'Express',
    'redirect',
    EXPRESS,
    "app.get('/', (req, res) => res.redirect(req.query.next)); exports.handler = s(app);",
  ],
  [
    'Express, a status first',
    'redirect',
    EXPRESS,
    "app.get('/', (req, res) => res.redirect(301, req.query.next)); exports.handler = s(app);",
  ],
  [
    'Express, a fixed host',
    '',
    EXPRESS,
    "app.get('/', (req, res) => res.redirect('https://x.example.com/' + req.query.next)); exports.handler = s(app);",
  ],
  ['Hono', 'redirect', HONO, "app.get('/', (c) => c.redirect(c.req.query('next'))); exports.handler = handle(app);"],
  [
    'Hono, a fixed path',
    '',
    HONO,
    "app.get('/', (c) => c.redirect('/done?x=' + c.req.query('next'))); exports.handler = handle(app);",
  ],
];

test.each(IDIOMS)('%s', (...idiom) => {
  expect(classesIn(idiom)).toBe(idiom[1]);
});
