import { expect, test } from 'vitest';
import { readPython } from '../../python/testing/read.ts';

/** Title; classes that are found; lines of a handler behind an API with `body` and `name`; imports. */
const ROWS: readonly (readonly [string, string, string, string])[] = [
  [
    'ffmpeg reads what the caller names',
    'ssrf',
    "subprocess.run(['ffmpeg', '-i', name, '/tmp/o.mp4'])",
    'import subprocess',
  ],
  [
    'ffmpeg reads from a folder',
    '',
    "subprocess.run(['ffmpeg', '-i', '/tmp/in.mp4', '-s', name, '/tmp/o.mp4'])",
    'import subprocess',
  ],
  [
    'command that a helper runs',
    'ssrf',
    "run(['/opt/bin/ffprobe', '-v', 'quiet', name])",
    'import subprocess as sp\ndef run(items):\n    return sp.Popen(items, stdout=sp.PIPE).communicate()',
  ],
  [
    'command that grows',
    'ssrf',
    "items = 'ffprobe -v quiet -show_streams'.split()\nitems.append(name)\nsubprocess.check_output(items)",
    'import subprocess',
  ],
  [
    'command of fixed words that grows',
    '',
    "items = 'ls -l'.split()\nitems.append(os.path.basename(name))\nsubprocess.check_output(items)",
    'import subprocess',
  ],
  ['shell in a list', 'cmdi', "subprocess.run(['bash', '-c', f'convert {name}'])", 'import subprocess'],
  ['format of a list', 'cmdi', "os.system('cd {0} && git clone --depth 1 {1}'.format('/tmp', body['url']))", ''],
  ['input of ffmpeg-python', 'ssrf', "ffmpeg.input(name).output('/tmp/o.mp4').run()", 'import ffmpeg'],
  ['output of ffmpeg-python', 'traversal', "ffmpeg.input('/tmp/a').output('/tmp/' + name).run()", 'import ffmpeg'],
  [
    'values of ffmpeg-python',
    '',
    "ffmpeg.input('/tmp/a', ss=name).filter('scale', body['w'], -1).output('/tmp/o.jpg', vframes=1).run()",
    'import ffmpeg',
  ],
  ['moviepy', 'traversal', "VideoFileClip('/tmp/' + name)", 'from moviepy.editor import VideoFileClip'],
  ['pydub', 'traversal', "AudioSegment.from_file('/tmp/' + name)", 'from pydub import AudioSegment'],
  [
    'pydub of bytes',
    '',
    "AudioSegment.from_file(io.BytesIO(base64.b64decode(body['audio'])))",
    'import base64, io\nfrom pydub import AudioSegment',
  ],
  ['PIL', 'traversal', "Image.open('/tmp/' + name)", 'from PIL import Image'],
  [
    'PIL of bytes',
    '',
    "Image.open(io.BytesIO(base64.b64decode(body['image'])))",
    'import base64, io\nfrom PIL import Image',
  ],
  ['cv2', 'traversal', "cv2.imread(f'/tmp/{name}')", 'import cv2'],
  ['cv2 video', 'ssrf', 'cv2.VideoCapture(name)', 'import cv2'],
  ['wand', 'traversal', "Image(filename='/tmp/' + name)", 'from wand.image import Image'],
  ['pdfkit of an address', 'ssrf', "pdfkit.from_url(name, '/tmp/o.pdf')", 'import pdfkit'],
  ['pdfkit into a file', 'traversal', "pdfkit.from_string('<p>', '/tmp/' + name)", 'import pdfkit'],
  ['weasyprint', 'ssrf', "weasyprint.HTML(url=name).write_pdf('/tmp/o.pdf')", 'import weasyprint'],
  ['weasyprint of an address', 'ssrf', "HTML(name).write_pdf('/tmp/o.pdf')", 'from weasyprint import HTML'],
  [
    'weasyprint of a host',
    '',
    "HTML(f'https://example.com/{name}').write_pdf('/tmp/o.pdf')",
    'from weasyprint import HTML',
  ],
  ['pandas of an address', 'ssrf', 'pd.read_csv(name)', 'import pandas as pd'],
  ['pandas of a bucket', '', "pd.read_csv(f's3://bucket/{name}')", 'import pandas as pd'],
  ['pandas of a text', '', "pd.read_csv(io.StringIO(body['csv']))", 'import io\nimport pandas as pd'],
  [
    'pandas of a query',
    'sqli',
    'pd.read_sql(f"select * from t where a = \'{name}\'", conn)',
    'import pandas as pd, psycopg2\nconn = psycopg2.connect("")',
  ],
  [
    'pandas of a query with parameters',
    '',
    "pd.read_sql('select * from t where a = %s', conn, params=(name,))",
    'import pandas as pd, psycopg2\nconn = psycopg2.connect("")',
  ],
  [
    'pandas pickle',
    'deser',
    'pd.read_pickle(io.BytesIO(base64.b64decode(name)))',
    'import base64, io\nimport pandas as pd',
  ],
  [
    'awswrangler',
    'sqli',
    "wr.athena.read_sql_query(f\"select * from t where a = '{name}'\", database='x')",
    'import awswrangler as wr',
  ],
  [
    'awswrangler with parameters',
    '',
    "wr.athena.read_sql_query('select * from t where a = :a', database='x', params={'a': name}, paramstyle='named')",
    'import awswrangler as wr',
  ],
  ['pyathena', 'sqli', 'connect().cursor().execute(f"select \'{name}\'")', 'from pyathena import connect'],
  [
    'redshift_connector',
    'sqli',
    'redshift_connector.connect().cursor().execute(f"select \'{name}\'")',
    'import redshift_connector',
  ],
  [
    'snowflake',
    'sqli',
    'snowflake.connector.connect().cursor().execute(f"select \'{name}\'")',
    'import snowflake.connector',
  ],
  ['duckdb', 'sqli', 'duckdb.sql(f"select * from \'{name}\'")', 'import duckdb'],
  [
    'asyncpg',
    'sqli',
    'async def go():\n    conn = await asyncpg.connect()\n    await conn.fetch(f"select \'{name}\'")\nasyncio.run(go())',
    'import asyncio, asyncpg',
  ],
  [
    'asyncpg with parameters',
    '',
    "async def go():\n    conn = await asyncpg.connect()\n    await conn.fetch('select $1', name)\nasyncio.run(go())",
    'import asyncio, asyncpg',
  ],
  ['pg8000', 'sqli', "pg8000.native.Connection('x').run(f\"select '{name}'\")", 'import pg8000.native'],
  ['GitPython', 'ssrf', "git.Repo.clone_from(name, '/tmp/r')", 'import git'],
  ['GitPython of a host', '', "Repo.clone_from(f'https://github.com/acme/{name}', '/tmp/r')", 'from git import Repo'],
  [
    'GitPython into a folder',
    'traversal',
    "Repo.clone_from('https://github.com/acme/a', '/tmp/' + name)",
    'from git import Repo',
  ],
  ['pygit2', 'ssrf', "pygit2.clone_repository(name, '/tmp/r')", 'import pygit2'],
  ['dulwich', 'ssrf', "porcelain.clone(name, '/tmp/r')", 'from dulwich import porcelain'],
  ['sh', '', 'sh.ls(name)', 'import sh'],
  ['sh of a shell', 'cmdi', "sh.bash('-c', 'ls ' + name)", 'import sh'],
  ['pexpect', 'cmdi', "pexpect.run('ls ' + name)", 'import pexpect'],
  ['invoke', 'cmdi', "invoke.run('ls ' + name)", 'import invoke'],
  ['jinja2', 'ssti', 'Template(name).render()', 'from jinja2 import Template'],
  ['jinja2 from_string', 'ssti', 'Environment().from_string(name).render()', 'from jinja2 import Environment'],
  ['jinja2 with a value', '', "Template('hello {{ a }}').render(a=name)", 'from jinja2 import Template'],
  [
    'jinja2 get_template',
    '',
    'Environment(loader=FileSystemLoader("t")).get_template(name).render()',
    'from jinja2 import Environment, FileSystemLoader',
  ],
  ['mako', 'ssti', 'Template(name).render()', 'from mako.template import Template'],
  ['string.Template', '', 'Template(name).safe_substitute(a=1)', 'from string import Template'],
  ['yt_dlp', 'ssrf', 'yt_dlp.YoutubeDL({}).download([name])', 'import yt_dlp'],
  [
    'yt_dlp extract_info',
    'ssrf',
    'with yt_dlp.YoutubeDL({}) as ydl:\n    ydl.extract_info(name, download=False)',
    'import yt_dlp',
  ],
  ['selenium', 'ssrf', 'webdriver.Chrome().get(name)', 'from selenium import webdriver'],
  ['feedparser', 'ssrf', 'feedparser.parse(name)', 'import feedparser'],
  ['wget', 'ssrf', "wget.download(name, '/tmp/x')", 'import wget'],
  ['smart_open', 'ssrf', 'smart_open.open(name)', 'import smart_open'],
  ['openpyxl', 'traversal', "openpyxl.load_workbook('/tmp/' + name)", 'import openpyxl'],
  ['PyPDF2', 'traversal', "PdfReader('/tmp/' + name)", 'from PyPDF2 import PdfReader'],
  ['pdf2image', 'traversal', "convert_from_path('/tmp/' + name)", 'from pdf2image import convert_from_path'],
  ['joblib', 'deser', 'joblib.load(io.BytesIO(base64.b64decode(name)))', 'import base64, io, joblib'],
  [
    'numpy with pickles',
    'deser',
    'np.load(io.BytesIO(base64.b64decode(name)), allow_pickle=True)',
    'import base64, io\nimport numpy as np',
  ],
  ['numpy', '', 'np.load(io.BytesIO(base64.b64decode(name)))', 'import base64, io\nimport numpy as np'],
  ['jsonpickle', 'deser', 'jsonpickle.decode(name)', 'import jsonpickle'],
  [
    'download into a path',
    'traversal',
    "boto3.client('s3').download_file('b', 'k', os.path.join('/tmp', f'{name}.mp4'))",
    'import boto3',
  ],
  ['upload of a fixed file', '', "boto3.client('s3').upload_file('/tmp/a', 'b', name)", 'import boto3'],
  [
    'archive that is written',
    'traversal',
    "zipfile.ZipFile(os.path.join('/tmp', name + '.zip'), 'w')",
    'import zipfile',
  ],
  [
    'archive of bytes',
    '',
    "zipfile.ZipFile(io.BytesIO(base64.b64decode(body['zip']))).namelist()",
    'import base64, io, zipfile',
  ],
  [
    'loop over paths',
    'traversal',
    "for path in [f'/tmp/{name}', '/tmp/b']:\n    if os.path.exists(path):\n        os.remove(path)",
    '',
  ],
  ['rmtree', 'traversal', "shutil.rmtree(os.path.join('/tmp', name))", 'import shutil'],
];
for (const [title, expected, lines, top] of ROWS) {
  test(title, async () => {
    const program = `import json, os\n${top}\ndef handler(event, context):\n    body = json.loads(event['body'])\n    name = body['name']\n${lines
      .split('\n')
      .map((line) => `    ${line}`)
      .join('\n')}\n`;
    const { flows } = await readPython(program, {});
    const found = flows.filter(({ carries }) => carries === 'event').map((flow) => flow.class);
    expect([...new Set(found)].sort().join(' ')).toBe(expected);
  });
}
