// The four requests of the Lambda Runtime API (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html).
import { Agent, request } from 'node:http';

export function createRuntimeClient(address) {
  const colon = address.lastIndexOf(':');
  const base = {
    hostname: address.slice(0, colon),
    port: Number(address.slice(colon + 1)),
    agent: new Agent({ keepAlive: true, maxSockets: 1 }),
  };
  const invocation = (id, what) => `/2018-06-01/runtime/invocation/${encodeURIComponent(id)}/${what}`;

  function call(method, path, headers, body) {
    return new Promise((resolve, reject) => {
      const outgoing = request({ ...base, method, path, headers }, (incoming) => {
        const chunks = [];
        incoming.on('data', (chunk) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => resolve({ event: Buffer.concat(chunks).toString(), headers: incoming.headers }));
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }

  function post(path, body, extra) {
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), ...extra };
    return call('POST', path, headers, body);
  }

  return {
    next: () => call('GET', '/2018-06-01/runtime/invocation/next', {}),
    response: (id, body) => post(invocation(id, 'response'), body),
    error: (id, body, type) =>
      post(invocation(id, 'error'), body, { 'Lambda-Runtime-Function-Error-Type': headerSafe(type) }),
    initError: (body, type) =>
      post('/2018-06-01/runtime/init/error', body, { 'Lambda-Runtime-Function-Error-Type': headerSafe(type) }),
    streamResponse: (id) =>
      request({
        ...base,
        method: 'POST',
        path: invocation(id, 'response'),
        headers: {
          'Lambda-Runtime-Function-Response-Mode': 'streaming',
          'Transfer-Encoding': 'chunked',
          'Content-Type': 'application/octet-stream',
          Trailer: 'Lambda-Runtime-Function-Error-Type, Lambda-Runtime-Function-Error-Body',
        },
      }),
  };
}

function headerSafe(text) {
  return String(text).replace(/[^\x20-\x7e]/g, '?');
}
