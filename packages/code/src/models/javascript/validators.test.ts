import { expect, test } from 'vitest';
import { classesIn, type Idiom } from '../../testing/idioms.ts';

const CP = "const cp = require('child_process');";
const EXPRESS = `${CP} const e = require('express'); const s = require('serverless-http'); const app = e(); app.use(e.json());`;
const EV = `${EXPRESS} const { body, query, param, check, checkSchema, matchedData, validationResult } = require('express-validator');`;
const ENDS = 'const r = validationResult(req); if (!r.isEmpty()) return res.status(400).json(r.array());';
const FASTIFY = `${CP} const app = require('fastify')(); const lambda = require('@fastify/aws-lambda');`;
const HONO = `${CP} const { Hono } = require('hono'); const { handle } = require('hono/aws-lambda'); const { zValidator } = require('@hono/zod-validator'); const { validator } = require('hono/validator'); const { z } = require('zod'); const app = new Hono();`;
const CELEBRATE = `${EXPRESS} const { celebrate, Joi, Segments } = require('celebrate');`;
const MIDDY = `${CP} const middy = require('@middy/core'); const validator = require('@middy/validator'); const { transpileSchema } = require('@middy/validator/transpile');`;
const middyOf = (rule: string) =>
  `const schema = { type: 'object', required: ['queryStringParameters'], properties: { queryStringParameters: { type: 'object', properties: { n: ${rule} } } } };`;
const MIDDY_RUN = "const run = async (event) => { cp.execSync('ls ' + event.queryStringParameters.n); };";
const NEST = `import { Module, Controller, Get, Query, Body, Post, ValidationPipe } from '@nestjs/common'; import { NestFactory } from '@nestjs/core'; import { IsInt, IsString, Matches, IsIn } from 'class-validator'; import serverlessExpress from '@vendia/serverless-express'; import * as cp from 'child_process';`;
const nestOf = (checks: string, pipes: string) =>
  `class Dto { ${checks} n: string; } @Controller() class C { @Post() go(@Body() dto: Dto) { cp.execSync('ls ' + dto.n); return 1; } } @Module({ controllers: [C] }) class M {} export const handler = async (event: any, context: any) => { const app = await NestFactory.create(M); ${pipes} return serverlessExpress({ app: app.getHttpAdapter().getInstance() })(event, context); };`;

