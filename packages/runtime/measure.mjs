/*
 * What the runtime costs: CPU and memory of a cold start through its first invocation, and time of a warm one.
 *   node packages/runtime/measure.mjs [--runs 15]
 * Cold: `plain` is a process that only calls a handler; `client` is Lambda's own runtime interface client, which has loaded
 * net and http by itself. Warm: a 2.7 kB API Gateway event, the handler parses its body and answers.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';

const here = import.meta.dirname;
const runtimes = join(here, '../../tools/runtimes/node_modules');
const runs = Number(process.argv[process.argv.indexOf('--runs') + 1] || 15);
const folder = mkdtempSync(join(tmpdir(), 'bulkhead-measure-'));
const dist = join(folder, 'dist');
await build({ outdir: dist });

/** About 2.7 kB and 120 strings, as a browser behind API Gateway sends it. */
export function apiGatewayEvent() {
  const headers = {
    Accept: 'application/json, text/plain, */*',
    'Accept-Encoding': 'gzip, deflate, br',
    'Accept-Language': 'en-GB,en;q=0.9,de;q=0.8',
    'Content-Type': 'application/json',
    Cookie: 'session=8f14e45fceea167a5a36dedd4bea2543; theme=dark; consent=yes',
    Host: 'a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com',
    Origin: 'https://polls.example.com',
    Referer: 'https://polls.example.com/polls/spring-2026',
    'User-Agent':
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    'sec-ch-ua': '"Chromium";v="142", "Not_A Brand";v="99"',
    'sec-ch-ua-mobile': '?0',
    'sec-ch-ua-platform': '"Linux"',
    'sec-fetch-dest': 'empty',
    'sec-fetch-mode': 'cors',
    'sec-fetch-site': 'same-site',
    'X-Amzn-Trace-Id': 'Root=1-5759e988-bd862e3fe1be46a994272793',
    'X-Forwarded-For': '198.51.100.7',
    'X-Forwarded-Port': '443',
    'X-Forwarded-Proto': 'https',
  };
  const body = {
    poll: 'spring-2026',
    choice: 'blue',
    comment: "I'd say it's 50/50; the others are fine & good - see page 12, section 3.",
    voter: {
      name: 'Ada O’Example',
      email: 'ada@example.com',
      address: { street: '1 Long Road', city: 'Cork', zip: 'T12 X' },
    },
    tags: ['first', 'early bird', 'mobile'],
  };
  return {
    resource: '/polls/{id}/votes',
    path: '/polls/spring-2026/votes',
    httpMethod: 'POST',
    headers,
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    queryStringParameters: { round: '2', lang: 'en' },
    multiValueQueryStringParameters: { round: ['2'], lang: ['en'] },
    pathParameters: { id: 'spring-2026' },
    stageVariables: null,
    requestContext: {
      identity: { sourceIp: '198.51.100.7' },
      stage: 'live',
      requestId: 'r',
      resourcePath: '/polls/{id}/votes',
    },
    body: JSON.stringify(body),
    isBase64Encoded: false,
  };
}

const HANDLER = `exports.handler = async (event) => {
  const vote = JSON.parse(event.body);
  return { statusCode: 200, body: JSON.stringify({ ok: true, choice: vote.choice }) };
};`;
const ENV = {
  PATH: process.env.PATH,
  AWS_REGION: 'eu-west-1',
  AWS_LAMBDA_FUNCTION_NAME: 'vote',
  AWS_LAMBDA_FUNCTION_VERSION: '1',
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '512',
  AWS_LAMBDA_LOG_GROUP_NAME: 'g',
  AWS_LAMBDA_LOG_STREAM_NAME: 's',
  AWS_LAMBDA_RUNTIME_API: '127.0.0.1:9',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: 'IQoJb3JpZ2luX2VjEXAMPLE'.repeat(20),
  BULKHEAD_KEY: 'key',
};
const event = JSON.stringify(apiGatewayEvent());
writeFileSync(join(folder, 'event.json'), event);
writeFileSync(join(folder, 'handler.js'), HANDLER);
writeFileSync(
  join(folder, 'usage.js'),
  `exports.handler = async (event) => {
  JSON.parse(event.body); const { user, system } = process.cpuUsage();
  return { cpu: user + system, rss: process.memoryUsage.rss() };
};`,
);
const load = {
  bare: `const { handler } = require('./handler.js');`,
  protect: `const { protect } = require('./dist/index.cjs'); const handler = protect(require('./handler.js').handler);`,
};
for (const [name, text] of Object.entries(load)) {
  writeFileSync(
    join(folder, `cold-${name}.js`),
    `${text}
const event = JSON.parse(require('fs').readFileSync(__dirname + '/event.json', 'utf8'));
handler(event, { awsRequestId: 'r', invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:vote' }).then(() => {
  const { user, system } = process.cpuUsage();
  console.error(JSON.stringify({ cpu: user + system, rss: process.memoryUsage.rss() }));
});`,
  );
  writeFileSync(
    join(folder, `warm-${name}.js`),
    `${text}
const text = require('fs').readFileSync(__dirname + '/event.json', 'utf8');
(async () => {
  const times = new Float64Array(6000);
  for (let i = -1000; i < 6000; i++) {
    const event = JSON.parse(text);
    const start = process.hrtime.bigint();
    await handler(event, { awsRequestId: 'r', getRemainingTimeInMillis: () => 3000 });
    if (i >= 0) times[i] = Number(process.hrtime.bigint() - start) / 1000;
  }
  times.sort();
  console.error(JSON.stringify({ median: times[3000], p99: times[5940] }));
})();`,
  );
}

