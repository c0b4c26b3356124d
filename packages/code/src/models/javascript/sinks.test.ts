import { describe, expect, it } from 'vitest';
import { flowsIn, flowsOf } from '../../testing/flows.ts';
import { readProgram } from '../../testing/read-program.ts';

const Q = 'event.queryStringParameters.q';

/** Title, what stands at the top, the handler's body, what flows. Look-alikes have an empty list. */
const CASES: Readonly<
  Record<string, readonly (readonly [title: string, before: string, body: string, flows: readonly string[]])[]>
> = {
  commands: [
    [
      'spawn with a shell',
      "const { spawn } = require('child_process');",
      `spawn('ls', [${Q}], { shell: true });`,
      ['cmdi'],
    ],
    ['spawn of a shell', "const { spawn } = require('child_process');", `spawn('sh', ['-c', 'ls ' + ${Q}]);`, ['cmdi']],
    ['arguments without a shell', "const { spawn } = require('child_process');", `spawn('ls', [${Q}]);`, []],
    [
      'arguments that a text is split into',
      "const { spawn } = require('child_process');",
      `spawn('ffmpeg', ['-i', 'in', ...process.env.ARGS.replace('$NAME', ${Q}).split(' ')]);`,
      ['cmdi?'],
    ],
    [
      'an address',
      "const net = require('net'); const cp = require('child_process');",
      `if (!net.isIP(${Q})) return; cp.execSync('ping ' + ${Q});`,
      [],
    ],
    [
      'arguments of the environment beside one of the event',
      "const { spawn } = require('child_process');",
      `spawn('ls', [...process.env.ARGS.split(' '), ${Q}]);`,
      [],
    ],
    [
      'one part of a text that is split',
      "const { spawn } = require('child_process');",
      `const [, name] = ${Q}.split('/'); spawn('ls', [name, ${Q}.split('/')[0]]);`,
      [],
    ],
    [
      'arguments that code counts',
      "const { spawn } = require('child_process');",
      `const all = []; for (const one of event.multiValueQueryStringParameters.q) all.push('-i', one); spawn('ls', all);`,
      [],
    ],
    ['the program', "const cp = require('child_process');", `cp.execFile(${Q});`, ['cmdi']],
    [
      'promisified',
      "const { promisify } = require('util'); const run = promisify(require('child_process').exec);",
      `await run('ls ' + ${Q});`,
      ['cmdi'],
    ],
    ['exec of a regular expression', '', `/a/.exec(${Q});`, []],
  ],
  code: [
    ['eval', '', `eval('1 + ' + ${Q});`, ['codei']],
    ['new Function', '', `new Function('a', ${Q})(1);`, ['codei']],
    ['vm', "const vm = require('vm');", `vm.runInNewContext(${Q}, {});`, ['codei']],
    ['setTimeout with a text', '', `setTimeout(${Q}, 1);`, ['codei']],
    ['setTimeout with a function', '', `setTimeout(() => ${Q}, 1);`, []],
    ['require', '', `require(${Q});`, ['codei']],
    ['require below a folder', '', "require('./handlers/' + event.queryStringParameters.q);", []],
    ['JSON.parse', '', `JSON.parse(${Q});`, []],
  ],
  sql: [
    [
      'pg, joined',
      "const { Client } = require('pg'); const c = new Client();",
      `await c.query("SELECT * FROM t WHERE id = '" + ${Q} + "'");`,
      ['sqli'],
    ],
    [
      'pg, parameters',
      "const { Client } = require('pg'); const c = new Client();",
      `await c.query('SELECT * FROM t WHERE id = $1', [${Q}]);`,
      [],
    ],
    [
      'pg, object',
      "const { Pool } = require('pg'); const c = new Pool();",
      `await c.query({ text: \`SELECT \${${Q}}\`, values: [] });`,
      ['sqli'],
    ],
    [
      'pg, connection of a pool',
      "const { Pool } = require('pg'); const p = new Pool();",
      `const c = await p.connect(); await c.query('SELECT ' + ${Q});`,
      ['sqli'],
    ],
    [
      'mysql, connection in a callback',
      "const mysql = require('mysql'); const p = mysql.createPool({});",
      `p.getConnection((e, c) => c.query('SELECT ' + ${Q}));`,
      ['sqli'],
    ],
    [
      'mysql, escaped',
      "const mysql = require('mysql'); const c = mysql.createConnection({});",
      `c.query('SELECT ' + mysql.escape(${Q}));`,
      [],
    ],
    [
      'mysql2, parameters',
      "const mysql = require('mysql2/promise');",
      `const c = await mysql.createConnection({}); await c.execute('SELECT ?', [${Q}]);`,
      [],
    ],
    [
      'sequelize',
      "const { Sequelize } = require('sequelize'); const s = new Sequelize('x');",
      `await s.query(\`SELECT \${${Q}}\`);`,
      ['sqli'],
    ],
    [
      'sequelize, replacements',
      "const { Sequelize } = require('sequelize'); const s = new Sequelize('x');",
      `await s.query('SELECT :q', { replacements: { q: ${Q} } });`,
      [],
    ],
    ['knex.raw', "const knex = require('knex')({});", `await knex('t').whereRaw('id = ' + ${Q});`, ['sqli']],
    ['knex.where', "const knex = require('knex')({});", `await knex('t').where('id', ${Q});`, []],
    [
      'prisma, tagged',
      "const { PrismaClient } = require('@prisma/client'); const p = new PrismaClient();",
      `await p.$queryRaw\`SELECT \${${Q}}\`;`,
      [],
    ],
    [
      'prisma, unsafe',
      "const { PrismaClient } = require('@prisma/client'); const p = new PrismaClient();",
      `await p.$queryRawUnsafe('SELECT ' + ${Q});`,
      ['sqli'],
    ],
    ['postgres, tagged', "const sql = require('postgres')();", `await sql\`SELECT \${${Q}}\`;`, []],
    [
      'a number',
      "const { Client } = require('pg'); const c = new Client();",
      `await c.query('SELECT * LIMIT ' + parseInt(${Q}));`,
      [],
    ],
    [
      'ORDER BY by a table',
      "const { Client } = require('pg'); const c = new Client(); const BY = { name: 'name', date: 'created_at' };",
      `await c.query('SELECT * ORDER BY ' + (BY[${Q}] || 'name'));`,
      [],
    ],
    [
      'sqlite rows',
      "const D = require('better-sqlite3'); const d = new D('/tmp/x');",
      `d.prepare('SELECT ' + ${Q}).all();`,
      ['sqli'],
    ],
    [
      'RDS Data',
      "const { RDSDataClient, ExecuteStatementCommand } = require('@aws-sdk/client-rds-data'); const c = new RDSDataClient({});",
      `await c.send(new ExecuteStatementCommand({ sql: 'SELECT ' + ${Q} }));`,
      ['sqli'],
    ],
    [
      'RDS Data, parameters',
      "const { RDSDataClient, ExecuteStatementCommand } = require('@aws-sdk/client-rds-data'); const c = new RDSDataClient({});",
      `await c.send(new ExecuteStatementCommand({ sql: 'SELECT :q', parameters: [{ name: 'q', value: { stringValue: ${Q} } }] }));`,
      [],
    ],
  ],
  nosql: [
    [
      'mongodb, an object',
      "const { MongoClient } = require('mongodb'); const m = new MongoClient('x');",
      "const b = JSON.parse(event.body); await m.db('a').collection('u').findOne({ name: b.name, password: b.password });",
      ['nosqli', 'nosqli'],
    ],
    [
      'mongodb, a text of the query',
      "const { MongoClient } = require('mongodb'); const m = new MongoClient('x');",
      `await m.db('a').collection('u').findOne({ name: ${Q} });`,
      [],
    ],
    [
      'mongodb, made a text',
      "const { MongoClient } = require('mongodb'); const m = new MongoClient('x');",
      "const b = JSON.parse(event.body); await m.db('a').collection('u').findOne({ name: String(b.name) });",
      [],
    ],
    [
      'mongodb, $where',
      "const { MongoClient } = require('mongodb'); const m = new MongoClient('x');",
      `await m.db('a').collection('u').find({ $where: 'this.a == ' + ${Q} });`,
      ['codei'],
    ],
    [
      'DynamoDB, expression',
      "const { DynamoDBClient, ScanCommand } = require('@aws-sdk/client-dynamodb'); const d = new DynamoDBClient({});",
      `await d.send(new ScanCommand({ TableName: 't', FilterExpression: 'a = ' + ${Q} }));`,
      ['nosqli'],
    ],
    [
      'DynamoDB, values',
      "const { DynamoDBClient, ScanCommand } = require('@aws-sdk/client-dynamodb'); const d = new DynamoDBClient({});",
      `await d.send(new ScanCommand({ TableName: 't', FilterExpression: 'a = :a', ExpressionAttributeValues: { ':a': { S: ${Q} } } }));`,
      [],
    ],
    [
      'DynamoDB, names of fields from a fixed list',
      "const { DynamoDBClient, UpdateItemCommand } = require('@aws-sdk/client-dynamodb'); const d = new DynamoDBClient({}); const F = ['a', 'b'];",
      "const b = JSON.parse(event.body); const set = F.filter((f) => b[f]).map((f) => f + ' = :' + f).join(','); await d.send(new UpdateItemCommand({ TableName: 't', UpdateExpression: 'SET ' + set }));",
      [],
    ],
    [
      'DynamoDB, the whole request',
      "const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb'); const d = new DynamoDBClient({});",
      'await d.send(new PutItemCommand(JSON.parse(event.body)));',
      ['nosqli'],
    ],
  ],
  files: [
    [
      'one part of what stands between slashes',
      "const fs = require('fs');",
      "const parts = event.queryStringParameters.q.split('/'); fs.writeFileSync(`/tmp/${parts[0]}.epub`, ''); fs.readFileSync('/tmp/' + parts.pop());",
      [],
    ],
    [
      'several parts, put together again',
      "const fs = require('fs');",
      "fs.readFileSync('/tmp/' + event.queryStringParameters.q.split('/').slice(1).join('/'));",
      ['traversal'],
    ],
    ['read', "const fs = require('fs');", `fs.readFileSync('/tmp/' + ${Q});`, ['traversal']],
    [
      'promises',
      "const { promises: fs } = require('fs'); const path = require('path');",
      `await fs.readFile(path.join('/tmp', ${Q}));`,
      ['traversal'],
    ],
    [
      'basename',
      "const fs = require('fs'); const path = require('path');",
      `fs.readFileSync(path.join('/tmp', path.basename(${Q})));`,
      [],
    ],
    [
      'inside of a folder',
      "const fs = require('fs'); const path = require('path');",
      `const p = path.resolve('/tmp/x', ${Q}); if (!p.startsWith('/tmp/x/')) return; fs.readFileSync(p);`,
      [],
    ],
    [
      'an extension',
      "const fs = require('fs'); const path = require('path');",
      `fs.readFileSync('/tmp/a' + path.extname(${Q}));`,
      [],
    ],
    ['without slashes', "const fs = require('fs');", `fs.readFileSync('/tmp/' + ${Q}.replace(/\\//g, '_'));`, []],
    ['without all slashes', "const fs = require('fs');", `fs.readFileSync('/tmp/' + ${Q}.replaceAll('/', ''));`, []],
    [
      'without its first slash',
      "const fs = require('fs');",
      `fs.readFileSync('/tmp/' + ${Q}.replace('/', ''));`,
      ['traversal'],
    ],
    [
      'refused dots',
      "const fs = require('fs');",
      `if (${Q}.includes('..')) return; fs.readFileSync('/tmp/' + ${Q});`,
      [],
    ],
    [
      'a random name',
      "const fs = require('fs'); const { randomUUID } = require('crypto');",
      `fs.writeFileSync('/tmp/' + randomUUID(), ${Q});`,
      [],
    ],
    [
      'an S3 key is no path',
      "const { S3Client, GetObjectCommand } = require('@aws-sdk/client-s3'); const s = new S3Client({});",
      `await s.send(new GetObjectCommand({ Bucket: 'b', Key: ${Q} }));`,
      [],
    ],
  ],
  requests: [
    [
      'a number that a schema makes of a text',
      "const { z } = require('zod'); const S = z.object({ q: z.string().transform((text) => parseInt(text, 10)) });",
      'await fetch(`https://${S.parse(event.queryStringParameters).q}.example.com`);',
      [],
    ],
    [
      'a text that a schema makes of a text',
      "const { z } = require('zod'); const S = z.object({ q: z.string().transform((text) => text.trim()) });",
      'await fetch(`https://${S.parse(event.queryStringParameters).q}.example.com`);',
      ['ssrf'],
    ],
    [
      'a path behind a host, of an object that may have none',
      'const make = (q) => (q.ok ? { path: `/users/${q.q}` } : { message: q.q });',
      "await fetch('https://api.example.com' + make(event.queryStringParameters).path);",
      [],
    ],
    [
      'what may go on with the host',
      'const make = (q) => (q.ok ? { path: `/users/${q.q}` } : { path: `.${q.q}` });',
      "await fetch('https://api.example.com' + make(event.queryStringParameters).path);",
      ['ssrf'],
    ],
    [
      'a socket',
      "const net = require('net');",
      `const s = new net.Socket(); s.connect(1, ${Q}, () => s.end());`,
      ['ssrf'],
    ],
    ['a socket, options', "const net = require('net');", `net.createConnection({ port: 1, host: ${Q} });`, ['ssrf']],
    ['a socket of TLS', "const tls = require('tls');", `tls.connect(443, ${Q}, {});`, ['ssrf']],
    ['the port of a socket', "const net = require('net');", `net.connect(Number(${Q}), 'a.example');`, []],
    [
      'what is sent',
      "const net = require('net');",
      `net.connect(1, 'a.example', function () { this.end(${Q}); });`,
      [],
    ],
    ['a socket to an address', "const net = require('net');", `if (net.isIPv4(${Q})) net.connect(1, ${Q});`, ['ssrf']],
    ['a socket on this machine', "const net = require('net');", "net.connect({ path: '/tmp/s' });", []],
    ['fetch', '', `await fetch(${Q});`, ['ssrf']],
    ['a path behind a host', '', 'await fetch(`https://api.example.com/users/${event.queryStringParameters.q}`);', []],
    ['part of a host', '', 'await fetch(`https://${event.queryStringParameters.q}.example.com/`);', ['ssrf']],
    [
      'a host from the environment',
      '',
      'await fetch(`${process.env.API}/users/${event.queryStringParameters.q}`);',
      [],
    ],
    ['axios, options', "const axios = require('axios');", `await axios({ method: 'get', url: ${Q} });`, ['ssrf']],
    [
      'axios, base',
      "const axios = require('axios'); const c = axios.create({ baseURL: 'https://api.example.com' });",
      `await c.get('/users/' + ${Q});`,
      [],
    ],
    [
      'axios, data',
      "const axios = require('axios');",
      `await axios.post('https://api.example.com/', { q: ${Q} });`,
      [],
    ],
    ['https.get, options', "const https = require('https');", `https.get({ hostname: ${Q}, path: '/' });`, ['ssrf']],
    [
      'https.request, path',
      "const https = require('https');",
      `https.request({ hostname: 'api.example.com', path: '/' + ${Q} });`,
      [],
    ],
    ['got', "import got from 'got';", `await got.post(${Q});`, ['ssrf']],
    [
      'another word than the one that is checked',
      '',
      `const [kind, url] = ${Q}.split(' '); if (kind === 'get') await fetch(url);`,
      ['ssrf'],
    ],
    [
      'the word that is checked',
      '',
      `const [kind, url] = ${Q}.split(' '); if (url === 'https://api.example.com/') await fetch(url);`,
      [],
    ],
    ['allowed host', '', `if (!${Q}.startsWith('https://api.example.com/')) return; await fetch(${Q});`, []],
    ['a URL', '', `await fetch(new URL(${Q}));`, ['ssrf']],
    ['an address that replaces its base', '', `await fetch(new URL(${Q}, process.env.SITE));`, ['ssrf']],
    [
      'an address with a default, through another function',
      'async function get(u) { const answer = await fetch(u, {}); return answer.text(); }',
      `const u = new URL(event.queryStringParameters?.q ?? 'a.html', process.env.SITE ?? new URL('site/', import.meta.url)); return u.protocol === 'data:' ? '' : await get(u);`,
      ['ssrf'],
    ],
    ['a URL as text', "const https = require('https');", `const u = new URL(${Q}); https.get(u.toString());`, ['ssrf']],
    ['a URL in a text', '', `const u = new URL(${Q}); await fetch(\`\${u.href}\`);`, ['ssrf']],
    [
      'a URL whose scheme is checked',
      '',
      `const u = new URL(${Q}); if (u.protocol !== 'https:') return; await fetch(u);`,
      ['ssrf'],
    ],
    ['a path below a base', '', `await fetch(new URL('/users/' + ${Q}, 'https://api.example.com'));`, []],
    [
      'a query of a URL',
      '',
      `const u = new URL('https://api.example.com/'); u.searchParams.set('q', ${Q}); await fetch(u);`,
      [],
    ],
    [
      'a URL whose host is checked',
      '',
      `const u = new URL(${Q}); if (u.hostname !== 'api.example.com') return; await fetch(u);`,
      [],
    ],
    [
      'a URL whose host ends in a domain of ours',
      '',
      `const u = new URL(${Q}); if (!u.hostname.endsWith('.' + process.env.DOMAIN)) return; await fetch(u);`,
      [],
    ],
    [
      'a URL whose host ends like a domain of ours',
      '',
      `const u = new URL(${Q}); if (!u.hostname.endsWith(process.env.DOMAIN)) return; await fetch(u);`,
      ['ssrf?'],
    ],
    [
      'a URL that ends like a domain of ours',
      '',
      `if (!${Q}.endsWith('.' + process.env.DOMAIN)) return; await fetch(${Q});`,
      ['ssrf?'],
    ],
    [
      'a file that a browser writes',
      "const puppeteer = require('puppeteer');",
      `const page = await (await puppeteer.launch()).newPage(); await page.screenshot({ path: '/tmp/' + ${Q} }); await page.pdf({ format: ${Q} });`,
      ['traversal'],
    ],
    [
      'a URL whose host is in a list',
      "const HOSTS = new Set(['a.example.com', 'b.example.com']);",
      `const u = new URL(${Q}, 'https://a.example.com'); if (!HOSTS.has(u.host)) throw new Error('no'); await fetch(u);`,
      [],
    ],
    [
      'encoded',
      '',
      'await fetch(`https://api.example.com/?q=${encodeURIComponent(event.queryStringParameters.q)}`);',
      [],
    ],
  ],
  templates: [
    ['ejs text', "const ejs = require('ejs');", `ejs.render('<p>' + ${Q} + '</p>');`, ['ssti']],
    ['ejs data', "const ejs = require('ejs');", `ejs.render('<p><%= q %></p>', { q: ${Q} });`, []],
    ['handlebars', "const h = require('handlebars');", `h.compile(${Q})({});`, ['ssti']],
    ['handlebars, data', "const h = require('handlebars'); const t = h.compile('{{a}}');", `t({ a: ${Q} });`, []],
    ['lodash.template', "const _ = require('lodash');", `_.template(${Q})();`, ['ssti']],
  ],
  formats: [
    ['libxmljs with entities', "const x = require('libxmljs');", 'x.parseXml(event.body, { noent: true });', ['xxe']],
    ['libxmljs without', "const x = require('libxmljs');", 'x.parseXml(event.body);', []],
    ['node-serialize', "const s = require('node-serialize');", 's.unserialize(event.body);', ['deser']],
    [
      'a field of what was deserialised',
      "const s = require('node-serialize');",
      'eval(s.unserialize(event.body).name);',
      ['codei', 'deser'],
    ],
    ['js-yaml', "const y = require('js-yaml');", 'y.load(event.body);', []],
    ['merge', "const _ = require('lodash');", '_.merge({}, JSON.parse(event.body));', ['proto?']],
    ['merge of texts', "const _ = require('lodash');", '_.merge({}, { q: event.queryStringParameters.q });', []],
    [
      'a path written by hand',
      '',
      'const o = {}; const { a, b, c } = event.queryStringParameters; o[a][b] = c;',
      ['proto'],
    ],
    ['one level', '', 'const o = {}; const { a, c } = event.queryStringParameters; o[a] = c;', []],
    ['RegExp', '', `new RegExp(${Q}).test('a');`, ['redos']],
    ['RegExp, escaped', "const escape = require('escape-string-regexp');", `new RegExp(escape(${Q})).test('a');`, []],
    ['slow expression', '', `/^(a+)+$/.test(${Q});`, ['redos?']],
    ['fast expression', '', `/^(a,)+$/.test(${Q});`, []],
  ],
  pages: [
    [
      'event data',
      '',
      `return { statusCode: 200, headers: { 'Content-Type': 'text/html' }, body: '<p>' + ${Q} };`,
      ['html-response'],
    ],
    [
      'escaped',
      "const he = require('he');",
      `return { statusCode: 200, headers: { 'Content-Type': 'text/html' }, body: '<p>' + he.encode(${Q}) };`,
      [],
    ],
    [
      'escaped by a table',
      "const E = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\"': '&quot;' }; const escape = (t) => t.replace(/[&<>\"]/g, (c) => E[c] ?? c);",
      `return { statusCode: 200, headers: { 'Content-Type': 'text/html' }, body: '<p>' + escape(${Q}) };`,
      [],
    ],
    [
      'another table',
      "const E = { a: 'b' }; const change = (t) => t.replace(/[a-z]/g, (c) => E[c] ?? c);",
      `return { statusCode: 200, headers: { 'Content-Type': 'text/html' }, body: '<p>' + change(${Q}) };`,
      ['html-response'],
    ],
    [
      'JSON',
      '',
      `return { statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ q: ${Q} }) };`,
      [],
    ],
    [
      'by callback',
      '',
      `callback(null, { statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: ${Q} });`,
      ['html-response'],
    ],
  ],
  secrets: [
    ['logged', '', 'console.log("key", process.env.API_KEY);', ['log']],
    ['masked', '', "console.log('key', process.env.API_KEY.replace(/\\w/g, '*'));", []],
    ['masked but for its end', '', "console.log('key', process.env.API_KEY.replace(/.(?=.{4})/g, '*'));", []],
    ['masked at its first sign', '', "console.log('key', process.env.API_KEY.replace(/\\w/, '*'));", ['log']],
    ['masked in parts', '', "console.log('key', process.env.API_KEY.replace(/[a-f]/g, '*'));", ['log']],
    [
      'data of a stranger stays what it is behind a mask',
      "const { exec } = require('child_process');",
      `exec('ls ' + ${Q}.replace(/\\w/g, '*'));`,
      ['cmdi'],
    ],
    ['answered', '', 'return { statusCode: 200, body: process.env.DB_PASSWORD };', ['response']],
    ['a name', '', 'console.log(process.env.SECRET_NAME, process.env.TOKEN_TABLE);', []],
    [
      'what a library calls back with',
      "const { Strategy } = require('passport-of-somebody');",
      'new Strategy({ clientSecret: process.env.CLIENT_SECRET }, (a, b, profile) => console.log(profile));',
      [],
    ],
    [
      'what a library gives for it',
      "const { keep } = require('vault-of-somebody');",
      'console.log(keep(process.env.CLIENT_SECRET));',
      ['log?'],
    ],
    [
      'used',
      '',
      'await fetch("https://api.example.com", { headers: { authorization: process.env.API_KEY } });',
      ['request'],
    ],
    ['asked for', '', 'await fetch("http://localhost:2773/get?id=" + process.env.API_KEY);', []],
    [
      'in an address',
      '',
      'await fetch("https://api.example.com/?key=" + process.env.API_KEY);',
      ['address', 'request'],
    ],
    [
      'its length',
      "const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager'); const c = new SecretsManagerClient({});",
      "const s = await c.send(new GetSecretValueCommand({ SecretId: 'db' })); const { key } = JSON.parse(s.SecretString); console.log(key.length);",
      [],
    ],
    [
      'what a client answers that was made with it',
      "const { Wiki } = require('some-wiki');",
      'const wiki = new Wiki({ auth: process.env.WIKI_TOKEN }); console.log(await wiki.pages.retrieve({ id: 1 }));',
      [],
    ],
    [
      'what a client answers that the first call makes',
      "const { Wiki } = require('some-wiki'); let wiki = null; const open = () => { if (!wiki) wiki = new Wiki({ auth: process.env.WIKI_TOKEN }); return wiki; };",
      'open(); console.log(await open().pages(1));',
      [],
    ],
    [
      'what a client answers that a function has made',
      "const { createStore } = require('some-store');",
      "const rows = await createStore('https://store.example', process.env.STORE_KEY_SECRET).from('a').select('b'); console.log(rows);",
      [],
    ],
    [
      'the text of what holds it',
      "const { Holder } = require('some-vault');",
      'console.log(new Holder(process.env.WIKI_TOKEN).toString());',
      ['log?'],
    ],
    [
      'what it has signed',
      "const { SignJWT } = require('jose');",
      "const key = new TextEncoder().encode(process.env.JWT_SECRET); console.log(await new SignJWT({}).setProtectedHeader({ alg: 'HS256' }).sign(key));",
      [],
    ],
    [
      'Secrets Manager',
      "const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager'); const c = new SecretsManagerClient({});",
      "const s = await c.send(new GetSecretValueCommand({ SecretId: 'db' })); console.log(s.SecretString);",
      ['log'],
    ],
    [
      'its name',
      "const { SecretsManagerClient, GetSecretValueCommand } = require('@aws-sdk/client-secrets-manager'); const c = new SecretsManagerClient({});",
      "const s = await c.send(new GetSecretValueCommand({ SecretId: 'db' })); console.log(s.Name);",
      [],
    ],
    [
      'the stack of an error',
      '',
      'try { JSON.parse(event.body) } catch (e) { return { statusCode: 500, body: e.stack }; }',
      ['response'],
    ],
  ],
  schemas: [
    [
      'zod, a choice',
      "const { z } = require('zod'); const { exec } = require('child_process'); const S = z.object({ a: z.enum(['x', 'y']), n: z.number() });",
      'const v = S.parse(JSON.parse(event.body)); exec(v.a + v.n);',
      [],
    ],
    [
      'zod, a text',
      "const { z } = require('zod'); const { exec } = require('child_process'); const S = z.object({ a: z.string().min(1) });",
      'const v = S.parse(JSON.parse(event.body)); exec(v.a);',
      ['cmdi'],
    ],
    [
      'zod, an identifier',
      "const { z } = require('zod'); const { exec } = require('child_process'); const S = z.object({ a: z.string().uuid() });",
      'const { data } = S.safeParse(JSON.parse(event.body)); exec(data.a);',
      [],
    ],
    [
      'joi',
      "const Joi = require('joi'); const { exec } = require('child_process'); const S = Joi.object({ a: Joi.string().alphanum(), b: Joi.string() });",
      'const { value } = S.validate(JSON.parse(event.body)); exec(value.a); exec(value.b);',
      ['cmdi'],
    ],
    [
      'ajv',
      "const Ajv = require('ajv'); const { exec } = require('child_process'); const v = new Ajv().compile({ type: 'object', properties: { a: { enum: ['x'] }, n: { type: 'integer' } } });",
      'const b = JSON.parse(event.body); if (!v(b)) return; exec(b.a + b.n);',
      [],
    ],
    [
      'validator',
      "const validator = require('validator'); const { exec } = require('child_process');",
      `if (!validator.isUUID(${Q})) return; exec(${Q});`,
      [],
    ],
    [
      'a filter by zod keeps texts texts',
      "const { z } = require('zod'); const { MongoClient } = require('mongodb'); const m = new MongoClient('x'); const S = z.object({ a: z.string() });",
      "const v = S.parse(JSON.parse(event.body)); await m.db('a').collection('u').findOne({ a: v.a });",
      [],
    ],
  ],
};

