import { expect, test } from 'vitest';
import { readPython } from '../../python/testing/read.ts';

/** A handler with these lines, behind an API: `body` is its JSON, `name` a text of it. */
const program = (lines: string, top: string) =>
  `import json, os\n${top}\ndef handler(event, context):\n    body = json.loads(event['body'])\n    name = body['name']\n${lines
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}\n`;

const CMD = "os.system('ls ' + it)";

/** Ways to say it, and what is found: the class, or nothing where it is safe. */
test.each([
  [
    'dataclass post_init',
    'cmdi',
    "os.system('ls ' + Q(name).full)",
    "from dataclasses import dataclass, field\n@dataclass\nclass Q:\n    name: str\n    full: str = field(init=False)\n    def __post_init__(self):\n        self.full = 'x' + self.name",
  ],
  [
    'TypedDict call',
    'cmdi',
    "q = Q(name=name)\nos.system('ls ' + q['name'])",
    'from typing import TypedDict\nclass Q(TypedDict):\n    name: str',
  ],
  ['yield from', 'cmdi', `for it in gen([name]):\n    ${CMD}`, 'def gen(xs):\n    yield from xs'],
  [
    'defaultdict',
    'cmdi',
    `d = defaultdict(list)\nd['x'].append(name)\nit = d['x'][0]\n${CMD}`,
    'from collections import defaultdict',
  ],
  [
    'subclasses',
    'cmdi',
    'for c in Base.__subclasses__():\n    c().run(name)',
    "class Base:\n    pass\nclass A(Base):\n    def run(self, n):\n        os.system('ls ' + n)",
  ],
  [
    'getattr event name',
    'cmdi',
    "getattr(A(), 'do_' + body['op'])(name)",
    "class A:\n    def do_ls(self, n):\n        os.system('ls ' + n)",
  ],
  [
    'getattr event name f',
    'cmdi',
    'getattr(A(), f"do_{body[\'op\']}")(name)',
    "class A:\n    def do_ls(self, n):\n        os.system('ls ' + n)",
  ],
  [
    'getattr event bare',
    'cmdi',
    "getattr(A(), body['op'])(name)",
    "class A:\n    def ls(self, n):\n        os.system('ls ' + n)",
  ],
  ['globals dispatch', 'cmdi', "globals()[body['op']](name)", "def ls(n):\n    os.system('ls ' + n)"],
  [
    'getattr module',
    'cmdi',
    "getattr(sys.modules[__name__], body['op'])(name)",
    "import sys\ndef ls(n):\n    os.system('ls ' + n)",
  ],
  [
    'to_thread',
    'cmdi',
    "async def all():\n    await asyncio.to_thread(os.system, 'ls ' + name)\nasyncio.run(all())",
    'import asyncio',
  ],
  [
    'contextvar',
    'cmdi',
    "v.set(name)\nos.system('ls ' + v.get())",
    "from contextvars import ContextVar\nv = ContextVar('v')",
  ],
  ['shlex join safe', '', "os.system(shlex.join(['ls', name]))", 'import shlex'],
  [
    'pydantic pattern safe',
    '',
    "os.system('ls ' + Q(**body).name)",
    "from pydantic import BaseModel, Field\nclass Q(BaseModel):\n    name: str = Field(pattern=r'^[a-z]+$')",
  ],
  ['Path name safe', '', "open('/tmp/' + Path(name).name)", 'from pathlib import Path'],
  [
    'resolve relative_to safe',
    '',
    "p = (Path('/tmp') / name).resolve()\np.relative_to('/tmp')\nopen(p)",
    'from pathlib import Path',
  ],
  [
    'is_relative_to safe',
    '',
    "p = (Path('/tmp') / name).resolve()\nif not p.is_relative_to('/tmp'):\n    raise ValueError()\nopen(p)",
    'from pathlib import Path',
  ],
  [
    'realpath startswith safe',
    '',
    "p = os.path.realpath(os.path.join('/tmp', name))\nif not p.startswith('/tmp/'):\n    raise ValueError()\nopen(p)",
    '',
  ],
  ['Path open', 'traversal', "Path('/tmp', name).open('w')", 'from pathlib import Path'],
  [
    'Path joinpath open',
    'traversal',
    "with Path('/tmp').joinpath(name).open() as f:\n    pass",
    'from pathlib import Path',
  ],
  [
    'aiofiles',
    'traversal',
    "async def go():\n    async with aiofiles.open('/tmp/' + name) as f:\n        pass\nasyncio.run(go())",
    'import aiofiles, asyncio',
  ],
  ['duckdb', 'sqli', 'duckdb.sql(f"select \'{name}\'")', 'import duckdb'],
  [
    'psycopg2 mogrify copy_expert',
    'sqli',
    'psycopg2.connect(\'\').cursor().copy_expert(f"copy {name} to stdout", None)',
    'import psycopg2',
  ],
  ['clickhouse', 'sqli', "clickhouse_connect.get_client().query('select ' + name)", 'import clickhouse_connect'],
  ['bigquery', 'sqli', "bigquery.Client().query('select ' + name)", 'from google.cloud import bigquery'],
  [
    'peewee raw',
    'sqli',
    "db.execute_sql('select ' + name)",
    "from peewee import PostgresqlDatabase\ndb = PostgresqlDatabase('x')",
  ],
  [
    'elasticsearch body',
    'nosqli',
    "Elasticsearch().search(index='x', body=body)",
    'from elasticsearch import Elasticsearch',
  ],
  ['requests_html', 'ssrf', 'HTMLSession().get(name)', 'from requests_html import HTMLSession'],
  ['cloudscraper', 'ssrf', 'cloudscraper.create_scraper().get(name)', 'import cloudscraper'],
  ['curl_cffi', 'ssrf', 'r.get(name)', 'from curl_cffi import requests as r'],
  ['pycurl', 'ssrf', 'c = pycurl.Curl()\nc.setopt(c.URL, name)\nc.perform()', 'import pycurl'],
  [
    'langchain loader',
    'ssrf',
    'WebBaseLoader(name).load()',
    'from langchain_community.document_loaders import WebBaseLoader',
  ],
  [
    'pyppeteer',
    'ssrf',
    'async def go():\n    b = await launch()\n    p = await b.newPage()\n    await p.goto(name)\nasyncio.run(go())',
    'from pyppeteer import launch\nimport asyncio',
  ],
  ['pdfkit url', 'ssrf', "pdfkit.from_url(name, '/tmp/x.pdf')", 'import pdfkit'],
  ['pdfkit string', 'ssrf', "pdfkit.from_string(name, '/tmp/x.pdf')", 'import pdfkit'],
  ['weasyprint', 'ssrf', 'HTML(string=name).write_pdf()', 'from weasyprint import HTML'],
  ['weasyprint url', 'ssrf', 'HTML(url=name).write_pdf()', 'from weasyprint import HTML'],
  ['git clone', 'ssrf', "git.Repo.clone_from(name, '/tmp/x')", 'import git'],
  ['git clone2', 'ssrf', "Repo.clone_from(name, '/tmp/x')", 'from git import Repo'],
  ['fsspec', 'ssrf', 'fsspec.open(name)', 'import fsspec'],
  ['smart_open', 'ssrf', 'smart_open.open(name)', 'import smart_open'],
  ['xarray', 'ssrf', 'xarray.open_dataset(name)', 'import xarray'],
  ['geopandas', 'ssrf', 'gpd.read_file(name)', 'import geopandas as gpd'],
  ['cv2 capture', 'ssrf', 'cv2.VideoCapture(name)', 'import cv2'],
  ['imageio', 'ssrf', 'imageio.imread(name)', 'import imageio'],
  ['skimage', 'ssrf', 'io.imread(name)', 'from skimage import io'],
  ['redis', 'ssrf', 'redis.Redis(host=name)', 'import redis'],
  ['chevron safe', '', 'chevron.render(name, {})', 'import chevron'],
  [
    'numpy load',
    'deser',
    'np.load(io.BytesIO(base64.b64decode(name)), allow_pickle=True)',
    'import numpy as np, io, base64',
  ],
  ['ruamel', 'deser', "YAML(typ='unsafe').load(name)", 'from ruamel.yaml import YAML'],
  ['sympy', 'codei', 'sympy.sympify(name)', 'import sympy'],
  ['runpy', 'codei', 'runpy.run_path(name)', 'import runpy'],
  ['timeit', 'codei', 'timeit.timeit(name)', 'import timeit'],
  ['sh lib', 'cmdi', "sh.bash('-c', name)", 'import sh'],
  ['plumbum', 'cmdi', "local['sh']('-c', name)", 'from plumbum import local'],
  ['os.spawn', 'cmdi', "os.spawnlp(os.P_WAIT, 'sh', 'sh', '-c', name)", ''],
  [
    'script file',
    'cmdi',
    "with open('/tmp/x.sh', 'w') as f:\n    f.write('ls ' + name)\nsubprocess.run(['bash', '/tmp/x.sh'])",
    'import subprocess',
  ],
  [
    'script tempfile',
    'cmdi',
    "with tempfile.NamedTemporaryFile('w', suffix='.sh') as f:\n    f.write('ls ' + name)\n    f.flush()\n    subprocess.run(['bash', f.name])",
    'import subprocess, tempfile',
  ],
  [
    'script write_text',
    'cmdi',
    "p = Path('/tmp/x.sh')\np.write_text('ls ' + name)\nsubprocess.run(['bash', str(p)])",
    'import subprocess\nfrom pathlib import Path',
  ],
  ['stdin of a shell', 'cmdi', "subprocess.run(['bash'], input=name.encode())", 'import subprocess'],
  [
    'communicate',
    'cmdi',
    "p = subprocess.Popen(['sh'], stdin=subprocess.PIPE)\np.communicate(name)",
    'import subprocess',
  ],
  [
    'numpy without pickled objects',
    '',
    'np.load(io.BytesIO(base64.b64decode(name)))',
    'import numpy as np, io, base64',
  ],
  ['ruamel safe', '', "YAML(typ='safe').load(name)", 'from ruamel.yaml import YAML'],
  ['a page of escaped parts', '', "pdfkit.from_string('<p>' + html.escape(name), '/tmp/x.pdf')", 'import pdfkit, html'],
  [
    'a script without event data',
    '',
    "with open('/tmp/x.sh', 'w') as f:\n    f.write('ls')\nsubprocess.run(['bash', '/tmp/x.sh', name])",
    'import subprocess',
  ],
  [
    'a file that is not run',
    '',
    "with open('/tmp/x.txt', 'w') as f:\n    f.write(name)\nsubprocess.run(['bash', '/tmp/x.sh'])",
    'import subprocess',
  ],
  [
    'a method of another prefix',
    '',
    "getattr(A(), 'do_' + body['op'])(name)",
    "class A:\n    def other(self, n):\n        os.system('ls ' + n)",
  ],
  ['a shell behind sudo', 'cmdi', "subprocess.run(['sudo', 'bash', '-c', 'ls ' + name])", 'import subprocess'],
  ['a program that fetches', 'ssrf', "subprocess.run(['curl', '-s', name])", 'import subprocess'],
  ['a program that does not', '', "subprocess.run(['ls', name])", 'import subprocess'],
  [
    'what attrs runs after its constructor',
    'cmdi',
    "os.system('ls ' + Q(name).full)",
    "from attrs import define, field\n@define\nclass Q:\n    name: str\n    full: str = field(init=False)\n    def __attrs_post_init__(self):\n        self.full = 'x' + self.name",
  ],
  [
    'an address in a token that nobody has checked',
    'ssrf',
    "requests.get(jwt.get_unverified_header(event['headers']['Authorization'])['jku'])",
    'import jwt, requests',
  ],
  [
    'a second base',
    'cmdi',
    'A().run(name)',
    "class M:\n    def run(self, n):\n        os.system('ls ' + n)\nclass B:\n    pass\nclass A(B, M):\n    pass",
  ],
  [
    'the first base before the second',
    '',
    'A().run(name)',
    "class M:\n    def run(self, n):\n        os.system('ls ' + n)\nclass B:\n    def run(self, n):\n        pass\nclass A(B, M):\n    pass",
  ],
  [
    'a hook of the base',
    'cmdi',
    "Base.all['x']().run(name)",
    "class Base:\n    all = {}\n    def __init_subclass__(cls):\n        cls.all['x'] = cls\nclass A(Base):\n    def run(self, n):\n        os.system('ls ' + n)",
  ],
  [
    'a member of an enum in a model',
    '',
    "os.system('ls ' + Q.model_validate_json(event['body']).kind.value)",
    "from enum import Enum\nfrom pydantic import BaseModel\nclass Kind(Enum):\n    A = 'a'\nclass Q(BaseModel):\n    kind: Kind",
  ],
  [
    'a number in a model in a model',
    '',
    'os.system(f"ls {Q.model_validate_json(event[\'body\']).inner.n}")',
    'from pydantic import BaseModel\nclass Inner(BaseModel):\n    n: int\nclass Q(BaseModel):\n    inner: Inner',
  ],
  [
    'a text in a model in a model',
    'cmdi',
    "os.system('ls ' + Q.model_validate_json(event['body']).inner.n)",
    'from pydantic import BaseModel\nclass Inner(BaseModel):\n    n: str\nclass Q(BaseModel):\n    inner: Inner',
  ],
])('%s', async (_name, expected, lines, top) => {
  const { flows } = await readPython(program(lines, top));
  const found = flows.filter(({ carries }) => carries === 'event').map((flow) => flow.class);
  if (expected === '') expect(found).toEqual([]);
  else expect(found).toContain(expected);
});