/** Libraries that check what is sent, with what they prove and what they do not. */
const IDIOMS: readonly Idiom[] = [
  // express-validator
  [
    'a number that is asked for',
    '',
    EV,
    `app.get('/', query('n').isInt(), (req, res) => { ${ENDS} cp.execSync('ls ' + req.query.n); }); exports.handler = s(app);`,
  ],
  [
    'a number whose result nobody asks for',
    'cmdi',
    EV,
    "app.get('/', query('n').isInt(), (req, res) => { cp.execSync('ls ' + req.query.n); }); exports.handler = s(app);",
  ],
  [
    'another field is checked',
    'cmdi',
    EV,
    `app.get('/', query('m').isInt(), (req, res) => { ${ENDS} cp.execSync('ls ' + req.query.n); }); exports.handler = s(app);`,
  ],
  [
    'not empty proves nothing',
    'cmdi',
    EV,
    `app.get('/', query('n').notEmpty().isString(), (req, res) => { ${ENDS} cp.execSync('ls ' + req.query.n); }); exports.handler = s(app);`,
  ],
  [
    'one of a list',
    '',
    EV,
    `app.get('/', [query('n').isIn(['a', 'b'])], (req, res) => { ${ENDS} cp.execSync('ls ' + req.query.n); }); exports.handler = s(app);`,
  ],
  [
    'a pattern',
    '',
    EV,
    `app.get('/', [query('n').matches(/^[a-z]+$/)], (req, res) => { ${ENDS} cp.execSync('ls ' + req.query.n); }); exports.handler = s(app);`,
  ],
  [
    'a pattern that lets all through',
    'cmdi',
    EV,
    `app.get('/', [query('n').matches(/[a-z]+/)], (req, res) => { ${ENDS} cp.execSync('ls ' + req.query.n); }); exports.handler = s(app);`,
  ],
  [
    'an address of the network is no command',
    '',
    EV,
    `app.get('/', query('n').isIP(), (req, res) => { ${ENDS} cp.execSync('ls ' + req.query.n); }); exports.handler = s(app);`,
  ],
  [
    'an address of the network leads anywhere',
    'ssrf',
    EV,
    `app.get('/', query('n').isIP(), async (req, res) => { ${ENDS} res.json(await fetch('http://' + req.query.n)); }); exports.handler = s(app);`,
  ],
  ...(
    [
      ['an address by zod', 'ssrf', 'z.object({ n: z.string().ip() })'],
      ['an address by zod 4', 'ssrf', 'z.object({ n: z.ipv4() })'],
      ['a number by zod', '', 'z.object({ n: z.number() })'],
    ] as const
  ).map(
    ([name, found, schema]): Idiom => [
      name,
      found,
      "const { z } = require('zod');",
      `const S = ${schema}; exports.handler = async (event) => { const { n } = S.parse(JSON.parse(event.body)); await fetch('http://' + n); };`,
    ],
  ),
  ...(
    [
      ['anything by yup', 'cmdi?', 'yup.object({ n: yup.mixed() })'],
      ['a choice of anything by yup', '', "yup.object({ n: yup.mixed().oneOf(['a', 'b']) })"],
    ] as const
  ).map(
    ([name, found, schema]): Idiom => [
      name,
      found,
      `${CP} const yup = require('yup');`,
      `const S = ${schema}; exports.handler = async (event) => { const { n } = S.validateSync(JSON.parse(event.body)); cp.execSync('ls ' + n); };`,
    ],
  ),
  [
    'an address by a JSON Schema',
    'ssrf',
    "const Ajv = require('ajv'); const valid = new Ajv().compile({ type: 'object', properties: { n: { type: 'string', format: 'ipv4' } } });",
    "exports.handler = async (event) => { const body = JSON.parse(event.body); if (!valid(body)) throw new Error('no'); await fetch('http://' + body.n); };",
  ],
  [
    'matched data of a number',
    '',
    EV,
    `app.post('/', body('n').isInt(), (req, res) => { ${ENDS} const { n } = matchedData(req); cp.execSync('ls ' + n); }); exports.handler = s(app);`,
  ],
  [
    'matched data of a text',
    'cmdi',
    EV,
    `app.post('/', body('n').isString(), (req, res) => { ${ENDS} const { n } = matchedData(req); cp.execSync('ls ' + n); }); exports.handler = s(app);`,
  ],
  [
    'made a number, and nobody asks',
    '',
    EV,
    "app.get('/', query('n').toInt(), (req, res) => { cp.execSync('ls ' + req.query.n); }); exports.handler = s(app);",
  ],
  [
    'a table of checks',
    '',
    EV,
    `app.get('/', checkSchema({ n: { in: ['query'], isInt: true } }), (req, res) => { ${ENDS} cp.execSync('ls ' + req.query.n); }); exports.handler = s(app);`,
  ],
  [
    'a table of checks that prove nothing',
    'cmdi',
    EV,
    `app.get('/', checkSchema({ n: { in: ['query'], isString: true } }), (req, res) => { ${ENDS} cp.execSync('ls ' + req.query.n); }); exports.handler = s(app);`,
  ],
  [
    'errors are told by a middleware of its own',
    '',
    EV,
    `const ends = (req, res, next) => { ${ENDS} next(); }; app.get('/', query('n').isInt(), ends, (req, res) => { cp.execSync('ls ' + req.query.n); }); exports.handler = s(app);`,
  ],
  [
    'what one route checks another does not',
    'cmdi',
    EV,
    `app.get('/', query('n').isInt(), (req, res) => { ${ENDS} res.end(); }); app.get('/b', (req, res) => { cp.execSync('ls ' + req.query.n); }); exports.handler = s(app);`,
  ],
  [
    'an optional number',
    '',
    EV,
    `app.get('/', query('n').optional().isInt({ min: 1 }), (req, res) => { ${ENDS} cp.execSync('ls ' + req.query.n); }); exports.handler = s(app);`,
  ],
  // Fastify
  [
    'a number in the schema of a route',
    '',
    FASTIFY,
    "app.get('/', { schema: { querystring: { type: 'object', properties: { n: { type: 'integer' } } } } }, async (req) => { cp.execSync('ls ' + req.query.n); }); exports.handler = lambda(app);",
  ],
  [
    'a text in the schema of a route',
    'cmdi',
    FASTIFY,
    "app.get('/', { schema: { querystring: { type: 'object', properties: { n: { type: 'string' } } } } }, async (req) => { cp.execSync('ls ' + req.query.n); }); exports.handler = lambda(app);",
  ],
  [
    'a choice in the body of a route',
    '',
    FASTIFY,
    "app.post('/', { schema: { body: { type: 'object', properties: { n: { enum: ['a', 'b'] } } } } }, async (req) => { cp.execSync('ls ' + req.body.n); }); exports.handler = lambda(app);",
  ],
  [
    'the schema of a route in an object',
    '',
    FASTIFY,
    "app.route({ method: 'GET', url: '/', schema: { params: { type: 'object', properties: { n: { type: 'string', pattern: '^[a-z]+$' } } } }, handler: async (req) => { cp.execSync('ls ' + req.params.n); } }); exports.handler = lambda(app);",
  ],
  [
    'a pattern that lets all through in a route',
    'cmdi',
    FASTIFY,
    "app.route({ method: 'GET', url: '/', schema: { params: { type: 'object', properties: { n: { type: 'string', pattern: '[a-z]+' } } } }, handler: async (req) => { cp.execSync('ls ' + req.params.n); } }); exports.handler = lambda(app);",
  ],
  [
    'only the answer has a schema',
    'cmdi',
    FASTIFY,
    "app.get('/', { schema: { response: { 200: { type: 'object', properties: { n: { type: 'integer' } } } } } }, async (req) => { cp.execSync('ls ' + req.query.n); }); exports.handler = lambda(app);",
  ],
  // Hono
  [
    'zod at a route',
    '',
    HONO,
    "app.get('/', zValidator('query', z.object({ n: z.coerce.number() })), (c) => { cp.execSync('ls ' + c.req.valid('query').n); return c.json(1); }); exports.handler = handle(app);",
  ],
  [
    'zod at a route, a text',
    'cmdi',
    HONO,
    "app.get('/', zValidator('query', z.object({ n: z.string() })), (c) => { cp.execSync('ls ' + c.req.valid('query').n); return c.json(1); }); exports.handler = handle(app);",
  ],
  [
    'zod at a route, the rest of the request',
    'cmdi',
    HONO,
    "app.get('/', zValidator('query', z.object({ n: z.coerce.number() })), (c) => { cp.execSync('ls ' + c.req.query('m')); return c.json(1); }); exports.handler = handle(app);",
  ],
  [
    'zod at a route, a uuid in the path',
    '',
    HONO,
    "app.get('/:n', zValidator('param', z.object({ n: z.string().uuid() })), (c) => { cp.execSync('ls ' + c.req.valid('param').n); return c.json(1); }); exports.handler = handle(app);",
  ],
  [
    'a function at a route',
    '',
    HONO,
    "app.get('/', validator('query', (v, c) => { const r = z.object({ n: z.enum(['a', 'b']) }).safeParse(v); if (!r.success) return c.text('no', 400); return r.data; }), (c) => { cp.execSync('ls ' + c.req.valid('query').n); return c.json(1); }); exports.handler = handle(app);",
  ],
  [
    'a function at a route that lets all through',
    'cmdi',
    HONO,
    "app.get('/', validator('query', (v, c) => ({ n: v.n })), (c) => { cp.execSync('ls ' + c.req.valid('query').n); return c.json(1); }); exports.handler = handle(app);",
  ],
  // celebrate
  [
    'celebrate, a number',
    '',
    CELEBRATE,
    "app.get('/', celebrate({ [Segments.QUERY]: Joi.object({ n: Joi.number().integer() }) }), (req, res) => { cp.execSync('ls ' + req.query.n); }); exports.handler = s(app);",
  ],
  [
    'celebrate, a text',
    'cmdi',
    CELEBRATE,
    "app.get('/', celebrate({ [Segments.QUERY]: Joi.object({ n: Joi.string() }) }), (req, res) => { cp.execSync('ls ' + req.query.n); }); exports.handler = s(app);",
  ],
  [
    'celebrate, fields without an object',
    '',
    CELEBRATE,
    "app.post('/', celebrate({ body: { n: Joi.string().valid('a', 'b') } }), (req, res) => { cp.execSync('ls ' + req.body.n); }); exports.handler = s(app);",
  ],
  [
    'celebrate, another part of the request',
    'cmdi',
    CELEBRATE,
    "app.post('/', celebrate({ body: { n: Joi.number() } }), (req, res) => { cp.execSync('ls ' + req.query.n); }); exports.handler = s(app);",
  ],
  // middy
  [
    'middy, a pattern',
    '',
    `${MIDDY} ${middyOf("{ type: 'string', pattern: '^[a-z]+$' }")}`,
    `${MIDDY_RUN} exports.handler = middy(run).use(validator({ eventSchema: transpileSchema(schema) }));`,
  ],
  [
    'middy, a text',
    'cmdi',
    `${MIDDY} ${middyOf("{ type: 'string' }")}`,
    `${MIDDY_RUN} exports.handler = middy(run).use(validator({ eventSchema: transpileSchema(schema) }));`,
  ],
  [
    'middy, an old way to name the schema',
    '',
    `${MIDDY} ${middyOf("{ type: 'integer' }")}`,
    `${MIDDY_RUN} exports.handler = middy(run).use(validator({ inputSchema: schema }));`,
  ],
  [
    'middy, only the answer',
    'cmdi',
    `${MIDDY} ${middyOf("{ type: 'integer' }")}`,
    `${MIDDY_RUN} exports.handler = middy(run).use(validator({ responseSchema: transpileSchema(schema) }));`,
  ],
  [
    'middy, a parser before it',
    '',
    `${MIDDY} const jsonBodyParser = require('@middy/http-json-body-parser'); const schema = { type: 'object', properties: { body: { type: 'object', properties: { n: { enum: ['a', 'b'] } } } } };`,
    "const run = async (event) => { cp.execSync('ls ' + event.body.n); }; exports.handler = middy(run).use(jsonBodyParser()).use(validator({ eventSchema: transpileSchema(schema) }));",
  ],
  [
    'middy, a parser and no check',
    'cmdi',
    `${MIDDY} const jsonBodyParser = require('@middy/http-json-body-parser');`,
    "const run = async (event) => { cp.execSync('ls ' + event.body.n); }; exports.handler = middy(run).use(jsonBodyParser());",
  ],
  [
    'middy, a middleware of its own that writes into the event',
    'cmdi',
    MIDDY,
    "const own = { before: async (request) => { request.event.n = JSON.parse(request.event.body).n; } }; exports.handler = middy(async (event) => { cp.execSync('ls ' + event.n); }).use(own);",
  ],
  [
    'middy, a middleware of its own that writes a number',
    '',
    MIDDY,
    "const own = () => ({ before: async (request) => { request.event.n = Number(JSON.parse(request.event.body).n); } }); exports.handler = middy(async (event) => { cp.execSync('ls ' + event.n); }).use(own());",
  ],
  [
    'middy, a middleware of its own that replaces the event',
    'cmdi',
    MIDDY,
    "exports.handler = middy(async (event) => { cp.execSync('ls ' + event.n); }).before((request) => { request.event = { ...request.event, n: request.event.queryStringParameters.n }; });",
  ],
  [
    'middy, a middleware of its own that throws',
    '',
    MIDDY,
    "exports.handler = middy(async (event) => { cp.execSync('ls ' + event.queryStringParameters.n); }).before((request) => { if (!/^[a-z]+$/.test(request.event.queryStringParameters.n)) throw new Error('x'); });",
  ],
  // Powertools
  [
    'validation of Powertools, a choice',
    '',
    `${CP} const { validate } = require('@aws-lambda-powertools/validation');`,
    "const p = validate({ payload: body, schema: { type: 'object', properties: { n: { enum: ['a', 'b'] } } } }); cp.execSync('ls ' + p.n);",
  ],
  [
    'validation of Powertools, a text',
    'cmdi',
    `${CP} const { validate } = require('@aws-lambda-powertools/validation');`,
    "const p = validate({ payload: body, schema: { type: 'object', properties: { n: { type: 'string' } } } }); cp.execSync('ls ' + p.n);",
  ],
  [
    'validation of Powertools as a middleware',
    '',
    `${MIDDY} const v = require('@aws-lambda-powertools/validation/middleware'); ${middyOf("{ type: 'integer' }")}`,
    `${MIDDY_RUN} exports.handler = middy(run).use(v.validation({ inboundSchema: schema }));`,
  ],
  [
    'parser of Powertools as a middleware',
    '',
    `${MIDDY} const { parser } = require('@aws-lambda-powertools/parser/middleware'); const { z } = require('zod');`,
    "exports.handler = middy(async (event) => { cp.execSync('ls ' + event.queryStringParameters.n); }).use(parser({ schema: z.object({ queryStringParameters: z.object({ n: z.enum(['a', 'b']) }) }) }));",
  ],
  [
    'parser of Powertools as a middleware, a text',
    'cmdi',
    `${MIDDY} const { parser } = require('@aws-lambda-powertools/parser/middleware'); const { z } = require('zod');`,
    "exports.handler = middy(async (event) => { cp.execSync('ls ' + event.queryStringParameters.n); }).use(parser({ schema: z.object({ queryStringParameters: z.object({ n: z.string() }) }) }));",
  ],
  // ajv
  [
    'ajv, a number',
    '',
    `${CP} const Ajv = require('ajv'); const ajv = new Ajv(); const ok = ajv.compile({ type: 'object', properties: { n: { type: 'integer' } } });`,
    "if (!ok(body)) return { statusCode: 400 }; cp.execSync('ls ' + body.n);",
  ],
  [
    'ajv, a number inside',
    '',
    `${CP} const Ajv = require('ajv'); const ajv = new Ajv(); const ok = ajv.compile({ type: 'object', properties: { a: { type: 'object', properties: { n: { type: 'integer' } } } } });`,
    "if (!ok(body)) return { statusCode: 400 }; cp.execSync('ls ' + body.a.n);",
  ],
  [
    'ajv, a text inside',
    'cmdi',
    `${CP} const Ajv = require('ajv'); const ajv = new Ajv(); const ok = ajv.compile({ type: 'object', properties: { a: { type: 'object', properties: { n: { type: 'string' } } } } });`,
    "if (!ok(body)) return { statusCode: 400 }; cp.execSync('ls ' + body.a.n);",
  ],
  [
    'ajv, nobody asks',
    'cmdi',
    `${CP} const Ajv = require('ajv'); const ajv = new Ajv(); const ok = ajv.compile({ type: 'object', properties: { n: { type: 'integer' } } });`,
    "const fine = ok(body); console.log(fine); cp.execSync('ls ' + body.n);",
  ],
  [
    'ajv, a text',
    'cmdi',
    `${CP} const Ajv = require('ajv'); const ajv = new Ajv(); const ok = ajv.compile({ type: 'object', properties: { n: { type: 'string' } } });`,
    "if (!ok(body)) return { statusCode: 400 }; cp.execSync('ls ' + body.n);",
  ],
  [
    'ajv, numbers in a list',
    '',
    `${CP} const Ajv = require('ajv'); const ajv = new Ajv(); const ok = ajv.compile({ type: 'object', properties: { n: { type: 'array', items: { type: 'integer' } } } });`,
    "if (!ok(body)) return { statusCode: 400 }; for (const n of body.n) cp.execSync('ls ' + n);",
  ],
  [
    'typebox, a number',
    '',
    `${CP} const { Type } = require('@sinclair/typebox'); const { Value } = require('@sinclair/typebox/value'); const S = Type.Object({ n: Type.Integer() });`,
    "if (!Value.Check(S, body)) return { statusCode: 400 }; cp.execSync('ls ' + body.n);",
  ],
  [
    'typebox, a text',
    'cmdi',
    `${CP} const { Type } = require('@sinclair/typebox'); const { Value } = require('@sinclair/typebox/value'); const S = Type.Object({ n: Type.String() });`,
    "if (!Value.Check(S, body)) return { statusCode: 400 }; cp.execSync('ls ' + body.n);",
  ],
  [
    'typebox in ajv',
    '',
    `${CP} const { Type } = require('@sinclair/typebox'); const Ajv = require('ajv'); const ok = new Ajv().compile(Type.Object({ n: Type.Union([Type.Literal('a'), Type.Literal('b')]) }));`,
    "if (!ok(body)) return { statusCode: 400 }; cp.execSync('ls ' + body.n);",
  ],
  // superstruct, valibot, yup
  [
    'superstruct, a choice',
    '',
    `${CP} const { object, enums, assert } = require('superstruct');`,
    "assert(body, object({ n: enums(['a', 'b']) })); cp.execSync('ls ' + body.n);",
  ],
  [
    'superstruct, a text',
    'cmdi',
    `${CP} const { object, string, assert } = require('superstruct');`,
    "assert(body, object({ n: string() })); cp.execSync('ls ' + body.n);",
  ],
  [
    'superstruct, a pattern',
    '',
    `${CP} const { object, pattern, string, create } = require('superstruct');`,
    "const v = create(body, object({ n: pattern(string(), /^[a-z]+$/) })); cp.execSync('ls ' + v.n);",
  ],
  [
    'valibot, a choice',
    '',
    `${CP} const v = require('valibot');`,
    "const d = v.parse(v.object({ n: v.picklist(['a', 'b']) }), body); cp.execSync('ls ' + d.n);",
  ],
  [
    'valibot, a pattern',
    '',
    `${CP} const v = require('valibot');`,
    "const d = v.parse(v.object({ n: v.pipe(v.string(), v.regex(/^[a-z]+$/)) }), body); cp.execSync('ls ' + d.n);",
  ],
  [
    'valibot, a text',
    'cmdi',
    `${CP} const v = require('valibot');`,
    "const d = v.parse(v.object({ n: v.pipe(v.string(), v.minLength(1)) }), body); cp.execSync('ls ' + d.n);",
  ],
  [
    'valibot, safely',
    '',
    `${CP} const v = require('valibot');`,
    "const r = v.safeParse(v.object({ n: v.number() }), body); if (!r.success) return; cp.execSync('ls ' + r.output.n);",
  ],
  [
    'yup, a choice',
    '',
    `${CP} const yup = require('yup');`,
    "const d = await yup.object({ n: yup.string().oneOf(['a', 'b']) }).validate(body); cp.execSync('ls ' + d.n);",
  ],
  [
    'yup, a text',
    'cmdi',
    `${CP} const yup = require('yup');`,
    "const d = await yup.object({ n: yup.string().required() }).validate(body); cp.execSync('ls ' + d.n);",
  ],
  [
    'yup, a pattern that lets all through',
    'cmdi',
    `${CP} const yup = require('yup');`,
    "const d = await yup.object({ n: yup.string().matches(/[a-z]/) }).validate(body); cp.execSync('ls ' + d.n);",
  ],
  [
    'zod, the value that was checked and not what came of it',
    '',
    `${CP} const { z } = require('zod');`,
    "z.object({ n: z.enum(['a', 'b']) }).parse(body); cp.execSync('ls ' + body.n);",
  ],
  [
    'zod, safely, the value that was checked',
    '',
    `${CP} const { z } = require('zod');`,
    "const r = z.object({ n: z.number() }).safeParse(body); if (!r.success) return { statusCode: 400 }; cp.execSync('ls ' + body.n);",
  ],
  [
    'zod, coerced, the value that was checked',
    'cmdi',
    `${CP} const { z } = require('zod');`,
    "z.object({ n: z.coerce.boolean() }).parse(body); cp.execSync('ls ' + body.n);",
  ],
  [
    'joi, the value that was checked',
    '',
    `${CP} const Joi = require('joi');`,
    "const { error } = Joi.object({ n: Joi.string().valid('a', 'b') }).validate(body); if (error) return { statusCode: 400 }; cp.execSync('ls ' + body.n);",
  ],
  [
    'joi, nobody asks',
    'cmdi',
    `${CP} const Joi = require('joi');`,
    "const { value } = Joi.object({ n: Joi.string().valid('a', 'b') }).validate(body); cp.execSync('ls ' + body.n);",
  ],
  // class-validator
  ['Nest, a number and a pipe', '', NEST, nestOf('@IsInt()', 'app.useGlobalPipes(new ValidationPipe());')],
  ['Nest, a number and no pipe', 'cmdi', NEST, nestOf('@IsInt()', '')],
  ['Nest, a text and a pipe', 'cmdi', NEST, nestOf('@IsString()', 'app.useGlobalPipes(new ValidationPipe());')],
  ['Nest, a pattern and a pipe', '', NEST, nestOf('@Matches(/^[a-z]+$/)', 'app.useGlobalPipes(new ValidationPipe());')],
  [
    'Nest, a pattern that lets all through',
    'cmdi',
    NEST,
    nestOf('@Matches(/[a-z]+/)', 'app.useGlobalPipes(new ValidationPipe());'),
  ],
  // frameworks
  [
    'tRPC, a text',
    'cmdi',
    `${CP} const { initTRPC } = require('@trpc/server'); const { awsLambdaRequestHandler } = require('@trpc/server/adapters/aws-lambda'); const { z } = require('zod'); const t = initTRPC.create();`,
    "const router = t.router({ go: t.procedure.input(z.object({ n: z.string() })).mutation(({ input }) => { cp.execSync('ls ' + input.n); }) }); exports.handler = awsLambdaRequestHandler({ router });",
  ],
  [
    'tRPC, a number',
    '',
    `${CP} const { initTRPC } = require('@trpc/server'); const { awsLambdaRequestHandler } = require('@trpc/server/adapters/aws-lambda'); const { z } = require('zod'); const t = initTRPC.create();`,
    "const router = t.router({ go: t.procedure.input(z.object({ n: z.number() })).query(({ input }) => { cp.execSync('ls ' + input.n); }) }); exports.handler = awsLambdaRequestHandler({ router });",
  ],
  [
    'tRPC, behind a middleware and in a router of a router',
    'cmdi',
    `${CP} const { initTRPC } = require('@trpc/server'); const { awsLambdaRequestHandler } = require('@trpc/server/adapters/aws-lambda'); const { z } = require('zod'); const t = initTRPC.context().create(); const inner = t.procedure.use(({ ctx, next }) => next({ ctx: { ...ctx, user: 1 } }));`,
    "const users = t.router({ go: inner.input(z.string()).query(async (opts) => { cp.execSync('ls ' + opts.input); }) }); const router = t.router({ users }); exports.handler = awsLambdaRequestHandler({ router });",
  ],
  [
    'type-graphql, a text',
    'cmdi',
    "import { Resolver, Query, Arg, buildSchemaSync } from 'type-graphql'; import { ApolloServer } from 'apollo-server-lambda'; import * as cp from 'child_process';",
    "@Resolver() class R { @Query(() => String) go(@Arg('n') n: string) { cp.execSync('ls ' + n); return ''; } } const schema = buildSchemaSync({ resolvers: [R] }); const server = new ApolloServer({ schema }); const x: any = 1; export const handler = server.createHandler();",
  ],
  [
    'type-graphql, a number',
    '',
    "import { Resolver, Query, Arg, Int, buildSchemaSync } from 'type-graphql'; import { ApolloServer } from 'apollo-server-lambda'; import * as cp from 'child_process';",
    "@Resolver() class R { @Query(() => String) go(@Arg('n', () => Int) n: number) { cp.execSync('ls ' + n); return ''; } } const schema = buildSchemaSync({ resolvers: [R] }); const server = new ApolloServer({ schema }); const x: any = 1; export const handler = server.createHandler();",
  ],
  [
    'apollo, a resolver',
    'cmdi',
    `${CP} const { ApolloServer, gql } = require('apollo-server-lambda');`,
    "const server = new ApolloServer({ typeDefs: gql`type Query { go(n: String): String }`, resolvers: { Query: { go: (_, { n }) => cp.execSync('ls ' + n) } } }); exports.handler = server.createHandler();",
  ],
  ...(
    [
      ['a text', 'cmdi', 'type Query { go(n: String): String }'],
      ['an id', 'cmdi', 'type Query { go(n: ID!): String }'],
      ['a number', '', 'type Query { "of files (n: String)" go(n: Int! = 3): String }'],
      ['a choice', '', 'enum Kind { A B } type Query { go(n: Kind): String }'],
      ['a scalar of its own', 'cmdi', 'scalar Kind type Query { go(n: Kind): String }'],
      ['a number of another field', 'cmdi', 'type Query { other(n: Int): String go(n: String): String }'],
      ['a number of another type', 'cmdi', 'type Other { go(n: Int): String } type Query { go(n: String): String }'],
      ['a number in a comment', 'cmdi', 'type Query { # go(n: Int): String\n go(n: String): String }'],
      ['a field that the schema lacks', 'cmdi', 'type Query { other(n: Int): String }'],
    ] as const
  ).map(
    ([title, found, sdl]) =>
      [
        `apollo, ${title}`,
        found,
        `${CP} const { ApolloServer, gql } = require('apollo-server-lambda');`,
        `const server = new ApolloServer({ typeDefs: gql\`${sdl.replace('\n', '\\n')}\`, resolvers: { Query: { go: (_, { n }) => cp.execSync('ls ' + n) } } }); exports.handler = server.createHandler();`,
      ] as const,
  ),
  [
    'apollo, a number of an input',
    '',
    `${CP} const { ApolloServer } = require('apollo-server-lambda'); const gql = require('graphql-tag');`,
    "const server = new ApolloServer({ typeDefs: [gql`input In { n: Int, s: String }`, gql`type Mutation { go(i: In!, l: [Int!]!): String }`], resolvers: { Mutation: { go: (_, { i, l }) => cp.execSync('ls ' + i.n + l[0]) } } }); exports.handler = server.createHandler();",
  ],
  [
    'apollo, a text of an input',
    'cmdi',
    `${CP} const { ApolloServer } = require('apollo-server-lambda'); const gql = require('graphql-tag');`,
    "const server = new ApolloServer({ typeDefs: [gql`input In { n: Int, s: String }`, gql`type Mutation { go(i: In!): String }`], resolvers: { Mutation: { go: (_, { i }) => cp.execSync('ls ' + i.s) } } }); exports.handler = server.createHandler();",
  ],
  [
    'yoga, a number',
    '',
    `${CP} const { createYoga, createSchema } = require('graphql-yoga');`,
    "const yoga = createYoga({ schema: createSchema({ typeDefs: 'type Query { go(n: Int): String }', resolvers: { Query: { go: (_, { n }) => cp.execSync('ls ' + n) } } }) }); exports.handler = async (event) => { const r = await yoga.fetch('http://x' + event.path, { method: event.httpMethod, body: event.body }, {}); return { statusCode: r.status, body: await r.text() }; };",
  ],
  [
    'yoga, a resolver',
    'cmdi',
    `${CP} const { createYoga, createSchema } = require('graphql-yoga');`,
    "const yoga = createYoga({ schema: createSchema({ typeDefs: 'type Query { go(n: String): String }', resolvers: { Query: { go: (_, { n }) => cp.execSync('ls ' + n) } } }) }); exports.handler = async (event) => { const r = await yoga.fetch('http://x' + event.path, { method: event.httpMethod, body: event.body }, {}); return { statusCode: r.status, body: await r.text() }; };",
  ],
  // tokens
  [
    'a token that nobody checks',
    'cmdi',
    `${CP} const jwt = require('jsonwebtoken');`,
    "const c = jwt.decode(event.headers.Authorization); cp.execSync('ls ' + c.name);",
  ],
  [
    'a token that is checked',
    '',
    `${CP} const jwt = require('jsonwebtoken');`,
    "const c = jwt.verify(event.headers.Authorization, process.env.KEY); cp.execSync('ls ' + c.name);",
  ],
  [
    'a token that jwt-decode reads',
    'cmdi',
    `${CP} const { jwtDecode } = require('jwt-decode');`,
    "const c = jwtDecode(event.headers.Authorization); cp.execSync('ls ' + c.name);",
  ],
  [
    'a token that jose reads',
    'cmdi',
    `${CP} const { decodeJwt } = require('jose');`,
    "const c = decodeJwt(event.headers.Authorization); cp.execSync('ls ' + c.sub);",
  ],
  // addresses
  [
    'the parts of an address with a fixed host',
    '',
    "const https = require('https');",
    'const u = new URL(`https://a.example.com/x?y=${q}`); https.request({ hostname: u.hostname, path: u.pathname + u.search });',
  ],
  [
    'the parts of an address of the caller',
    'ssrf',
    "const https = require('https');",
    'const u = new URL(q); https.request({ hostname: u.hostname, path: u.pathname + u.search });',
  ],
];

test.each(IDIOMS)('%s', (...idiom) => {
  expect(classesIn(idiom)).toBe(idiom[1]);
});
