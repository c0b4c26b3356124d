import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { requireComponent } from '../../../../test/support/components.ts';

const INSTALL = 'tools/setup-services.sh';

/** A real server on the loopback address, in a folder of its own, with TLS on. */
export interface DatabaseServer {
  readonly port: number;
  /** The server's own certificate, to trust; for `localhost`. */
  readonly certificate: string;
  close(): Promise<void>;
}

const POSTGRES_HOME = '/usr/lib/postgresql';
const version = existsSync(POSTGRES_HOME)
  ? readdirSync(POSTGRES_HOME)
      .sort((a, b) => Number(a) - Number(b))
      .at(-1)
  : undefined;
const postgresBin = join(POSTGRES_HOME, version ?? '', 'bin');
const MARIADBD = '/usr/sbin/mariadbd';
const FERRETDB = join(import.meta.dirname, '../../../../tools/runtimes/ferretdb/ferretdb');

export const hasPostgres = requireComponent('PostgreSQL', existsSync(join(postgresBin, 'initdb')), INSTALL);
export const hasMariadb = requireComponent('MariaDB', existsSync(MARIADBD), INSTALL);
export const hasFerretdb = requireComponent('FerretDB', existsSync(FERRETDB), INSTALL);

/** User `postgres`, no password. */
export async function startPostgres(): Promise<DatabaseServer> {
  const { folder, as, port } = await prepare('postgres');
  const data = join(folder, 'data');
  execFileSync(join(postgresBin, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'postgres', '--no-sync'], {
    ...as,
    stdio: 'ignore',
  });
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'off',
    ssl: 'on',
    ssl_cert_file: join(folder, 'cert.pem'),
    ssl_key_file: join(folder, 'key.pem'),
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = spawn(join(postgresBin, 'postgres'), ['-D', data, ...args], {
    ...as,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await said(server, 'ready to accept connections');
  return handle(server, folder, port, 'SIGQUIT');
}

/** User `app` with password `pw` and database `app`. */
export async function startMariadb(): Promise<DatabaseServer> {
  const { folder, as, port } = await prepare('mysql');
  const data = join(folder, 'data');
  const first = join(folder, 'first.sql');
  writeFileSync(
    first,
    // Each on a line of its own. For both hosts: the nameless users of a new server are more specific than `%`.
    [
      'create database app;',
      "grant all on app.* to 'app'@'%' identified by 'pw';",
      "grant all on app.* to 'app'@'localhost' identified by 'pw';",
      '',
    ].join('\n'),
  );
  chmodSync(first, 0o644);
  execFileSync(
    'mariadb-install-db',
    ['--no-defaults', `--datadir=${data}`, '--skip-test-db', '--auth-root-authentication-method=normal'],
    {
      ...as,
      stdio: 'ignore',
    },
  );
  const server = spawn(
    MARIADBD,
    [
      '--no-defaults',
      `--datadir=${data}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${join(folder, 's.sock')}`,
      `--ssl-cert=${join(folder, 'cert.pem')}`,
      `--ssl-key=${join(folder, 'key.pem')}`,
      `--init-file=${first}`,
      '--innodb-flush-log-at-trx-commit=0',
    ],
    { ...as, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await said(server, 'ready for connections');
  return handle(server, folder, port, 'SIGKILL');
}

/** MongoDB's protocol, spoken by FerretDB over SQLite. */
export async function startFerretdb(): Promise<DatabaseServer> {
  const { folder, port } = await prepare(undefined);
  const server = spawn(
    FERRETDB,
    [
      '--handler=sqlite',
      `--sqlite-url=file:${folder}/`,
      `--state-dir=${folder}`,
      `--listen-addr=127.0.0.1:${port}`,
      '--debug-addr=-',
      '--telemetry=disable',
      '--log-level=info',
    ],
    { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  await said(server, 'Listening on TCP');
  return handle(server, folder, port, 'SIGKILL');
}

/** Answers each request with `{}`; `certificateFile` is what clients are to trust. */
export async function startHttps(): Promise<{
  readonly port: number;
  readonly certificateFile: string;
  readonly bodies: readonly string[];
  close(): Promise<void>;
}> {
  const { folder } = await prepare(undefined);
  const bodies: string[] = [];
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => readFileSync(join(folder, name)));
  const server = createHttpsServer({ key: key!, cert: cert! }, (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      bodies.push(body);
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    certificateFile: join(folder, 'cert.pem'),
    bodies,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          rmSync(folder, { recursive: true, force: true });
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

interface Prepared {
  readonly folder: string;
  /** Whose process it is to be: these servers refuse to run as root. */
  readonly as: { readonly uid?: number; readonly gid?: number };
  readonly port: number;
}

async function prepare(user: string | undefined): Promise<Prepared> {
  const folder = join(tmpdir(), `bulkhead-${user ?? 'ferretdb'}-${process.pid}-${Date.now()}`);
  mkdirSync(folder);
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      'key.pem',
      '-out',
      'cert.pem',
      '-days',
      '2',
      '-subj',
    ].concat('/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'),
    { cwd: folder, stdio: 'ignore' },
  );
  copyFileSync(join(folder, 'cert.pem'), join(folder, 'ca.pem'));
  chmodSync(join(folder, 'key.pem'), 0o600);
  let as = {};
  if (user !== undefined && process.getuid?.() === 0) {
    const uid = Number(execFileSync('id', ['-u', user], { encoding: 'utf8' }));
    const gid = Number(execFileSync('id', ['-g', user], { encoding: 'utf8' }));
    for (const file of ['.', 'key.pem', 'cert.pem']) chownSync(join(folder, file), uid, gid);
    as = { uid, gid };
  }
  return { folder, as, port: await freePort() };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

const START_MS = 30_000;

/** Waits for a line of the server's log. */
async function said(server: ChildProcess, text: string): Promise<void> {
  let log = '';
  server.stderr!.setEncoding('utf8').on('data', (part: string) => {
    log = (log + part).slice(-20_000);
  });
  const until = Date.now() + START_MS;
  while (!log.includes(text)) {
    if (server.exitCode !== null || Date.now() > until) {
      server.kill('SIGKILL');
      throw new Error(`the server did not start: ${log}`);
    }
    await sleep(30);
  }
}

function handle(server: ChildProcess, folder: string, port: number, signal: NodeJS.Signals): DatabaseServer {
  return {
    port,
    certificate: readFileSync(join(folder, 'ca.pem'), 'utf8'),
    close: () =>
      new Promise((resolve) => {
        server.once('exit', () => {
          rmSync(folder, { recursive: true, force: true });
          resolve();
        });
        server.kill(signal);
      }),
  };
}
