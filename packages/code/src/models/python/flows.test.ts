import { describe, expect, test } from 'vitest';
import { readPython } from '../../python/testing/read.ts';

/** A handler with these lines, behind an API: `body` is its JSON, `name` a text of it. */
const program = (lines: string, top = '') =>
  `import json, os\n${top}\ndef handler(event, context):\n    body = json.loads(event['body'])\n    name = body['name']\n${lines
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}\n`;

const flowsOf = async (lines: string, top?: string) => {
  const { flows, problems } = await readPython(program(lines, top ?? ''));
  expect(problems).toEqual([]);
  return flows.map((flow) => `${flow.class} ${flow.source}${flow.confidence === 'medium' ? '?' : ''}`);
};

type Row = readonly [name: string, lines: string, top?: string];

const filled = ([name, lines, top = '']: Row) => [name, lines, top] as const;

/** Each reaches the sink of its class with `body.name`, surely. */
const BAD: Readonly<Record<string, readonly Row[]>> = {
  cmdi: [
    ['a program in place of this one', "os.execvp('sh', ['sh', '-c', 'ls ' + name])"],
    ['a shell elsewhere', "paramiko.SSHClient().exec_command('ls ' + name)", 'import paramiko'],
    ['a task of invoke', "run('ls ' + name)", 'from invoke import run'],
    ['os.system', "os.system('ls ' + name)"],
    ['os.popen and an f-string', "os.popen(f'ls {name}')"],
    ['subprocess with a shell', "subprocess.run('ls %s' % name, shell=True)", 'import subprocess'],
    ['subprocess with a command as text', 'subprocess.check_output(name)', 'import subprocess'],
    ['the program itself', "subprocess.call([name, '-l'])", 'import subprocess'],
    ['a shell in a list', "subprocess.call(['sh', '-c', 'ls ' + name])", 'import subprocess'],
    ['a list with shell=True', "subprocess.Popen(['ls ' + name], shell=True)", 'import subprocess'],
    ['through a function', 'run(name)', "def run(what):\n    command = 'ls {}'.format(what)\n    os.system(command)"],
    ['a getter', "os.system('ls ' + itemgetter('name')(body))", 'from operator import itemgetter'],
    [
      'one getter of two',
      "other, it = itemgetter('other', 'name')(body)\nos.system('ls ' + it)",
      'from operator import itemgetter',
    ],
    [
      'through a class',
      'Runner(name).run()',
      "class Runner:\n    def __init__(self, what):\n        self.what = what\n    def run(self):\n        os.system('ls ' + self.what)",
    ],
    ['a pattern that came by a name', 'os.system(PATTERN.format(name))', "PATTERN = 'ls {}'"],
    ['joined', "os.system(' '.join(['ls', name]))"],
    [
      'another word than the one that is checked',
      "w = name.split(' ', 1)\nif w[0] == 'aws':\n    os.system('aws ' + w[1])",
    ],
    ['through a list', "parts = ['ls']\nparts.append(name)\nos.system(' '.join(parts))"],
    ['lower() makes nothing harmless', "os.system('ls ' + name.strip().lower())"],
    ['after a check that only logs', "if name not in ('a', 'b'):\n    print('unknown')\nos.system('ls ' + name)"],
    [
      'an object that is called',
      'Run()(name)',
      "class Run:\n    def __call__(self, what):\n        os.system('ls ' + what)",
    ],
    ['a walrus', "if (it := body.get('name')):\n    os.system('ls ' + it)"],
    ['match', "match body:\n    case {'name': it}:\n        os.system('ls ' + it)"],
    [
      'a pool of threads',
      'with ThreadPoolExecutor() as pool:\n    pool.map(os.system, [name])\n    pool.submit(run, name).result()',
      "from concurrent.futures import ThreadPoolExecutor\ndef run(what):\n    os.system('ls ' + what)",
    ],
    [
      'a thread',
      'Thread(target=run, args=(name,)).start()',
      "from threading import Thread\ndef run(what):\n    os.system('ls ' + what)",
    ],
    [
      'a context manager',
      "with named(name) as it:\n    os.system('ls ' + it)",
      'from contextlib import contextmanager\n@contextmanager\ndef named(what):\n    yield what',
    ],
    [
      'a decorated function',
      'run(name)',
      "from functools import wraps\ndef twice(f):\n    @wraps(f)\n    def inner(what):\n        return f(what)\n    return inner\n@twice\ndef run(what):\n    os.system('ls ' + what)",
    ],
    ['a table of functions', "RUN[body['kind']](name)", "RUN = {'a': lambda what: os.system('ls ' + what)}"],
    [
      'a method that is handed over',
      'A().all([name])',
      "class A:\n    def __init__(self, it=None):\n        self._it = it\n    def run(self, what):\n        os.system('ls ' + what)\n    def all(self, items):\n        list(map(self.run, items))\n    def table(self, what):\n        {'a': self.run}['a'](what)\n    @property\n    def it(self):\n        return self._it",
    ],
    [
      'a method in a table',
      'A().table(name)',
      "class A:\n    def __init__(self, it=None):\n        self._it = it\n    def run(self, what):\n        os.system('ls ' + what)\n    def all(self, items):\n        list(map(self.run, items))\n    def table(self, what):\n        {'a': self.run}['a'](what)\n    @property\n    def it(self):\n        return self._it",
    ],
    [
      'a method by its name',
      "getattr(A(), 'run')(name)",
      "class A:\n    def __init__(self, it=None):\n        self._it = it\n    def run(self, what):\n        os.system('ls ' + what)\n    def all(self, items):\n        list(map(self.run, items))\n    def table(self, what):\n        {'a': self.run}['a'](what)\n    @property\n    def it(self):\n        return self._it",
    ],
    [
      'a property',
      "os.system('ls ' + A(name).it)",
      "class A:\n    def __init__(self, it=None):\n        self._it = it\n    def run(self, what):\n        os.system('ls ' + what)\n    def all(self, items):\n        list(map(self.run, items))\n    def table(self, what):\n        {'a': self.run}['a'](what)\n    @property\n    def it(self):\n        return self._it",
    ],
    ['a comprehension', "os.system(' '.join([x for x in [name]]))"],
  ],
  codei: [
    ['a filter of pandas', "pd.DataFrame({'a': [1]}).query(name)", 'import pandas as pd'],
    ['numexpr', 'numexpr.evaluate(name)', 'import numexpr'],
    ['eval', 'eval(name)'],
    ['exec', 'exec("x = " + name)'],
  ],
  deser: [
    ['torch', 'torch.load(name)', 'import torch'],
    ['pickle', 'pickle.loads(name)', 'import pickle'],
    ['pickle of Base64', 'pickle.loads(base64.b64decode(name))', 'import base64, pickle'],
    ['yaml.load', 'yaml.load(name)', 'import yaml'],
    ['yaml.load with an unsafe loader', 'yaml.load(name, Loader=yaml.UnsafeLoader)', 'import yaml'],
    ['jsonpickle', 'jsonpickle.decode(name)', 'import jsonpickle'],
    ['marshal', 'marshal.loads(name)', 'import marshal'],
  ],
  sqli: [
    [
      'a text that psycopg composes',
      "psycopg2.connect().cursor().execute(sql.SQL('select ' + name))",
      'import psycopg2\nfrom psycopg2 import sql',
    ],
    ['pg8000 without a cursor', "pg8000.native.Connection('me').run(f\"select '{name}'\")", 'import pg8000.native'],
    [
      'a graph',
      "GraphDatabase.driver('x').session().run(f\"match (n {{a: '{name}'}})\")",
      'from neo4j import GraphDatabase',
    ],
    [
      'psycopg2',
      'psycopg2.connect(host="h").cursor().execute("SELECT * FROM t WHERE n = \'" + name + "\'")',
      'import psycopg2',
    ],
    [
      'a connection of the module',
      'with db.cursor() as cursor:\n    cursor.execute(f"SELECT * FROM t WHERE n = \'{name}\'")',
      'import pymysql\ndb = pymysql.connect(host="h")',
    ],
    ['sqlite3', 'sqlite3.connect(":memory:").execute("SELECT * FROM t WHERE n = %s" % name)', 'import sqlite3'],
    [
      'mysql.connector',
      'mysql.connector.connect().cursor().execute("SELECT {}".format(name))',
      'import mysql.connector',
    ],
    [
      'text of SQLAlchemy',
      'engine.execute(text("SELECT * FROM t WHERE n = \'" + name + "\'"))',
      'from sqlalchemy import create_engine, text\nengine = create_engine("x")',
    ],
    [
      'a cursor that nobody knows',
      'database.connect().execute("SELECT * FROM t WHERE n = " + name)',
      'import database',
    ],
    ['RDS Data', 'boto3.client("rds-data").execute_statement(sql="SELECT " + name)', 'import boto3'],
    ['Athena', 'boto3.client("athena").start_query_execution(QueryString=f"SELECT {name}")', 'import boto3'],
    [
      'PartiQL',
      'boto3.client("dynamodb").execute_statement(Statement=f"SELECT * FROM t WHERE n = \'{name}\'")',
      'import boto3',
    ],
  ],
  nosqli: [
    [
      'an expression of DynamoDB',
      'boto3.resource("dynamodb").Table("t").scan(FilterExpression="n = " + name)',
      'import boto3',
    ],
    [
      'a filter of before there were expressions',
      'boto3.client("dynamodb").scan(TableName="t", ScanFilter=name)',
      'import boto3',
    ],
    [
      'a comparison of the sender',
      'boto3.client("dynamodb").scan(TableName="t", ScanFilter={body["field"]: {"AttributeValueList": [{"S": "x"}], "ComparisonOperator": name}})',
      'import boto3',
    ],
    [
      '$where',
      'db.users.find({"$where": "this.name == \'" + name + "\'"})',
      'import pymongo\ndb = pymongo.MongoClient()["app"]',
    ],
  ],
  traversal: [
    ['a database that is a file', "sqlite3.connect(f'/mnt/data/{name}.sqlite')", 'import sqlite3'],
    ['a picture', "Image.new('RGB', (1, 1))\nImage.open('a').save('/tmp/' + name)", 'from PIL import Image'],
    ['a file that Flask sends', "send_file('/tmp/' + name)", 'from flask import send_file'],
    ['open', "open('/tmp/' + name)"],
    ['os.path.join', "open(os.path.join('/tmp', name), 'w')"],
    ['pathlib', "Path('/tmp', name).read_text()", 'from pathlib import Path'],
    ['a path divided', "open(Path('/tmp') / name)", 'from pathlib import Path'],
    ['shutil', "shutil.copy(name, '/tmp/x')", 'import shutil'],
    ['os.remove', "os.remove(f'/tmp/{name}')"],
    ['a path without its extension', "open('/tmp/' + os.path.splitext(name)[0])"],
    ['dots taken out, but no slash', "open('/tmp/' + name.replace('.', ''))"],
    ['the first slash only', "open('/tmp/' + name.replace('/', '', 1))"],
    ['what is left behind the first slash', "open('/tmp/' + name.split('/', 1)[1])"],
    ['parts between slashes, put together again', "open('/tmp/' + '/'.join(name.split('/')[1:]))"],
    ['a slash for another sign', "open('/tmp/' + name.replace('|', '/'))"],
    ['a file to download to', "boto3.client('s3').download_file('b', 'k', '/tmp/' + name)", 'import boto3'],
  ],
  ssrf: [
    ['a table from an address', 'pd.read_csv(name)', 'import pandas as pd'],
    ['a picture of the earth', 'with rasterio.open(name) as picture:\n    pass', 'import rasterio'],
    ['a feed', 'feedparser.parse(name)', 'import feedparser'],
    ['a browser', 'webdriver.Chrome().get(name)', 'from selenium import webdriver'],
    ['a list of videos', 'yt_dlp.YoutubeDL({}).download([name])', 'import yt_dlp'],
    ['a request of botocore', "AWSRequest('GET', name)", 'from botocore.awsrequest import AWSRequest'],
    ['requests', 'requests.get(name)', 'import requests'],
    ['the host', "requests.post('https://' + name + '/x', json={})", 'import requests'],
    ['urllib', 'urllib.request.urlopen(name)', 'import urllib.request'],
    ['a socket', 's = socket.socket(socket.AF_INET, socket.SOCK_STREAM)\ns.connect((name, 80))', 'import socket'],
    ['a socket in one call', 'socket.create_connection((name, 80))', 'import socket'],
    ['a mail server', 'smtplib.SMTP(name, 25)', 'import smtplib'],
    ['a server of SSH', 'c = paramiko.SSHClient()\nc.connect(name, username="a")', 'import paramiko'],
    ['a Request', 'urlopen(Request(name))', 'from urllib.request import Request, urlopen'],
    ['a pool', "pool.request('GET', name)", 'import urllib3\npool = urllib3.PoolManager()'],
    ['httpx', 'httpx.Client().get(name)', 'import httpx'],
    ['a connection', 'http.client.HTTPSConnection(name)', 'import http.client'],
  ],
  ssti: [
    ['a template', 'jinja2.Template("Hello " + name).render()', 'import jinja2'],
    ['from_string', 'Environment().from_string(name)', 'from jinja2 import Environment'],
  ],
  xxe: [
    ['lxml with entities', 'etree.fromstring(name, etree.XMLParser(resolve_entities=True))', 'from lxml import etree'],
  ],
  redos: [
    ['a pattern of the sender', "re.search(name, 'text')", 'import re'],
    ['nested repetitions', "re.match(r'^(a+)+$', name)", 'import re'],
  ],
  ldap: [['a filter', "ldap.initialize('x').search_s('dc=x', 2, '(uid=' + name + ')')", 'import ldap']],
};

