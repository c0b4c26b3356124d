import type { HttpRequest } from '../types.ts';

/** A request as the front would hand it on: `GET /path?query`. */
export function makeRequest(line: string, headers: HttpRequest['headers'] = [], body = ''): HttpRequest {
  const [method = 'GET', target = '/'] = line.split(' ');
  const [path = '/', query = ''] = target.split(/\?(.*)/s);
  return {
    method,
    path,
    query,
    headers,
    body: Buffer.from(body),
    sourceIp: '127.0.0.1',
    protocol: 'HTTP/1.1',
    time: Date.UTC(2024, 5, 17, 14, 48, 13, 506),
    port: 3000,
    traceHeader: 'Root=1-66704cad-0fbaf1491365339d168b2a7d',
  };
}
