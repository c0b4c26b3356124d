import type { AbstractValue, CallSite, Engine, Model, ModelSet } from '../../engine/types.ts';
import { ADDRESS } from '../schemas.ts';
import { callBackWith, each, methodOf, models } from './helpers.ts';

/*
 * Connections below HTTP: who names the host decides where the function connects to, whatever it says there.
 */

/** `connect(port, host)` or `connect({ port, host })`; a path or a port alone stays on this machine. */
const connects: Model = (call, engine) => {
  const host = hostOf(call, engine);
  if (host !== undefined) {
    const name = `${call.callee.module}.${methodOf(call)}`;
    engine.sink({ class: 'ssrf', name, value: host, place: call.place, position: 'start' });
    engine.use('host', host, call.place);
  }
  if (call.callee.module === 'tls') noteUnchecked(call, engine);
  return callBackWith(call, engine, engine.external('net', 'Socket#'));
};

const isAddress: Model = (call, engine) => {
  const [value] = call.arguments;
  return value && engine.checked(value, ADDRESS);
};

function hostOf(call: CallSite, engine: Engine): AbstractValue | undefined {
  const [first, second] = call.arguments;
  if (first === undefined) return undefined;
  if (first.shapes.some(({ kind }) => kind === 'object')) return engine.ownField(first, 'host');
  return second === undefined || engine.isFunction(second) ? undefined : second;
}

function noteUnchecked(call: CallSite, engine: Engine): void {
  for (const holder of call.arguments) {
    const value = engine.ownField(holder, 'rejectUnauthorized');
    if (value !== undefined && engine.constantOf(value) === false)
      engine.fact('tls-off', call.place, 'rejectUnauthorized');
  }
}

export const socketModels: readonly ModelSet[] = [
  models(['net', 'tls'], {
    calls: {
      ...each(['connect', 'createConnection', 'Socket#.connect', 'TLSSocket#.connect'], connects),
      ...each(['isIP', 'isIPv4', 'isIPv6'], isAddress),
      ...each(['Socket', 'TLSSocket'], (call, engine) => engine.external(call.callee.module, 'Socket#')),
    },
    otherCalls: callBackWith,
  }),
];