const nodes = [
  ['20', process.execPath],
  ...['22', '24'].map((major) => [major, join(runtimes, `node-${major}/bin/node`)]),
];
console.log(`event ${event.length} B, ${runs} runs a cell; medians, and the least, which a busy machine moves less`);
for (const [major, node] of nodes) {
  if (!existsSync(node)) continue;
  const name = major === '20' ? process.versions.node : major;
  const cold = { bare: [], protect: [] };
  const client = { bare: [], layer: [] };
  const warm = { bare: [], protect: [] };
  for (let i = 0; i < runs; i++) {
    for (const kind of ['bare', 'protect']) cold[kind].push(await report(node, [`cold-${kind}.js`]));
    for (const kind of ['bare', 'layer']) {
      const usage = await inClient(node, major === '24' ? '4' : '3', kind === 'layer');
      if (usage) client[kind].push(usage);
    }
    if (i < 5) for (const kind of ['bare', 'protect']) warm[kind].push(await report(node, [`warm-${kind}.js`]));
  }
  const added = (cell, to, key, pick) =>
    pick(cell[to].map((item) => item[key])) - pick(cell.bare.map((item) => item[key]));
  const ms = (value) => `${(value / 1000).toFixed(1)} ms`;
  const mb = (value) => `${(value / 1048576).toFixed(1)} MB`;
  const coldLine = (cell, to) =>
    `+${ms(added(cell, to, 'cpu', median))} CPU (least ${ms(added(cell, to, 'cpu', least))})  +${mb(added(cell, to, 'rss', median))}`;
  const p99 = (kind) => least(warm[kind].map((item) => item.p99)).toFixed(0);
  console.log(`Node.js ${name}
  cold, plain process   ${coldLine(cold, 'protect')}
  cold, Lambda's client ${coldLine(client, 'layer')}
  warm                  +${added(warm, 'protect', 'median', median).toFixed(1)} us median; p99 ${p99('protect')} us, bare ${p99('bare')} us`);
}
rmSync(folder, { recursive: true });

function report(node, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd: folder, env: ENV, stdio: ['ignore', 'ignore', 'pipe'] });
    let text = '';
    child.stderr.on('data', (chunk) => {
      text += chunk;
    });
    child.on('error', reject);
    child.on('close', () => resolve(JSON.parse(text)));
  });
}

/** CPU and memory that the handler sees in its first invocation, inside Lambda's own runtime client. */
async function inClient(node, major, layer) {
  const home = join(runtimes, `aws-lambda-ric-${major}`);
  if (!existsSync(home)) return undefined;
  return new Promise((resolve, reject) => {
    let handed = 0;
    let body = '';
    const server = createServer((request, response) => {
      if (request.url.endsWith('/next')) {
        if (handed++ > 0) return;
        response
          .writeHead(200, {
            'content-type': 'application/json',
            'lambda-runtime-aws-request-id': 'r',
            'lambda-runtime-deadline-ms': String(Date.now() + 9000),
            'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:vote',
          })
          .end(event);
        return;
      }
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        response.writeHead(202).end('{}');
        child.kill('SIGKILL');
      });
    });
    let child;
    server.listen(0, '127.0.0.1', () => {
      const args = major === '4' ? [join(home, 'index.mjs')] : [join(home, 'bin/index.mjs'), 'usage.handler'];
      child = spawn(node, args, {
        cwd: folder,
        stdio: ['ignore', 'ignore', process.env.DEBUG ? 'inherit' : 'ignore'],
        env: {
          ...ENV,
          AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${server.address().port}`,
          LAMBDA_TASK_ROOT: folder,
          _HANDLER: 'usage.handler',
          ...(layer && { NODE_OPTIONS: `--require ${join(dist, 'preload.cjs')}` }),
        },
      });
      child.on('error', reject);
      child.on('close', () => {
        server.closeAllConnections();
        server.close();
        resolve(JSON.parse(body));
      });
    });
  });
}

function least(values) {
  return Math.min(...values);
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
