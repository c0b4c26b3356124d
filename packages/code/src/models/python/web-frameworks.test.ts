import { describe, expect, test } from 'vitest';
import { readPython } from '../../python/testing/read.ts';
import { show } from './testing/show.ts';

describe('routes of web frameworks are what the handler runs', () => {
  test.each([
    [
      'FastAPI behind Mangum',
      `import os
from fastapi import FastAPI
from mangum import Mangum
app = FastAPI()
@app.get("/items/{item_id}")
async def get(item_id: str, q: str = None):
    os.system("ls " + item_id)
    os.popen("ls " + q)
handler = Mangum(app)`,
      ['cmdi pathParameters.item_id', 'cmdi queryStringParameters.q'],
    ],
    [
      'Flask behind awsgi',
      `import os, awsgi
from flask import Flask, request
app = Flask(__name__)
@app.route("/x/<name>", methods=["POST"])
def x(name):
    os.system(name)
    os.popen("ls " + request.json["y"])
    os.popen("ls " + request.args.get("z"))
def handler(event, context):
    return awsgi.response(app, event, context)`,
      ['cmdi pathParameters.name', 'cmdi body.y', 'cmdi queryStringParameters.z'],
    ],
    [
      'Bottle behind apig_wsgi',
      `import os
from apig_wsgi import make_lambda_handler
from bottle import Bottle, request
app = Bottle()
@app.get("/x/<name>")
def x(name):
    os.system("ls " + name)
    os.popen("ls " + request.query.get("y"))
    os.popen("rm " + request.forms.get("z"))
handler = make_lambda_handler(app)`,
      ['cmdi pathParameters.name', 'cmdi queryStringParameters.y', 'cmdi body.z'],
    ],
    [
      'an application of Flask that is its own handler',
      `import os
from flask import request
from flask_lambda import FlaskLambda
handler = FlaskLambda(__name__)
@handler.route("/x")
def x():
    os.system("ls " + request.args["y"])`,
      ['cmdi queryStringParameters.y'],
    ],
    [
      'Flask in a server for ASGI',
      `import os
from asgiref.wsgi import WsgiToAsgi
from flask import Flask, request
from mangum import Mangum
app = Flask(__name__)
@app.route("/x")
def x():
    os.system("ls " + request.args["y"])
handler = Mangum(WsgiToAsgi(app))`,
      ['cmdi queryStringParameters.y'],
    ],
    [
      'a blueprint',
      `import os, serverless_wsgi
from flask import Blueprint, Flask, request
part = Blueprint("part", __name__)
@part.route("/x")
def x():
    os.system(request.get_json()["y"])
app = Flask(__name__)
app.register_blueprint(part, url_prefix="/p")
def handler(event, context):
    return serverless_wsgi.handle_request(app, event, context)`,
      ['cmdi body.y'],
    ],
    [
      'lambda-proxy',
      `import os
from lambda_proxy.proxy import API
handler = API(name="x")
@handler.get("/<int:z>/x")
@handler.get("/x")
def x(z: int = 0, q: str = None):
    os.system(q)
    os.popen(f"ls {z}")`,
      ['cmdi queryStringParameters.q'],
    ],
    [
      'Chalice',
      `import os
from chalice import Chalice
handler = Chalice(app_name="x")
@handler.route("/x/{name}")
def x(name):
    os.system(name)
    os.popen(handler.current_request.json_body["y"])`,
      ['cmdi pathParameters.name', 'cmdi body.y'],
    ],
    [
      'a text that Flask sends as a page, and a document',
      `import awsgi
from flask import Flask, jsonify, request
from markupsafe import escape
app = Flask(__name__)
@app.route("/hello/<name>")
def hello(name):
    return "Hello %s" % name
@app.route("/status")
def status():
    return f"<p>{request.args['q']}</p>", 404
@app.route("/safe/<first>")
def safe(first):
    return "Hello " + escape(first)
@app.route("/json/<second>")
def document(second):
    return jsonify({"hello": second})
@app.route("/dict/<third>")
def dictionary(third):
    return {"hello": third}
def handler(event, context):
    return awsgi.response(app, event, context)`,
      ['html-response pathParameters.name', 'html-response queryStringParameters.q'],
    ],
    [
      'a route that does nothing dangerous',
      `from fastapi import FastAPI
from mangum import Mangum
app = FastAPI()
@app.get("/items/{item_id}")
def get(item_id: int):
    return {"id": item_id}
handler = Mangum(app)`,
      [],
    ],
  ])('%s', async (_name, source, expected) => {
    const { flows } = await readPython(source);
    expect(flows.map((flow) => `${flow.class} ${flow.source}`)).toEqual(expected);
  });
});