describe.each(Object.entries(BAD))('%s', (sink, rows) => {
  test.each(rows.map(filled))('%s', async (_name, lines, top) => {
    const found = await flowsOf(lines, top);
    const known = [`${sink} body.name`, `${sink} body.name?`];
    expect(found.filter((flow) => known.includes(flow)).length).toBeGreaterThan(0);
  });
});

/** Look-alikes: nothing is found. */
const HARMLESS: readonly Row[] = [
  ['a fixed command', "os.system('ls')"],
  ['an extension', "open('/tmp/x' + os.path.splitext(name)[1])"],
  ['a path without slashes', "open('/tmp/' + name.replace('/', '-'))"],
  ['arguments of a fixed program', "subprocess.run(['ls', '-l', name])", 'import subprocess'],
  ['quoted', "os.system('ls ' + shlex.quote(name))", 'import shlex'],
  ['a number', "os.system('sleep ' + str(int(name)))"],
  ['a number in a text', "os.system('sleep %d' % int(name))"],
  ['the word that is checked', "w = name.split(' ')\nif w[1] == 'a':\n    os.system('ls ' + w[1])"],
  ['allowed by a list', "if name in ('a', 'b'):\n    os.system('ls ' + name)"],
  [
    'all else is refused',
    "if name not in ALLOWED:\n    raise ValueError()\nos.system('ls ' + name)",
    "ALLOWED = {'a', 'b'}",
  ],
  ['letters and digits', "if not name.isalnum():\n    return None\nos.system('ls ' + name)"],
  [
    'matched whole',
    "if not re.fullmatch(r'[a-z0-9_]+', name):\n    raise ValueError()\nos.system('ls ' + name)",
    'import re',
  ],
  [
    'a compiled pattern',
    "if NAME.match(name):\n    os.system('ls ' + name)",
    "import re\nNAME = re.compile(r'^[a-z]+$')",
  ],
  ['all else is taken out', "os.system('ls ' + re.sub(r'[^a-zA-Z0-9]', '', name))", 'import re'],
  ['an id', "os.system('ls ' + str(uuid.UUID(name)))", 'import uuid'],
  ['asserted', "assert name in ['a', 'b']\nos.system('ls ' + name)"],
  ['a table of commands', "COMMANDS = {'a': 'ls', 'b': 'df'}\nos.system(COMMANDS[name])"],
  ['match of constants', "match name:\n    case 'a' | 'b':\n        os.system('ls ' + name)"],
  ['ast.literal_eval', 'ast.literal_eval(name)', 'import ast'],
  ['a safe loader', 'yaml.safe_load(name)\nyaml.load(name, Loader=yaml.SafeLoader)', 'import yaml'],
  [
    'parameters',
    'psycopg2.connect(host="h").cursor().execute("SELECT * FROM t WHERE n = %s", (name,))',
    'import psycopg2',
  ],
  [
    'a statement of two',
    "sql = 'SELECT 1' if name else 'SELECT 2'\nsqlite3.connect(':memory:').execute(sql)",
    'import sqlite3',
  ],
  [
    'bound in SQLAlchemy',
    'engine.execute(text("SELECT * FROM t WHERE n = :n"), {"n": name})',
    'from sqlalchemy import create_engine, text\nengine = create_engine("x")',
  ],
  [
    'parameters of RDS Data',
    'boto3.client("rds-data").execute_statement(sql="SELECT :n", parameters=[{"name": "n", "value": {"stringValue": name}}])',
    'import boto3',
  ],
  [
    'conditions of boto3',
    'boto3.resource("dynamodb").Table("t").query(KeyConditionExpression=Key("n").eq(name) & Key("m").begins_with(name))',
    'import boto3\nfrom boto3.dynamodb.conditions import Key',
  ],
  [
    'values of an expression',
    'boto3.resource("dynamodb").Table("t").scan(FilterExpression="n = :n", ExpressionAttributeValues={":n": name})',
    'import boto3',
  ],
  [
    'a value in a condition of the developer',
    'boto3.client("dynamodb").scan(TableName="t", ScanFilter={"n": {"AttributeValueList": [{"S": name}], "ComparisonOperator": "EQ"}})',
    'import boto3',
  ],
  ['a text in a filter', 'db.users.find({"name": str(name)})', 'import pymongo\ndb = pymongo.MongoClient()["app"]'],
  [
    'names and values that psycopg quotes',
    "cur = psycopg2.connect().cursor()\ncur.execute(sql.SQL('select {} from t where a = {}').format(sql.Identifier(name), sql.Literal(name)))",
    'import psycopg2\nfrom psycopg2 import sql',
  ],
  [
    'a statement whose values psycopg has put in',
    "cur = psycopg2.connect().cursor()\ncur.execute(cur.mogrify('select %s', (name,)))",
    'import psycopg2',
  ],
  [
    'a pattern of the module that has to match',
    "if OK.match(name) is None:\n    return {'statusCode': 400}\nos.system('ls ' + name)",
    "import re\nOK = re.compile(r'^[a-z0-9_]+$')",
  ],
  ['a table in a buffer', 'pd.read_csv(io.StringIO(name))', 'import io\nimport pandas as pd'],
  ['what stands behind the last slash', "open('/tmp/' + name.split('/')[-1])"],
  ['the last name of a path', "open('/tmp/' + os.path.basename(name))"],
  ['a secure name', "open('/tmp/' + secure_filename(name))", 'from werkzeug.utils import secure_filename'],
  ['a key of S3 is no path', "boto3.client('s3').get_object(Bucket='b', Key='u/' + name)", 'import boto3'],
  ['a fresh file', "tempfile.NamedTemporaryFile(suffix='.txt').write(name)", 'import tempfile'],
  ['behind a fixed host', "requests.get('https://api.example.com/items/' + name)", 'import requests'],
  [
    'a host that is allowed',
    "if urlparse(name).hostname in ('a.example.com',):\n    requests.get(name)",
    'import requests\nfrom urllib.parse import urlparse',
  ],
  [
    'data of a request',
    "requests.post('https://api.example.com', json={'name': name}, params={'q': name})",
    'import requests',
  ],
  ['a variable of a template', 'jinja2.Template("Hello {{ name }}").render(name=name)', 'import jinja2'],
  [
    'entities switched off',
    'etree.fromstring(name, etree.XMLParser(resolve_entities=False))',
    'from lxml import etree',
  ],
  ["the standard library's XML", 'ET.fromstring(name)', 'import xml.etree.ElementTree as ET'],
  ['a pattern without nesting', "re.match(r'^[a-z]+@[a-z]+$', name)", 'import re'],
  ['an escaped pattern', "re.search(re.escape(name), 'text')", 'import re'],
  ['an environment variable', "os.system(os.environ['COMMAND'])"],
  ['what AWS wrote', "os.system('echo ' + event['requestContext']['requestId'])"],
  [
    'a typed model',
    "Order(**body)\nos.system('sleep ' + str(Order(**body).count))",
    'from pydantic import BaseModel\nclass Order(BaseModel):\n    name: str\n    count: int',
  ],
  ['an enumeration', "os.system('ls ' + Kind(name).value)", "from enum import Enum\nclass Kind(Enum):\n    A = 'a'"],
];

