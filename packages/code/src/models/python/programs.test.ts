import { expect, test } from 'vitest';
import { readPython } from '../../python/testing/read.ts';

/** Title, classes that are found, the program, whether every event counts as a stranger's. */
const PROGRAMS: readonly (readonly [string, string, string, boolean?])[] = [
  [
    'powertools resolver',
    'cmdi',
    "import os\nfrom aws_lambda_powertools.event_handler import APIGatewayRestResolver\napp = APIGatewayRestResolver()\n@app.get('/x/<name>')\ndef x(name):\n    os.system('ls ' + name)\ndef handler(event, context):\n    return app.resolve(event, context)",
  ],
  [
    'powertools router',
    'cmdi',
    "import os\nfrom aws_lambda_powertools.event_handler import APIGatewayHttpResolver\nfrom aws_lambda_powertools.event_handler.api_gateway import Router\nr = Router()\n@r.post('/x')\ndef x():\n    os.system('ls ' + r.current_event.json_body['a'])\napp = APIGatewayHttpResolver()\napp.include_router(r, prefix='/a')\ndef handler(event, context):\n    return app.resolve(event, context)",
  ],
  [
    'powertools query',
    'cmdi',
    "import os\nfrom aws_lambda_powertools.event_handler import APIGatewayHttpResolver\napp = APIGatewayHttpResolver()\n@app.get('/x')\ndef x():\n    os.system('ls ' + app.current_event.get_query_string_value('a'))\ndef handler(event, context):\n    return app.resolve(event, context)",
  ],
  [
    'appsync resolver',
    'sqli',
    "import psycopg2\nfrom aws_lambda_powertools.event_handler import AppSyncResolver\napp = AppSyncResolver()\ncur = psycopg2.connect('').cursor()\n@app.resolver(type_name='Query', field_name='user')\ndef user(name):\n    cur.execute(f\"select '{name}'\")\ndef handler(event, context):\n    return app.resolve(event, context)",
    true,
  ],
  [
    'appsync map',
    'sqli',
    "import psycopg2\ncur = psycopg2.connect('').cursor()\ndef user(args):\n    cur.execute(\"select '%s'\" % args['name'])\nR = {'user': user}\ndef handler(event, context):\n    return R[event['info']['fieldName']](event['arguments'])",
    true,
  ],
  [
    'appsync keys items safe',
    '',
    "import psycopg2\ncur = psycopg2.connect('').cursor()\ndef handler(event, context):\n    s = []\n    for k, v in event['arguments']['input'].items():\n        s.append(f'{k} = %s')\n    cur.execute('update t set ' + ', '.join(s))",
    true,
  ],
  [
    'flask wsgi',
    'cmdi',
    "import os, serverless_wsgi\nfrom flask import Flask, request\napp = Flask(__name__)\n@app.route('/x')\ndef x():\n    os.system('ls ' + request.args.get('a'))\ndef handler(event, context):\n    return serverless_wsgi.handle_request(app, event, context)",
  ],
  [
    'flask-restful',
    'cmdi',
    "import os, awsgi\nfrom flask import Flask, request\nfrom flask_restful import Api, Resource\napp = Flask(__name__)\napi = Api(app)\nclass X(Resource):\n    def get(self, name):\n        os.system('ls ' + name)\napi.add_resource(X, '/x/<string:name>')\ndef handler(event, context):\n    return awsgi.response(app, event, context)",
  ],
  [
    'fastapi',
    'cmdi',
    "import os\nfrom fastapi import FastAPI\nfrom mangum import Mangum\napp = FastAPI()\n@app.get('/x/{name}')\ndef x(name: str):\n    os.system('ls ' + name)\nhandler = Mangum(app)\n# def handler",
  ],
  [
    'falcon',
    'cmdi',
    "import os, falcon, awsgi\nclass X:\n    def on_get(self, req, resp):\n        os.system('ls ' + req.get_param('a'))\napp = falcon.App()\napp.add_route('/x', X())\ndef handler(event, context):\n    return awsgi.response(app, event, context)",
  ],
  [
    'falcon media',
    'cmdi',
    "import os, falcon\nfrom apig_wsgi import make_lambda_handler\nclass X:\n    def on_post(self, req, resp, name):\n        os.system('ls ' + req.media['a'] + name)\napp = falcon.API()\napp.add_route('/x/{name}', X())\nhandler = make_lambda_handler(app)\n# def handler",
  ],
  [
    'bottle',
    'cmdi',
    "import os, bottle, awsgi\nfrom bottle import request\napp = bottle.Bottle()\n@app.get('/x')\ndef x():\n    os.system('ls ' + request.query.a)\ndef handler(event, context):\n    return awsgi.response(app, event, context)",
  ],
  [
    'starlette',
    'cmdi',
    "import os\nfrom starlette.applications import Starlette\nfrom starlette.routing import Route\nfrom mangum import Mangum\nasync def x(request):\n    os.system('ls ' + request.query_params['a'])\napp = Starlette(routes=[Route('/x', x)])\nhandler = Mangum(app)\n# def handler",
  ],
  [
    'lambda decorator',
    'cmdi',
    "import os, json, functools\ndef wrap(f):\n    @functools.wraps(f)\n    def inner(event, context):\n        return {'statusCode': 200, 'body': json.dumps(f(json.loads(event['body'])))}\n    return inner\n@wrap\ndef handler(body):\n    os.system('ls ' + body['a'])",
  ],
  [
    'class dispatch',
    'cmdi',
    "import os\nclass H:\n    def get(self, e):\n        os.system('ls ' + e['queryStringParameters']['q'])\n    def __call__(self, event, context):\n        return getattr(self, event['httpMethod'].lower())(event)\nhandler = H()\n# def handler",
  ],
  [
    'a route whose number another one asks for',
    'cmdi',
    "import os, serverless_wsgi\nfrom flask import Flask, request\napp = Flask(__name__)\n@app.route('/a')\ndef a():\n    return str(int(request.args['q']))\n@app.route('/b')\ndef b():\n    os.system('ls ' + request.args['q'])\ndef handler(event, context):\n    return serverless_wsgi.handle_request(app, event, context)",
  ],
  [
    'a route that asks for a number itself',
    '',
    "import os, serverless_wsgi\nfrom flask import Flask, request\napp = Flask(__name__)\n@app.route('/b')\ndef b():\n    int(request.args['q'])\n    os.system('ls ' + request.args['q'])\ndef handler(event, context):\n    return serverless_wsgi.handle_request(app, event, context)",
  ],
  [
    "a method of Falcon's that another one checks for",
    'cmdi',
    "import os, falcon, awsgi\nclass X:\n    def on_get(self, req, resp):\n        int(req.get_param('a'))\n    def on_post(self, req, resp):\n        os.system('ls ' + req.get_param('a'))\napp = falcon.App()\napp.add_route('/x', X())\ndef handler(event, context):\n    return awsgi.response(app, event, context)",
  ],
];

for (const [title, expected, program, isOpen] of PROGRAMS) {
  test(title, async () => {
    const { flows } = await readPython(program, isOpen ? { triggers: [] } : {});
    const found = flows.filter(({ carries }) => carries === 'event').map((flow) => flow.class);
    expect([...new Set(found)].sort().join(' ')).toBe(expected);
  });
}
