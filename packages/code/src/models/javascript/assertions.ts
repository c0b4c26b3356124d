import type { AbstractValue, Engine, Model, ModelSet } from '../../engine/types.ts';
import { ADDRESS, assumeProven, cleanByPattern } from '../schemas.ts';
import { callBackWith, each, models } from './helpers.ts';

/*
 * What goes on only where a condition holds, and what looks at addresses.
 */

/** `assert(condition)`, `invariant(condition, 'message')` */
const asserts: Model = (call, engine) => {
  const [condition] = call.arguments;
  if (condition !== undefined) assumeProven(engine, condition.implies?.whenTrue ?? []);
  return engine.constant(undefined);
};

/** `assert.equal(value, 'expected')`, `assert.match(value, /^[a-z]+$/)` */
const assertsEqual: Model = (call, engine) => {
  const [value, expected] = call.arguments;
  if (value !== undefined && expected !== undefined && engine.constantOf(expected) !== undefined)
    engine.assume(value, 'all');
  return engine.constant(undefined);
};

/** `assert.match(value, /^[a-z]+$/)` */
const assertsMatch: Model = (call, engine) => {
  const [value, pattern] = call.arguments;
  const regex = pattern?.shapes[0];
  const clean = regex?.kind === 'regex' ? cleanByPattern(regex.pattern, regex.flags) : undefined;
  if (value !== undefined) engine.assume(value, clean ?? 'unsure');
  return engine.constant(undefined);
};

const isAddress: Model = (call, engine) => call.arguments[0] && engine.checked(call.arguments[0], ADDRESS);

interface Resolved {
  readonly host: AbstractValue;
}

const resolved = (engine: Engine, host: AbstractValue): AbstractValue =>
  engine.external('<resolved>', '', { host } satisfies Resolved);

/** What a name server answers is no text of the sender's, and says where the name leads. */
const resolves: Model = (call, engine) => {
  const [host] = call.arguments;
  if (host === undefined || host.taint.length === 0) return undefined;
  return callBackWith(call, engine, resolved(engine, host));
};

/** `isPrivate(address)` of what a host resolves to, or of an address itself: where it is not so, the host leads outside. */
const isPrivate: Model = (call, engine) => {
  const [address] = call.arguments;
  if (address === undefined) return undefined;
  const [known] = engine.externalsOf(address).filter(({ module }) => module === '<resolved>');
  const { host } = (known?.state as Resolved | undefined) ?? { host: address };
  return host && engine.checked(host, ['ssrf'], { holds: false });
};

export const assertionModels: readonly ModelSet[] = [
  models(['assert', 'assert/strict', 'chai'], {
    calls: {
      ...each(['', 'ok', 'strict', 'strict.ok', 'assert'], asserts),
      ...each(['match', 'strict.match'], assertsMatch),
      ...each(['equal', 'strictEqual', 'strict.equal', 'deepStrictEqual'], assertsEqual),
    },
  }),
  models(['tiny-invariant', 'invariant', 'ts-invariant', 'http-assert', 'assert-plus', 'tiny-assert'], {
    calls: { ...each(['', 'invariant', 'ok'], asserts) },
  }),
  models(['is-ip', 'ip-address', 'is-cidr'], {
    calls: { ...each(['', 'v4', 'v6', 'isIP', 'isIPv4', 'isIPv6'], isAddress) },
  }),
  models(['dns', 'dns/promises'], {
    calls: {
      ...each(
        ['lookup', 'resolve', 'resolve4', 'resolve6'].flatMap((name) => [name, `promises.${name}`]),
        resolves,
      ),
    },
  }),
  models(['<resolved>'], {
    otherReads: ({ object, name }, engine) =>
      /^(address|\d+|\*)$/.test(name) ? resolved(engine, (object.state as Resolved).host) : undefined,
  }),
  models(['private-ip', 'ip', 'is-private-ip', 'is-localhost-ip'], {
    calls: { ...each(['', 'isPrivate', 'default'], isPrivate) },
  }),
];