describe('look-alikes', () => {
  test.each(HARMLESS.map(filled))('%s', async (_name, lines, top) => {
    expect(await flowsOf(lines, top)).toEqual([]);
  });
});

describe('handlers that are methods', () => {
  const APPLICATION =
    "import os\nclass App:\n    def __init__(self):\n        self.command = 'ls '\n    def handle(self, event, context):\n        os.system(self.command + event['body'])\n";
  test.each([
    ['of an instance', 'handler = App().handle'],
    ['of a variable', 'app = App()\nhandler = app.handle'],
    ['through a function', 'app = App()\ndef handler(event, context):\n    return app.handle(event, context)'],
  ])('%s', async (_name, lines) => {
    const { flows } = await readPython(`${APPLICATION}${lines}\n`);
    expect(flows.map((flow) => `${flow.class} ${flow.source}`)).toEqual(['cmdi body']);
  });
});

describe('facts', () => {
  const factsOf = async (lines: string, top?: string) => {
    const { facts } = await readPython(program(lines, top ?? ''));
    return facts.map(({ kind, subject }) => `${kind} ${subject}`);
  };
  test.each([
    ['a client in the handler', "boto3.client('s3')", 'import boto3', 'client-in-handler s3'],
    [
      'claims of a token',
      "json.loads(base64.b64decode(event['headers']['authorization'].split('.')[1] + '=='))",
      'import base64, json',
      'own-authentication a token',
    ],
    ['the event in the log', 'print(event)', '', 'event-logged print'],
    ['the event in the log as JSON', 'print(json.dumps(event))', '', 'event-logged print'],
    [
      'the event in the logger',
      "logger.info('got %s', event)",
      'import logging\nlogger = logging.getLogger(__name__)',
      'event-logged logging',
    ],
    [
      'log_event of Powertools',
      'pass',
      'from aws_lambda_powertools import Logger\nlogger = Logger()\n@logger.inject_lambda_context(log_event=True)',
      'event-logged inject_lambda_context',
    ],
    ['a fixed file', "open('/tmp/data.csv', 'w')", '', 'fixed-tmp-file /tmp/data.csv'],
    [
      'TLS without checks',
      "requests.get('https://a.example.com', verify=False)",
      'import requests',
      'tls-off verify=False',
    ],
    [
      'a context without checks',
      "urlopen('https://a.example.com', context=ssl._create_unverified_context())",
      'import ssl\nfrom urllib.request import urlopen',
      'tls-off ssl._create_unverified_context()',
    ],
    ['plain HTTP', "requests.get('http://api.example.com/x')", 'import requests', 'plain-http http://api.example.com'],
    [
      'a token that is not checked',
      "jwt.decode(name, options={'verify_signature': False})",
      'import jwt',
      'own-authentication jwt.decode',
    ],
    [
      'claims that are read of a token without more',
      'jwt.get_unverified_claims(name)',
      'from jose import jwt',
      'own-authentication jwt.get_unverified_claims',
    ],
    [
      'a token whose signature the code has checked by hand',
      "key = jwk.construct(KEYS[0])\nmessage, signature = name.rsplit('.', 1)\nif not key.verify(message.encode(), base64url_decode(signature)):\n    return\nclaims = jwt.get_unverified_claims(name)",
      'from jose import jwk, jwt\nfrom jose.utils import base64url_decode\nKEYS = [{}]',
      'own-authentication jose.jwk',
    ],
    [
      'a hashed password',
      "hashlib.sha256(body['password'].encode()).hexdigest()",
      'import hashlib',
      'own-authentication hashlib.sha256',
    ],
    ['a global of the event', 'global LAST\nLAST = name', 'LAST = None', 'state-from-event LAST'],
    ['a schema', 'jsonschema.validate(body, {})', 'import jsonschema', 'validates-event jsonschema'],
    [
      'debug logging',
      'logging.getLogger().setLevel(logging.DEBUG)',
      'import logging',
      'debug-on logging.setLevel(DEBUG)',
    ],
    [
      'the stack trace',
      "return {'statusCode': 500, 'body': traceback.format_exc()}",
      'import traceback',
      'error-in-response stack',
    ],
    [
      'the message of an error',
      "try:\n    f()\nexcept Exception as error:\n    return {'statusCode': 500, 'body': str(error)}",
      '',
      'error-in-response message',
    ],
    [
      "a folder's listing",
      "return {'statusCode': 200, 'body': json.dumps(os.listdir('/tmp'))}",
      '',
      'directory-listing answer',
    ],
    ['failed records', "return {'batchItemFailures': []}", '', 'reports-batch-failures batchItemFailures'],
    [
      'the remaining time',
      'context.get_remaining_time_in_millis()',
      '',
      'reads-remaining-time get_remaining_time_in_millis',
    ],
  ])('%s', async (_name, lines, top, expected) => {
    expect(await factsOf(lines, top)).toContain(expected);
  });
  test.each([
    [
      'a client of the module',
      'client.list_buckets()',
      "import boto3\nclient = boto3.client('s3')",
      /client-in-handler/,
    ],
    ['a part of the event in the log', 'print(name)', '', /event-logged/],
    ['a file that is read', "open('/tmp/data.csv')", '', /fixed-tmp-file/],
    ['a file with a name of its own', "open(f'/tmp/{uuid.uuid4()}', 'w')", 'import uuid', /fixed-tmp-file/],
    ['TLS with checks', "requests.get('https://a.example.com', verify=True)", 'import requests', /tls-off|plain-http/],
    ['HTTP to the own machine', "requests.get('http://localhost:2772/x')", 'import requests', /plain-http/],
    [
      'a token whose signature the code has checked by hand',
      "key = jwk.construct(KEYS[0])\nif not key.verify(name.encode(), b''):\n    return\nclaims = jwt.get_unverified_claims(name)",
      'from jose import jwk, jwt\nKEYS = [{}]',
      /get_unverified_claims/,
    ],
    ['a digest of a file', "hashlib.sha256(body['content'].encode())", 'import hashlib', /own-authentication/],
    [
      'an error in the log',
      "try:\n    f()\nexcept Exception as error:\n    print(error)\nreturn {'statusCode': 500, 'body': 'error'}",
      '',
      /error-in-response/,
    ],
    ['a global that is no event data', 'global LAST\nLAST = 1', 'LAST = None', /state-from-event/],
  ])('not: %s', async (_name, lines, top, kind) => {
    expect((await factsOf(lines, top)).filter((fact) => kind.test(fact))).toEqual([]);
  });
});

