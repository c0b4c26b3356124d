// Times the check of writes alone: what Node.js would do with the bytes is replaced before the guard is loaded.
//   node check.cjs bare|protected EVENT.json INVOCATIONS
const net = require('node:net');
const { readFileSync, writeSync } = require('node:fs');

net.Socket.prototype._writeGeneric = (_several, _data, _encoding, done) => done();
const [, , variant, file, count] = process.argv;
const text = readFileSync(file, 'utf8');
const invocations = Number(count);

/** A statement of 1 kB with a place for a text in the middle. */
const COLUMNS = Array.from({ length: 24 }, (_, i) => `orders.column_${i} as c${i}`).join(', ');
const statement = (quoted) =>
  `select ${COLUMNS} from orders join shops on shops.id = orders.shop_id where orders.reference = ${quoted} and orders.state in ('open', 'paid') order by orders.created_at desc limit 50`.padEnd(
    1024,
  );

const int = (value) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const postgres = {
  login: () => Buffer.concat([int(16), Buffer.from('\0\x03\0\0user\0a\0\0')]),
  query: (sql) => Buffer.concat([Buffer.from('Q'), int(5 + sql.length), Buffer.from(`${sql}\0`)]),
};
const mysql = {
  login: () => {
    const body = Buffer.alloc(64);
    body[0] = 60;
    body[3] = 1;
    body.writeUInt32LE(0x200, 4);
    return body;
  },
  query: (sql) => {
    const head = Buffer.alloc(5);
    head.writeUIntLE(sql.length + 1, 0, 3);
    head[4] = 3;
    return Buffer.concat([head, Buffer.from(sql)]);
  },
};

const PIECE = Buffer.alloc(16_384, 'x');
const times = { first: [], concatenated: [], parameterised: [], upload: [] };
const done = () => undefined;
let bad = 0;
let serial = 0;

function timed(list, socket, bytes) {
  const start = process.hrtime.bigint();
  socket._writeGeneric(false, bytes, 'buffer', done);
  const ns = Number(process.hrtime.bigint() - start);
  if (socket.destroyed) bad++;
  list.push(ns / 1000);
}

function connect(protocol) {
  const socket = new net.Socket();
  socket.on('error', done);
  socket._writeGeneric(false, protocol.login(), 'buffer', done);
  return socket;
}
let databases;
let upload;

/** One query of each kind an invocation, the first of them on a warm connection. */
async function handler(event) {
  databases ??= [connect(postgres), connect(mysql)].map((socket, i) => [socket, [postgres, mysql][i]]);
  if (!upload) {
    upload = new net.Socket();
    upload._writeGeneric(
      false,
      'PUT /key HTTP/1.1\r\nHost: bucket.s3.eu-west-1.amazonaws.com\r\nContent-Length: 9999999\r\n\r\n',
      'latin1',
      done,
    );
  }
  const name = event.path ?? event.Records[serial % event.Records.length].messageId;
  const [socket, protocol] = databases[serial++ % 2];
  timed(times.first, socket, protocol.query(statement(`'${name} ${serial}'`)));
  timed(times.concatenated, socket, protocol.query(statement(`'${name} ${serial} again'`)));
  timed(times.parameterised, socket, protocol.query(statement('$1')));
  timed(times.upload, upload, PIECE);
}

const run = variant === 'bare' ? handler : require('../../packages/runtime/dist/index.cjs').protect(handler);
(async () => {
  for (let i = 0; i < invocations; i++) {
    if (i === invocations >> 1) for (const list of Object.values(times)) list.length = 0;
    await run(JSON.parse(text), { awsRequestId: `request-${i}`, getRemainingTimeInMillis: () => 10_000 });
  }
  if (bad > 0) throw new Error(`${bad} honest queries were stopped`);
  const middle = (list) => list.sort((a, b) => a - b)[list.length >> 1];
  writeSync(3, JSON.stringify(Object.fromEntries(Object.entries(times).map(([name, list]) => [name, middle(list)]))));
  process.exit(0);
})();
