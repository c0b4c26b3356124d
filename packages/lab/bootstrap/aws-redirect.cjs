// Sends http and https requests for *.amazonaws.com to AWS_ENDPOINT_URL (AWS_ENDPOINT_URL_LAMBDA for Lambda), for code that
// does not know these variables: the AWS SDK v2 and addresses written by hand. Host header, path and signature stay as they
// are. Loaded by the lab only, and only when it was given an endpoint.
'use strict';
const http = require('node:http');
const https = require('node:https');
const { syncBuiltinESMExports } = require('node:module');

const AWS_HOST = /(^|\.)amazonaws\.com(\.cn)?$/i;
const plain = { request: http.request };
const tls = { request: https.request };

const isLambda = (host) => /^lambda\.[a-z0-9-]+\.amazonaws\.com/i.test(host);

function endpointFor(host) {
  const text = (isLambda(host) && process.env.AWS_ENDPOINT_URL_LAMBDA) || process.env.AWS_ENDPOINT_URL;
  try {
    return text ? new URL(text) : undefined;
  } catch {
    return undefined;
  }
}

/** The three forms of arguments: (url, options?, callback?) and (options, callback?). */
function readArguments(args) {
  const rest = [...args];
  const callback = typeof rest.at(-1) === 'function' ? rest.pop() : undefined;
  const [first, second] = rest;
  if (typeof first !== 'string' && !(first instanceof URL)) return { options: { ...first }, callback };
  const url = new URL(first);
  const options = {
    protocol: url.protocol,
    hostname: url.hostname,
    port: url.port || undefined,
    path: url.pathname + url.search,
    auth: url.username ? `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` : undefined,
    ...second,
  };
  return { options, callback };
}

/** A list of names and values, flat or in pairs, as an object; anything else as it is. */
function headerObject(headers) {
  if (!Array.isArray(headers)) return headers ?? {};
  const flat = headers.flat();
  return Object.fromEntries(flat.flatMap((name, i) => (i % 2 === 0 ? [[name, flat[i + 1]]] : [])));
}

function withHost(headers, host, force) {
  const names = Object.keys(headers).filter((name) => name.toLowerCase() === 'host');
  if (names.length > 0 && !force) return headers;
  const rest = Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
  return { Host: host, ...rest };
}

function redirecting(original, defaultPort) {
  return function request(...args) {
    let parsed;
    try {
      parsed = readArguments(args);
    } catch {
      return original.apply(this, args);
    }
    const { options, callback } = parsed;
    const host = String(options.hostname ?? options.host ?? '').replace(/:\d+$/, '');
    const endpoint = AWS_HOST.test(host) ? endpointFor(host) : undefined;
    if (!endpoint) return original.apply(this, args);
    const port = Number(options.port ?? options.defaultPort ?? defaultPort);
    const lambda = isLambda(host);
    const wanted = lambda ? endpoint.host : port === defaultPort ? host : `${host}:${port}`;
    const secure = endpoint.protocol === 'https:';
    const changed = {
      ...options,
      protocol: endpoint.protocol,
      host: endpoint.hostname,
      hostname: endpoint.hostname,
      port: Number(endpoint.port || (secure ? 443 : 80)),
      defaultPort: undefined,
      servername: undefined,
      // The caller's agent may be one for the other protocol, or hold connections to AWS.
      agent: undefined,
      headers: withHost(headerObject(options.headers), wanted, lambda),
    };
    return (secure ? tls : plain).request.call(this, changed, callback);
  };
}

function install(module, original, defaultPort) {
  const request = redirecting(original, defaultPort);
  module.request = request;
  module.get = function get(...args) {
    const outgoing = request.apply(this, args);
    outgoing.end();
    return outgoing;
  };
}

install(http, plain.request, 80);
install(https, tls.request, 443);
syncBuiltinESMExports();