describe('web frameworks', () => {
  const wrapped = (routes: string): string =>
    `const express = require('express'); const serverless = require('serverless-http'); const { exec } = require('child_process');
     const app = express(); app.use(express.json()); ${routes} exports.handler = serverless(app);`;

  it('a route', () => {
    const code = readProgram(wrapped("app.get('/x/:id', (req, res) => { exec(req.params.id); res.json({}); });"));
    expect(flowsOf(code)).toEqual(['cmdi pathParameters.id']);
  });

  it('an application inside of a server of Node.js', () => {
    const routes = "app.get('/x', (req, res) => { exec(req.query.c); res.json({}); });";
    for (const server of ["require('http').createServer(app)", "new (require('https').Server)({}, app)"]) {
      const code = readProgram(wrapped(routes).replace('serverless(app)', `serverless(${server})`));
      expect(flowsOf(code)).toEqual(['cmdi queryStringParameters.c']);
    }
  });

  it('a router of its own, with a check in between', () => {
    const code = readProgram(
      wrapped(
        "const r = express.Router(); r.post('/', (req, res) => { if (!['a'].includes(req.body.c)) return res.status(400).end(); exec(req.body.c); exec(req.query.d); }); app.use('/r', r);",
      ),
    );
    expect(flowsOf(code)).toEqual(['cmdi queryStringParameters.d']);
  });

  it('resolvers of GraphQL', () => {
    const code =
      readProgram(`const { ApolloServer } = require('apollo-server-lambda'); const { Client } = require('pg'); const c = new Client();
      const resolvers = { Query: { user: (_, { id }) => c.query("SELECT * FROM u WHERE id = '" + id + "'"), safe: (_, { id }) => c.query('SELECT $1', [id]) } };
      exports.handler = new ApolloServer({ typeDefs: '', resolvers }).createHandler();`);
    expect(flowsOf(code)).toEqual(['sqli body.variables.id']);
  });

  it.each([
    [
      'a stack',
      "app.get('/', (req, res) => { try { f(); } catch (e) { res.status(500).send(e.stack); } });",
      ['stack'],
    ],
    [
      'a message',
      "app.get('/', (req, res) => { try { f(); } catch (e) { res.json({ e: e.message }); } });",
      ['message'],
    ],
    ['a fixed text', "app.get('/', (req, res) => { try { f(); } catch (e) { console.log(e); res.end('oh'); } });", []],
    ['a handler of errors', 'app.use((e, req, res, next) => res.send(e.message));', ['message']],
    ['one that tells nothing', "app.use((e, req, res, next) => res.status(500).send('no ' + req.path));", []],
  ])('an answer with an error: %s', (_title, routes, told) => {
    const { facts } = readProgram(wrapped(routes));
    expect(facts.filter(({ kind }) => kind === 'error-in-response').map(({ subject }) => subject)).toEqual(told);
  });

  it("a handler of Fastify's errors", () => {
    const { facts } = readProgram(`const f = require('fastify')(); f.get('/', async () => ({}));
      f.setErrorHandler((e, request, reply) => reply.code(500).send(e.stack)); exports.handler = require('@fastify/aws-lambda')(f);`);
    expect(facts.find(({ kind }) => kind === 'error-in-response')?.subject).toBe('stack');
  });

  it('the request is the second parameter where an error is the first', () => {
    const code = readProgram(wrapped('app.use((e, req, res, next) => { exec(req.query.c); exec(e.query); });'));
    expect(flowsOf(code)).toEqual(['cmdi queryStringParameters.c']);
  });

  it('a secret in an answer', () => {
    const code = readProgram(wrapped("app.get('/', (req, res) => res.json({ key: process.env.API_SECRET }));"));
    expect(flowsOf(code)).toEqual(['response API_SECRET']);
  });

  it('a page', () => {
    const code = readProgram(
      wrapped(
        "app.get('/', (req, res) => res.send('<p>' + req.query.name)); app.get('/j', (req, res) => res.json({ a: req.query.name }));",
      ),
    );
    expect(flowsOf(code)).toEqual(['html-response queryStringParameters.name']);
  });
});

for (const [name, cases] of Object.entries(CASES)) {
  describe(name, () => {
    it.each(cases)('%s', (_title, before, body, flows) => {
      const found = flowsIn(body, before).map((flow) => flow.replace(/ [^?]*/, ''));
      expect(found).toEqual(flows);
    });
  });
}
