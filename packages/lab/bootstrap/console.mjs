// console as Lambda's Node.js runtimes have it: tab-separated text or JSON, on the framed channel that
// _LAMBDA_TELEMETRY_LOG_FD names (type, length, microseconds, message; big endian), otherwise on stdout.
import { writeSync } from 'node:fs';
import { format } from 'node:util';

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'];

export function patchConsole() {
  const fd = Number(process.env._LAMBDA_TELEMETRY_LOG_FD);
  delete process.env._LAMBDA_TELEMETRY_LOG_FD;
  const json = process.env.AWS_LAMBDA_LOG_FORMAT?.toUpperCase() === 'JSON';
  const least = LEVELS.indexOf(process.env.AWS_LAMBDA_LOG_LEVEL?.toUpperCase());
  let requestId;

  function print(level, values) {
    const now = new Date();
    const text = json
      ? toJson(level, now, requestId, values)
      : `${now.toISOString()}\t${requestId}\t${LEVELS[level]}\t${format(...values)}`;
    if (!(fd > 0)) {
      process.stdout.write(`${text.replaceAll('\n', '\r')}\n`);
      return;
    }
    const body = Buffer.from(json ? text : `${text}\n`);
    const header = Buffer.alloc(16);
    header.writeUInt32BE(((json ? 0xa55a0002 : 0xa55a0003) | ((level + 1) << 2)) >>> 0, 0);
    header.writeInt32BE(body.length, 4);
    header.writeBigInt64BE(BigInt(now.getTime()) * 1000n, 8);
    writeSync(fd, header);
    writeSync(fd, body);
  }

  LEVELS.forEach((name, level) => {
    console[name.toLowerCase()] = level < least ? () => {} : (...values) => print(level, values);
  });
  console.log = console.info;
  return {
    requestId: (id) => {
      requestId = id;
    },
    error: (label, error) => {
      const known = error instanceof Error ? error : new Error(String(error));
      if (json) console.error(known);
      else console.error(label, `\t${JSON.stringify(known, withErrors('stack'))}`);
    },
  };
}

function toJson(level, now, requestId, values) {
  const line = { timestamp: now.toISOString(), level: LEVELS[level], requestId };
  if (values.length === 1) {
    try {
      return JSON.stringify({ ...line, message: values[0] }, withErrors('stackTrace'));
    } catch {
      return JSON.stringify({ ...line, message: format(values[0]) });
    }
  }
  line.message = format(...values);
  const error = values.find((value) => value instanceof Error);
  if (error) Object.assign(line, describe(error, 'stackTrace'));
  return JSON.stringify(line);
}

function withErrors(stackKey) {
  return (_key, value) => (value instanceof Error ? describe(value, stackKey, value) : value);
}

function describe(error, stackKey, own) {
  const errorType = stackKey === 'stack' ? error.name : (error.constructor?.name ?? 'UnknownError');
  const stack = typeof error.stack === 'string' ? error.stack.split('\n') : [];
  return { errorType, errorMessage: error.message, ...own, [stackKey]: stack };
}
