import type { SinkClass } from '@bulkhead/core';
import type { AbstractValue, CallSite, Engine, Model } from '../../engine/types.ts';
import { isMask, withoutSecrets } from '../masks.ts';
import { cleanAfterMatch, cleanWithout, isAnchored, isSlow } from './character-sets.ts';
import { madeOf } from './helpers.ts';

/*
 * Regular expressions: what a match proves, and what replacing takes away.
 */

const isText = (value: AbstractValue): boolean =>
  value.shapes.every(({ kind }) => kind === 'constant' || kind === 'text' || kind === 'environment');

interface Regex {
  readonly pattern: string;
  readonly flags: string;
}

function regexOf(value: AbstractValue | undefined): Regex | undefined {
  const only = value?.shapes.length === 1 ? value.shapes[0] : undefined;
  return only?.kind === 'regex' ? only : undefined;
}

function noteSlow(call: CallSite, engine: Engine, regex: Regex | undefined, value: AbstractValue | undefined): void {
  if (regex === undefined || value === undefined || value.taint.length === 0 || !isSlow(regex.pattern)) return;
  engine.sink({
    class: 'redos',
    name: `/${regex.pattern.slice(0, 60)}/`,
    value,
    place: call.place,
    confidence: 'medium',
    text: 'is tried against a pattern with nested repetition',
  });
}

/** A slash, and behind it neither a slash nor a backslash: `/^\/(?![/\\])/`, `/^\/[a-z]/`. */
const isOwnPath = (pattern: string): boolean =>
  /^\^\\?\/(?:\[(?:a-z|A-Z|0-9|_|-|\\w|\\d)+\]|\\w|[a-z0-9]|\(\?!(?:\\\/\|\\\\|\[\\?\/\\\\\]|\[\\\\\\?\/\])\)|\[\^(?:\\?\/\\\\|\\\\\\?\/)\])/.test(
    pattern,
  );

/** What holds of a text when an expression matches it, or does not. */
function tested(engine: Engine, regex: Regex | undefined, value: AbstractValue): AbstractValue {
  if (regex === undefined) return engine.checked(value, 'unsure');
  const clean = cleanAfterMatch(regex.pattern);
  if (isAnchored(regex.pattern, regex.flags)) return engine.checked(value, clean ?? 'unsure');
  if (isOwnPath(regex.pattern)) return engine.checked(value, ['redirect']);
  const without = cleanWithout(regex.pattern);
  if (without !== undefined) {
    const absent = engine.checked(value, without, { holds: false });
    // `/[a-z]/` looks for good characters as well as for bad ones.
    const present = regex.pattern.startsWith('[^') ? [] : (engine.checked(value, 'unsure').implies?.whenTrue ?? []);
    return { ...absent, implies: { whenTrue: present, whenFalse: absent.implies?.whenFalse ?? [] } };
  }
  if (/\\\.\\\./.test(regex.pattern)) return engine.checked(value, ['traversal'], { holds: false });
  const prefix = /^\^https\??:\\?\/\\?\/(?:[\w-]|\\\.)+(?:\\?\/|\$)/.test(regex.pattern);
  return prefix ? engine.checked(value, ['ssrf']) : engine.checked(value, 'unsure');
}

export const test: Model = (call, engine) => {
  const regex = regexOf(call.receiver);
  const [value] = call.arguments;
  if (value === undefined || (call.receiver !== undefined && regex === undefined && isText(call.receiver)))
    return undefined;
  noteSlow(call, engine, regex, value);
  return tested(engine, regex, value);
};

function matched(call: CallSite, engine: Engine, regex: Regex | undefined, value: AbstractValue): AbstractValue {
  noteSlow(call, engine, regex, value);
  const clean = regex === undefined ? undefined : cleanAfterMatch(regex.pattern);
  const group = madeOf(engine, [value], call.place, 'a part of it is matched');
  const list = engine.list([], call.place, clean === undefined ? group : engine.cleaned(group, clean));
  const { implies } = tested(engine, regex, value);
  const result = engine.join([list, engine.constant(null)]);
  return implies === undefined ? result : { ...result, implies };
}

export const exec: Model = (call, engine) => {
  const regex = regexOf(call.receiver);
  const [value] = call.arguments;
  if (regex === undefined || value === undefined) return undefined;
  return matched(call, engine, regex, value);
};

export const match: Model = (call, engine) =>
  call.receiver === undefined ? undefined : matched(call, engine, regexOf(call.arguments[0]), call.receiver);

export const replace: Model = (call, engine) => {
  const { receiver } = call;
  const [from, to] = call.arguments;
  if (receiver === undefined || from === undefined) return undefined;
  const regex = regexOf(from);
  const [text, search, replacement] = [receiver, from, to].map((one) => one && engine.constantOf(one));
  if (typeof text === 'string' && typeof search === 'string' && typeof replacement === 'string') {
    return engine.constant(text.replaceAll(search, replacement));
  }
  const sign = regex && onlyText(regex.pattern);
  if (typeof text === 'string' && sign !== undefined && typeof replacement === 'string' && regex?.flags === 'g') {
    return engine.constant(text.replaceAll(sign, replacement));
  }
  // How S3 writes a blank in an object's key: the same key.
  if (regex?.pattern === '\\+' && replacement === ' ') return receiver;
  noteSlow(call, engine, regex, receiver);
  let other = to;
  if (to !== undefined && engine.isFunction(to))
    other = engine.call(to, [madeOf(engine, [receiver], call.place, 'a part of it is matched')], call.place);
  const made = madeOf(
    engine,
    other === undefined ? [receiver] : [receiver, other],
    call.place,
    'parts of it are replaced',
  );
  const isAll = regex?.flags.includes('g') === true || call.callee.path === 'replaceAll';
  const pattern =
    regex?.pattern ??
    (typeof search === 'string' && search.length === 1 ? search.replace(/[\\^\]-]/, '\\$&') : undefined);
  if (pattern === undefined || !isAll) return made;
  if (isMask(pattern, replacement)) return withoutSecrets(made);
  const clean =
    replacement === '' || replacement === '_' || replacement === '-'
      ? cleanWithout(pattern)
      : escapes(pattern, isEntity(other) ? '&lt;' : String(replacement));
  return clean === undefined ? made : engine.cleaned(made, clean);
};

/** The text that a pattern without any operator fits: `\\/` of `/\\//g`. No pattern of the project is run. */
function onlyText(pattern: string): string | undefined {
  if (!/^(?:[\w\s:;,'"/@=-]|\\[^\w\s])+$/.test(pattern) || pattern.length > 100) return undefined;
  return pattern.replace(/\\(.)/g, '$1');
}

/** Escaping by hand, a character at a time. */
/** A function that looks signs up in a table gives each of its values: an entity among them makes it a table of entities. */
function isEntity(replacement: AbstractValue | undefined): boolean {
  return replacement?.shapes.some((shape) => shape.kind === 'constant' && shape.value === '&lt;') ?? false;
}

function escapes(pattern: string, replacement: string): readonly SinkClass[] | undefined {
  // `text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')`
  if (replacement === '\\$&' && ['.', '*', '+', '?', '(', '[', '|'].every((sign) => pattern.includes(sign)))
    return ['redos'];
  if (/</.test(pattern) && /&lt;/.test(replacement)) return ['html-response', 'xss'];
  if (/^\[?'/.test(pattern) && /^(''|\\'|\\\\')$/.test(replacement)) return ['sqli'];
  return undefined;
}
