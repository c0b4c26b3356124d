import { expect, it } from 'vitest';
import { flowsOf } from '../../testing/flows.ts';
import { readProgram } from '../../testing/read-program.ts';

/** Title, routes, what flows. */
const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'a query',
    "app.get('/x', async (c) => { eval(c.req.query('q')); return c.text('x'); });",
    ['codei queryStringParameters.q'],
  ],
  [
    'a body',
    "app.post('/x', async (c) => { const body = await c.req.json(); eval(body.code); });",
    ['codei body.code'],
  ],
  ['a parameter', "app.get('/:id', (c) => { eval(c.req.param('id')); });", ['codei pathParameters.id']],
  ['a page', "app.get('/x', (c) => c.html('<p>' + c.req.header('x')));", ['html-response headers.x']],
  ['a text is no page', "app.get('/x', (c) => c.text('<p>' + c.req.header('x')));", []],
  [
    'an application in another',
    "const books = new Hono(); books.get('/', (c) => { eval(c.req.query('q')); }); app.route('/books', books);",
    ['codei queryStringParameters.q'],
  ],
  [
    'a variable that a middleware has set',
    "app.use(async (c, next) => { c.set('u', c.req.header('user')); await next(); }); app.get('/x', (c) => { eval(c.get('u')); });",
    ['codei headers.user'],
  ],
  ['a number', "app.get('/x', (c) => { eval(`f(${Number(c.req.query('q'))})`); return c.json({}); });", []],
];

it.each(CASES)('%s', (_, routes, flows) => {
  const source = `import { Hono } from 'hono';\nimport { handle } from 'hono/aws-lambda';\nconst app = new Hono();\n${routes}\nexport const handler = handle(app);`;
  expect(flowsOf(readProgram(source))).toEqual(flows);
});
