import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { argument, each, models } from './helpers.ts';

/*
 * Connections below HTTP: who names the host decides where the function connects to, whatever it says there.
 */

function connectsTo(host: AbstractValue | undefined, call: CallSite, engine: Engine): AbstractValue | undefined {
  if (host === undefined) return undefined;
  const name = `${call.callee.module}.${call.callee.path.slice(call.callee.path.lastIndexOf('.') + 1)}`;
  engine.sink({ class: 'ssrf', name, value: host, place: call.place, position: 'start' });
  engine.use('host', host, call.place);
  return undefined;
}

/** `connect((host, port))`; an address that is one value is taken whole. */
const byAddress: Model = (call, engine) => {
  const address = argument(call, 0, 'address');
  return connectsTo(address && (engine.knownItems(address)?.[0] ?? address), call, engine);
};

const byHost =
  (name: string): Model =>
  (call, engine) =>
    connectsTo(argument(call, 0, name), call, engine);

const namedHost: Model = (call, engine) => connectsTo(call.named.get('host'), call, engine);

export const socketModels: readonly ModelSet[] = [
  models('socket', each(['create_connection', 'socket().connect', 'socket().connect_ex'], byAddress)),
  models('smtplib', each(['SMTP', 'SMTP_SSL', 'SMTP#.connect', 'SMTP_SSL#.connect'], byHost('host'))),
  models('ftplib', each(['FTP', 'FTP_TLS', 'FTP#.connect', 'FTP_TLS#.connect'], byHost('host'))),
  models('telnetlib', each(['Telnet'], byHost('host'))),
  // Databases: credentials of the function's go where the host says.
  ...['psycopg2', 'psycopg', 'pymysql', 'MySQLdb', 'asyncpg', 'aiomysql', 'pymssql', 'redshift_connector'].map((name) =>
    models(name, each(['connect', 'create_pool', 'AsyncConnection.connect'], namedHost)),
  ),
  models('mysql', { 'connector.connect': namedHost }),
  models('redis', each(['Redis', 'StrictRedis'], byHost('host'))),
  models('paramiko', each(['SSHClient#.connect'], byHost('hostname'))),
];
