import { isEntered, readPrograms } from '@bulkhead/iam';
import { expect, it } from 'vitest';
import { makeProject } from './testing/project.ts';

/** What strangers reach in a folder without a template. */
async function told(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const programs = await readPrograms(makeProject(files), undefined, {}, isEntered);
  const flows = [...(programs?.code.functions.values() ?? [])].flatMap((code) => code.flows);
  return flows.filter(({ carries }) => carries === 'event').map(({ class: sink, source }) => `${sink} ${source}`);
}

const HUG = 'import hug, os\n';

it.each<[string, string, readonly string[]]>([
  [
    'a route',
    `${HUG}@hug.get('/go')\ndef go(q: hug.types.text):\n    os.system('ls ' + q)\n`,
    ['cmdi queryStringParameters.q'],
  ],
  ['a number', `${HUG}@hug.get('/go')\ndef go(q: hug.types.number):\n    os.system('ls ' + str(q))\n`, []],
  ['a function that is no route', `${HUG}def go(q):\n    os.system('ls ' + q)\n`, []],
  [
    'a function that a route calls',
    `${HUG}@hug.get()\ndef inner(q):\n    return 'ls ' + q\n@hug.get('/go')\ndef go(p):\n    os.system(inner(p))\n`,
    ['cmdi queryStringParameters.p'],
  ],
])('hug: %s', async (_, source, found) => {
  expect(await told({ 'api.py': source })).toEqual(found);
});

const DJANGO = (view: string): Readonly<Record<string, string>> => ({
  'zappa_settings.json': '{"dev": {"django_settings": "shop.settings", "s3_bucket": "b"}}',
  'manage.py':
    "import os, sys\ndef main():\n    from django.core.management import execute_from_command_line\n    execute_from_command_line(sys.argv)\nif __name__ == '__main__':\n    main()\n",
  'shop/__init__.py': '',
  'shop/settings.py': "ROOT_URLCONF = 'shop.urls'\n",
  'shop/wsgi.py': 'from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n',
  'shop/urls.py': "from django.urls import path\nfrom items.views import go\nurlpatterns = [path('go', go)]\n",
  'items/__init__.py': '',
  'items/views.py': `import os\ndef go(request):\n    ${view}\n`,
});

it('Django, as Zappa runs it', async () => {
  expect(await told(DJANGO("os.system('ls ' + request.GET['q'])"))).toEqual(['cmdi queryStringParameters.q']);
  expect(await told(DJANGO("os.listdir('/tmp')"))).toEqual([]);
});

const CP = "const { execSync } = require('child_process');\n";

it.each<[string, string, string, readonly string[]]>([
  [
    'exported with an event',
    'login.js',
    `${CP}exports.login = async (event) => execSync('id ' + JSON.parse(event.body).user);`,
    ['cmdi body.user'],
  ],
  [
    'exported with an event and a context',
    'login.mjs',
    "import { execSync } from 'node:child_process';\nexport const login = async (event, context) => execSync('id ' + JSON.parse(event.body).user);",
    ['cmdi body.user'],
  ],
  [
    'Python',
    'login.py',
    "import os, json\ndef login(event, context):\n    os.system('id ' + json.loads(event['body'])['user'])\n",
    ['cmdi body.user'],
  ],
  [
    'a function that takes something else',
    'login.js',
    `${CP}exports.login = async (user) => execSync('id ' + user);`,
    [],
  ],
  [
    'beside a handler that does not call it',
    'login.js',
    `${CP}exports.login = async (event) => execSync('id ' + event.user);\nexports.handler = async (event) => 1;`,
    [],
  ],
])('a handler with a name of its own: %s', async (_, file, source, found) => {
  expect(await told({ [file]: source })).toEqual(found);
});

it('does not read packages that were installed beside the code', async () => {
  const own = "import os\ndef handler(event, context):\n    os.system('id ' + event['user'])\n";
  const files = {
    'main.py': own,
    'pymysql/__init__.py': '',
    'pymysql/other.py': own,
    'lesser/__init__.py': '',
    'lesser/other.py': own,
    'Lesser-1.0.dist-info/RECORD': '',
    'ours/__init__.py': '',
    'ours/other.py': own,
  };
  const programs = await readPrograms(makeProject(files), undefined, {}, isEntered);
  expect([...(programs?.code.functions.keys() ?? [])]).toEqual(['main.py', 'ours/other.py']);
});

const RUNS = "import os\ndef lambda_handler(event, context):\n    os.system('ls ' + event['name'])\n";

it.each([
  ['beside an empty __init__.py', { 'src/app.py': RUNS, 'src/__init__.py': '' }],
  ['that its package imports', { 'src/app.py': RUNS, 'src/__init__.py': 'from .app import lambda_handler\n' }],
  ['in __init__.py itself', { 'src/__init__.py': RUNS }],
])('a handler %s is read once', async (_, files) => {
  expect(await told(files)).toEqual(['cmdi name']);
});