describe('functions of a Chalice application that are no routes get what Chalice makes of the event', () => {
  test.each([
    ['on_sns_message', 'event.message', 'Records[].Sns.Message'],
    ['on_sns_message', "json.loads(event.message)['id']", 'Records[].Sns.Message.id'],
    ['on_s3_event', 'event.key', 'Records[].s3.object.key'],
    ['on_sqs_message', "' '.join(record.body for record in event)", 'Records[].body'],
    ['on_dynamodb_record', "[record.new_image['id']['S'] for record in event][0]", 'Records[].dynamodb.NewImage.id.S'],
    ['on_cw_event', "event.detail['name']", 'detail.name'],
  ])('%s %s', async (decorator, expression, expected) => {
    const { flows } = await readPython(
      // Without a trigger all of the event is a stranger's.
      `import json, os\nfrom chalice import Chalice\napp = Chalice(app_name="x")\n@app.${decorator}("x")\ndef handler(event):\n    os.system("ls " + ${expression})\n`,
      { triggers: [] },
    );
    expect(flows.map((flow) => `${flow.class} ${flow.source}`)).toEqual([`cmdi ${expected}`]);
  });
  test('lambda_function gets the event itself', async () => {
    const { flows } = await readPython(
      `import os\nfrom chalice import Chalice\napp = Chalice(app_name="x")\n@app.lambda_function(name="x")\ndef handler(event, context):\n    os.system(event["body"])\n`,
    );
    expect(flows.map((flow) => `${flow.class} ${flow.source}`)).toEqual(['cmdi body']);
  });
});

describe('signed requests', () => {
  test.each([
    [
      'aws_requests_auth',
      `import os, requests
from aws_requests_auth.boto_utils import BotoAWSRequestsAuth
def handler(event, context):
    auth = BotoAWSRequestsAuth(aws_host="h", aws_region="eu-west-1", aws_service="execute-api")
    requests.get(os.environ["API"] + "/x", auth=auth)`,
      ['execute-api:* {host:($API+"/x"),method:"GET"}'],
    ],
    [
      'requests_aws4auth',
      `import os, requests
from requests_aws4auth import AWS4Auth
auth = AWS4Auth("id", "key", "eu-west-1", "es")
def handler(event, context):
    requests.put(os.environ["DOMAIN"], auth=auth)`,
      ['opensearch:* {host:$DOMAIN,method:"PUT"}'],
    ],
    [
      'botocore',
      `from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
def handler(event, context):
    request = AWSRequest(method="POST", url="https://x.appsync-api.eu-west-1.amazonaws.com/graphql")
    SigV4Auth(None, "execute-api", "eu-west-1").add_auth(request)`,
      ['execute-api:* {host:"https://x.appsync-api.eu-west-1.amazonaws.com/graphql",method:"POST"}'],
    ],
    [
      'a request without a signature',
      'import requests\ndef handler(event, context):\n    requests.get("https://a.example.com", auth=("u", "p"))',
      [],
    ],
  ])('%s', async (_name, source, expected) => {
    const { calls } = await readPython(source);
    expect(calls.map((call) => `${call.service}:${call.operation} ${show(call.input)}`)).toEqual(expected);
    expect(calls.every(({ by }) => by === 'http')).toBe(true);
  });
});
