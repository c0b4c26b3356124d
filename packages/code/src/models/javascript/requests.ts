import type { AbstractValue, CallSite, Engine } from '../../engine/types.ts';
import { askExtension } from '../aws/secrets-extension.ts';
import { beginningsOf } from '../beginnings.ts';
import { recordSent } from '../sent.ts';

/*
 * One request to another host: who decides where it goes, what is sent, whether the other side is checked.
 */

const LOCAL =
  /^http:\/\/(localhost|127\.|0\.0\.0\.0|\[::1\]|169\.254\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|[\w-]+(:\d+)?(\/|$)|[\w.-]+\.(local|internal|test|localdomain)\b)/i;

/** Agents that refuse addresses of the function's own network. */
const GUARDS = new Set(['ssrf-req-filter', 'request-filtering-agent', 'ssrf-agent']);

function isGuarded(call: CallSite, engine: Engine): boolean {
  return call.arguments.some((holder) =>
    ['agent', 'httpAgent', 'httpsAgent', 'dispatcher'].some((name) => {
      const agent = engine.ownField(holder, name);
      return agent !== undefined && engine.externalsOf(agent).some(({ module }) => GUARDS.has(module));
    }),
  );
}

/** @param address a text, or an object of options with a `url`, or a host */
export function request(call: CallSite, engine: Engine, address: AbstractValue, name: string): void {
  const given = addressOf(engine, address);
  if (!isGuarded(call, engine))
    engine.sink({ class: 'ssrf', name, value: given, place: call.place, position: 'start' });
  engine.use('host', given, call.place);
  recordSent(call, engine, given, name);
  const isObject = address.shapes.some(({ kind }) => kind === 'object');
  const path = isObject ? engine.ownField(address, 'path') : undefined;
  const options = isObject ? address : call.arguments[1];
  const query = options && engine.ownField(options, 'params');
  askExtension(engine, call.place, path === undefined ? given : engine.text([given, path]), query);
  for (const first of beginningsOf(given)) {
    if (/^http:\/\/./i.test(first) && !LOCAL.test(first)) engine.fact('plain-http', call.place, first.slice(0, 200));
  }
  for (const option of ['rejectUnauthorized', 'strictSSL', 'insecure']) {
    for (const holder of call.arguments) {
      const value = engine.ownField(holder, option) ?? agentOption(engine, holder, option);
      const known = value && engine.constantOf(value);
      if (known !== undefined && known === (option === 'insecure')) engine.fact('tls-off', call.place, option);
    }
  }
}

function agentOption(engine: Engine, holder: AbstractValue, option: string): AbstractValue | undefined {
  const agent = engine.ownField(holder, 'httpsAgent') ?? engine.ownField(holder, 'agent');
  const made = agent && engine.externalsOf(agent)[0]?.made?.arguments[0];
  return made && engine.ownField(made, option);
}

/** The address itself, or what an options object says of it. */
export function addressOf(engine: Engine, value: AbstractValue): AbstractValue {
  if (!value.shapes.some(({ kind }) => kind === 'object')) return value;
  const base =
    engine.ownField(value, 'baseURL') ?? engine.ownField(value, 'baseUrl') ?? engine.ownField(value, 'prefixUrl');
  const url = engine.ownField(value, 'url') ?? engine.ownField(value, 'uri') ?? engine.ownField(value, 'href');
  if (base !== undefined) return url === undefined ? base : engine.text([base, '/', url]);
  if (url !== undefined) return url;
  const host = engine.ownField(value, 'hostname') ?? engine.ownField(value, 'host');
  return host === undefined
    ? engine.constant('http://localhost/')
    : engine.text([engine.ownField(value, 'protocol') ?? 'https:', '//', host]);
}