test.each([
  ['as it is', 'print(os.environ)', ['log the whole environment']],
  ['a copy in JSON', 'print(json.dumps(os.environ.copy()))', ['log the whole environment']],
  ['its values', 'for k, v in os.environ.items():\n    print(k, v)', ['log the whole environment']],
  ['in the answer', "return {'statusCode': 200, 'body': str(os.environ)}", ['response the whole environment']],
  ['one variable', "print(os.environ['TABLE'], os.environ.get('STAGE'))", []],
  ['one of a copy', "e = os.environ.copy()\nprint(e['TABLE'])", []],
  ['its names', 'print(list(os.environ))', []],
])('the environment in the log: %s', async (_name, lines, expected) => {
  const { flows } = await readPython(program(lines));
  expect(flows.map((flow) => `${flow.class} ${flow.source}`)).toEqual(expected);
});

test('a dataclass that is filled with what is there', async () => {
  const top =
    "from dataclasses import dataclass\n@dataclass\nclass Query:\n    name: str\n    def run(self):\n        os.system('ls ' + self.name)";
  expect(await flowsOf('Query(**body).run()', top)).toEqual(['cmdi body.name']);
});

describe('secrets', () => {
  test('in the log and in the answer', async () => {
    const { flows } = await readPython(
      program(
        "print(os.environ['API_KEY'])\nreturn {'statusCode': 200, 'body': json.dumps({'key': os.environ['DB_PASSWORD']})}",
      ),
    );
    expect(flows.map((flow) => `${flow.class} ${flow.carries} ${flow.source}`).sort()).toEqual([
      'log secret API_KEY',
      'response secret DB_PASSWORD',
    ]);
  });

  test.each([
    ['a mask', "print(re.sub(r'\\w', '*', os.environ['API_KEY']))", 'import re', []],
    ['a mask of some signs', "print(re.sub(r'[aeiou]', '*', os.environ['API_KEY']))", 'import re', ['log API_KEY']],
    [
      'a token that it signs',
      "return {'statusCode': 200, 'body': jwt.encode({'sub': name}, os.environ['JWT_SECRET'], algorithm='HS256')}",
      'import jwt',
      [],
    ],
  ])('%s', async (_name, lines, top, expected) => {
    const { flows } = await readPython(program(lines, top));
    expect(flows.filter(({ carries }) => carries === 'secret').map((flow) => `${flow.class} ${flow.source}`)).toEqual(
      expected,
    );
  });
});

