import { describe, expect, test } from 'vitest';
import { readPython } from '../../python/testing/read.ts';

const flowsOf = async (lines: string) => {
  const { flows, problems } = await readPython(`import os, serverless_wsgi
from flask import Flask, request
from flask.views import MethodView
from flask_restful import Api, Resource, reqparse
from flask_restx import Namespace
app = Flask(__name__)
${lines}
def handler(event, context):
    return serverless_wsgi.handle_request(app, event, context)
`);
  expect(problems).toEqual([]);
  return flows.map(({ class: sink, source }) => `${sink} ${source}`);
};

const item = (base: string, lines: string, verb = 'get') =>
  `class Item(${base}):\n    def ${verb}(self, name=None):\n${lines.replace(/^/gm, '        ')}`;

describe('classes as routes', () => {
  test.each([
    [
      'a view',
      `${item('MethodView', 'os.system(name)')}\napp.add_url_rule("/i/<name>", view_func=Item.as_view("item"))`,
      ['cmdi pathParameters.name'],
    ],
    [
      'a resource',
      `${item('Resource', 'os.system(name)')}\napi = Api(app)\napi.add_resource(Item, "/i/<string:name>")`,
      ['cmdi pathParameters.name'],
    ],
    [
      'a resource of an API that gets its application later',
      `${item('Resource', 'os.system(request.json["n"])', 'post')}\napi = Api()\napi.add_resource(Item, "/i")\napi.init_app(app)`,
      ['cmdi body.n'],
    ],
    [
      'a resource of a namespace',
      `part = Namespace("i")\n@part.route("/<name>")\n${item('Resource', 'os.system(name)')}\napi = Api(app)\napi.add_namespace(part)`,
      ['cmdi pathParameters.name'],
    ],
    [
      'arguments that a parser reads',
      `${item('Resource', 'p = reqparse.RequestParser()\np.add_argument("q", type=str, location="args")\nos.system(p.parse_args()["q"])')}\nApi(app).add_resource(Item, "/i")`,
      ['cmdi queryStringParameters.q'],
    ],
    [
      'a function that is added by its rule',
      'def x(name):\n    os.system(name)\napp.add_url_rule("/x/<name>", "x", x)',
      ['cmdi pathParameters.name'],
    ],
  ])('%s', async (_name, lines, expected) => expect(await flowsOf(lines)).toEqual(expected));

  test.each([
    [
      'a number that a parser reads',
      `${item('Resource', 'p = reqparse.RequestParser()\np.add_argument("q", type=int)\nos.system("ls %s" % p.parse_args()["q"])')}\nApi(app).add_resource(Item, "/i")`,
    ],
    ['a class that no rule names', item('Resource', 'os.system(name)')],
  ])('not: %s', async (_name, lines) => expect(await flowsOf(lines)).toEqual([]));
});
