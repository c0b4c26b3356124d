import type { AwsCall, Guard } from '@bulkhead/core';

/** Names by which people mark what has been through, or ask for the next part: that it is there or not ends the chain. */
const MARKS = /cursor|next|token|done|finish|complete|last|stop|recurs|processed|resized|thumb|marker|status|state/i;
const COMPARES_TEXT =
  /startsWith|startswith|endsWith|endswith|includes|indexOf|\.test\(|\.match\(|\bin\b|(?:[=!]==?|\bis(?: not)?)\s*['"`]|['"`]\s*[=!]==?/;
/** Tests of a shape that every event passes end nothing. */
const SHAPE = /typeof|instanceof|\.length\b|\blen\(|undefined|\bnull\b|\bNone\b|isArray/;

/**
 * Whether a condition that can end the chain stands before the call: a counter that is compared by order, or a mark. That
 * a field is there, or is text, holds for each round alike and ends nothing; neither does a number that has to be met
 * exactly, because a caller may begin on its far side.
 */
export function isBounded(call: AwsCall): boolean {
  return call.guards.some((guard) => {
    const plain = guard.text.replaceAll('=>', '');
    // What a written item or object causes is another event than the one that was waited for.
    if (guard.paths.some((path) => /eventName$/.test(path)))
      return /Remov|REMOVE|Delet/.test(plain) || (call.operation === 'UpdateItem' && /INSERT/.test(plain));
    if (!looksAtContent(guard)) return false;
    if (MARKS.test(plain)) return true;
    if (SHAPE.test(plain)) return false;
    return /[<>]/.test(plain) || COMPARES_TEXT.test(plain);
  });
}

function looksAtContent({ paths }: Guard): boolean {
  return paths.some((path) => path !== '' && !/(?:^|\.)(?:Records(?:\[\])?|eventSource|httpMethod)$/.test(path));
}

/** A condition that ends the chain at one number only: `n !== 0`. */
export function exactBound(call: AwsCall): Guard | undefined {
  return call.guards.find(
    (guard) =>
      looksAtContent(guard) &&
      !SHAPE.test(guard.text) &&
      /(?:[=!]==?|\bis(?: not)?)\s*-?\d|\d\s*[=!]==?/.test(guard.text),
  );
}
