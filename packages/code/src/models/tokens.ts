import type { SourcePlace } from '@bulkhead/core';
import type { AbstractValue, Engine, Taint } from '../engine/types.ts';
import { UNVERIFIED_CLAIMS, UNVERIFIED_TOKEN } from '../engine/unverified-tokens.ts';

/*
 * Tokens that are read without a look at their signature: the middle part of `header.claims.signature`, parsed.
 */

const AT_DOTS = 'is split at its dots';
const FIRST = 'is split at its dots, and the first part is taken';
/** Of a text that a library gave, only the method's name is known. */
const SPLITS: ReadonlySet<string> = new Set([AT_DOTS, 'goes through split()']);
const NAMES = /(?:^|[._:-])(?:authorization|authorizationtoken|(?:id|access|jwt)?[_-]?token|jwt)$/i;

/** What `token.split('.')` gives: the first part is a token's header, which names a key and claims nothing. */
export function splitAtDots(engine: Engine, text: AbstractValue, place: SourcePlace): AbstractValue {
  const part = (step: string): AbstractValue =>
    engine.derived([text], engine.unknown('a text', place), { place, text: step });
  return engine.list([part(FIRST)], place, part(AT_DOTS));
}

/** Told of everything that is parsed as JSON; who may call the function, and who else verifies, is looked at in the end. */
export function noteParsedToken(engine: Engine, value: AbstractValue, place: SourcePlace): void {
  const isToken = value.taint.some(
    (taint) => taint.carries === 'event' && taint.steps.some(({ text }) => SPLITS.has(text)) && isNamed(taint),
  );
  if (isToken)
    engine.fact('own-authentication', place, UNVERIFIED_TOKEN, 'its claims are read, and its signature is not checked');
}

/** By where it stands in the event, or in what was made of a part of it: keys end with the names that were read. */
function isNamed(taint: Taint): boolean {
  for (let at: Taint | undefined = taint; at !== undefined; at = at.parent)
    if (NAMES.test(at.source) || NAMES.test(at.key)) return true;
  return false;
}

/** What a library reads of a token without a look at its signature: anybody can have written it. */
export function readToken(engine: Engine, token: AbstractValue | undefined, place: SourcePlace): AbstractValue {
  const claims = engine.unknown('claims', place);
  return token === undefined ? claims : engine.derived([token], claims, { place, text: UNVERIFIED_CLAIMS });
}