test('each answer of a handler with many is looked at', async () => {
  const routes = Array.from(
    { length: 30 },
    (_, i) => `if name == '${i}':\n    return {'statusCode': 200, 'body': '${i}'}`,
  );
  const last = "try:\n    f()\nexcept Exception:\n    return {'statusCode': 500, 'body': traceback.format_exc()}";
  const { facts } = await readPython(program([...routes, last].join('\n'), 'import traceback'));
  expect(facts.map(({ kind, detail }) => `${kind} ${detail ?? ''}`)).toContain('error-in-response ');
});

test.each([
  ['a comprehension', "[r for r in event['Records'] if r['kind'] == 'x']"],
  ['filter', "filter(lambda r: r['kind'] == 'x', event['Records'])"],
  ['sorted', "sorted([r for r in event['Records'] if r['kind'] == 'x'], key=len)"],
  ['list', "list(r for r in event['Records'] if r['kind'] == 'x')"],
  [
    'groupby',
    "[r for _, g in itertools.groupby([r for r in event['Records'] if r['kind'] == 'x'], key=len) for r in g]",
  ],
  ['a comprehension of one', "[r for r in [q for q in event['Records'] if q['kind'] == 'x']]"],
])('what has been kept by %s has met its condition', async (_, list) => {
  const { calls } = await readPython(
    `import boto3, itertools\ndef handler(event, context):\n    for record in ${list}:\n        boto3.client('sqs').send_message(QueueUrl='q', MessageBody='x')\n`,
  );
  expect(calls.map(({ guards }) => guards.map(({ paths, holds }) => [paths, holds]))).toEqual([
    [[['Records[].kind'], true]],
  ]);
});

describe('a handler that a library makes of functions', () => {
  const APP = `import os, helper
handler = helper.Resource()
other = helper.Resource()

@handler.create
def create(event, context):
    os.system('ls ' + event['body'])

@handler.on('/delete')
def delete(event, context):
    os.popen('ls ' + event['path'])

@other.create
def elsewhere(event, context):
    os.popen('rm ' + event['path'])
`;
  test.each([
    ['is the library’s object', ''],
    ['calls it', 'app = handler\ndef handler(event, context):\n    return app(event, context)\n'],
  ])('%s', async (_, end) => {
    const { flows } = await readPython(APP + end);
    expect(flows.map(({ source, sink }) => `${sink} ${source}`)).toEqual(['os.system body', 'os.popen path']);
  });

  test('and no other way in is one', async () => {
    const { flows } = await readPython(`${APP}def handler(event, context):\n    return 1\n`);
    expect(flows).toEqual([]);
  });
});
