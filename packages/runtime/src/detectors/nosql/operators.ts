import type { Confidence } from '@bulkhead/core';

/**
 * Operators of MongoDB by what an injected one does. https://www.mongodb.com/docs/manual/reference/operator/query/
 *
 * Not here: `$ref $id $db $oid $date $type $binary $number…` (extended JSON, references), `$schema $defs $comment`
 * (JSON Schema), `$filter $select $top $orderby` (OData): honest documents have them.
 */
const NAMES: ReadonlyArray<readonly [Confidence, string]> = [
  // Run code in the server.
  ['high', 'where function accumulator'],
  // Hold for every document, or let its content be guessed.
  ['high', 'ne gt gte lt lte nin regex nor elemmatch exists expr jsonschema'],
  // Some interfaces take these from their users on purpose.
  ['medium', 'eq in or and not all mod text size bitsallset bitsanyset bitsallclear bitsanyclear near nearsphere'],
  ['medium', 'geowithin geointersects func eval'],
  // Write what the developer did not ask for.
  ['medium', 'inc push pull rename addtoset pullall pop mul currentdate setoninsert bit'],
  // So do these, but events of product analytics have them too, beside `$set_once`, `$add`, `$append` and `$union` of their own.
  ['low', 'set unset'],
  // Stages of a pipeline; those not here are parameters of honest interfaces as well: `$sort`, `$limit`, `$skip`, `$count`.
  [
    'medium',
    'match group project addfields facet out unwind redact replaceroot replacewith merge bucketauto sortbycount',
  ],
  ['medium', 'geonear setwindowfields lookup graphlookup unionwith collstats indexstats currentop listsessions'],
  ['medium', 'listlocalsessions plancachestats changestream'],
];
const OPERATORS: ReadonlyMap<string, Confidence> = new Map(
  NAMES.flatMap(([sure, names]) => names.split(' ').map((name) => [name, sure] as const)),
);
/** Operators that have other meanings at the start of a name, where a parser of brackets makes them. */
const BRACKETED = new Set(['type', 'options', 'comment', 'meta', 'slice', 'hint', 'natural', 'search']);

/** @example operatorAt('user[$ne]', 5) // { name: 'ne', end: 8 } */
export function operatorAt(text: string, dollar: number): { readonly name: string; readonly end: number } | undefined {
  let end = dollar + 1;
  while (
    end < text.length &&
    end - dollar < 20 &&
    (text.charCodeAt(end) | 32) >= 97 &&
    (text.charCodeAt(end) | 32) <= 122
  )
    end++;
  const name = text.slice(dollar + 1, end).toLowerCase();
  return OPERATORS.has(name) || BRACKETED.has(name) ? { name, end } : undefined;
}

function sureOf(name: string): Confidence {
  return OPERATORS.get(name) ?? 'medium';
}

/** A name that the sender chose: `$ne`, `user[$ne]`, `filter[$or][0][x][$gt]`. */
export function judgeKey(key: string): Confidence | undefined {
  let dollar = key.indexOf('$');
  for (let seen = 0; dollar !== -1 && seen < 8; seen++, dollar = key.indexOf('$', dollar + 1)) {
    const operator = operatorAt(key, dollar);
    if (operator === undefined) continue;
    const bracketed = key[dollar - 1] === '[' && key[operator.end] === ']';
    // `$or[0][name]` too
    const alone = dollar === 0 && (operator.end === key.length || key[operator.end] === '[');
    const dotted = key[dollar - 1] === '.' && operator.end === key.length;
    if (bracketed) return sureOf(operator.name);
    if ((alone || dotted) && OPERATORS.has(operator.name)) return OPERATORS.get(operator.name);
  }
  return undefined;
}

/** Operators in a text that nobody parsed: `{"$gt": ""}` with an error in it, `', $or: [{}]`, `[$ne]=1`. */
export function judgeOperators(text: string): Confidence | undefined {
  let found: Confidence | undefined;
  let dollar = text.indexOf('$');
  for (let seen = 0; dollar !== -1 && seen < 24; seen++, dollar = text.indexOf('$', dollar + 1)) {
    const operator = operatorAt(text, dollar);
    // Whatever the operator is: `'} ], $comment: 'x'` closes what it did not open.
    if (
      seen === 0 &&
      !OPERATORS.has(operator?.name ?? '') &&
      /^\s{0,4}['"]?[\s})\]]{1,8},\s{0,4}['"]?\$[a-z]{2,20}['"]?\s{0,4}:/i.test(text.slice(0, 48))
    )
      return 'medium';
    if (operator === undefined) continue;
    const verdict = judgeOperator(text, dollar, operator.end, operator.name);
    if (verdict === 'high') return verdict;
    found = found === 'medium' ? found : verdict;
  }
  return found;
}

function judgeOperator(text: string, dollar: number, end: number, name: string): Confidence | undefined {
  const sure = sureOf(name);
  if (text[dollar - 1] === '[' && text[end] === ']') {
    // `rows[$in]` is PHP; a parameter's name stands at the start or behind `?` or `&`, and a value follows.
    const name = /(?:^|[?&\s])[\w.[\]$-]{0,64}$/.exec(text.slice(Math.max(0, dollar - 66), dollar));
    if (name === null || text[dollar - 2] === undefined) return dollar === 1 ? sure : undefined;
    return /^(?:\[\w{0,32}\]){0,4}\s{0,4}(?:=(?![=>])|$)/.test(text.slice(end + 1, end + 140)) && !name[0].includes('$')
      ? sure
      : undefined;
  }
  if (!isNamed(text, dollar, end) || !isDataBefore(text, dollar)) return undefined;
  return name === 'where' || name === 'function' ? 'high' : OPERATORS.get(name) && 'medium';
}

/** `$gt:`, `"$gt" :` with a bracket, comma, quote or blank before it. */
function isNamed(text: string, dollar: number, end: number): boolean {
  let i = end;
  let quote = '';
  if (text[i] === '\\') i++;
  if (text[i] === "'" || text[i] === '"') quote = text[i++]!;
  while (i < text.length && text.charCodeAt(i) <= 32) i++;
  if (text[i] !== ':' || text[i + 1] === ':') return false;
  const before = text[dollar - 1];
  if (quote !== '') return before === quote;
  return before === undefined || before === '{' || before === ',' || before === ' ' || before === '[';
}

/** What an injected operator stands behind: brackets, a broken quote, a word; not a sentence and not a program. */
function isDataBefore(text: string, dollar: number): boolean {
  const before = text.slice(0, Math.min(dollar, 120));
  if (!/^\s{0,8}(?:[\w@.-]{0,40}\s{0,4}['"})\]]|[{[(,]|[\w.-]{1,40}\s{0,4}[,=:&?]|$)/.test(before)) return false;
  return !/[a-z]{2}[\s,]{1,3}[a-z]{2,20}\s{1,3}[a-z]{2}|[\r\n]\s{0,8}[a-z#/*-]|\w\(|=>|^\s{0,8}(?:const|let|var|await|db\.|use)\b/i.test(
    before,
  );
}

/** `}, { pin: /.*\/ }`: a value that closes the document and opens a condition of its own. */
export function judgeDocument(text: string): Confidence | undefined {
  return /^\s{0,4}['"]?\s{0,4}[}\]][\s})\]]{0,8},\s{0,4}[{[]?\s{0,4}['"]?[\w.]{1,40}['"]?\s{0,4}:\s{0,4}(?:\/[^/\n]{0,40}\/|\{\s{0,4}['"]?\$)/.test(
    text.slice(0, 160),
  )
    ? 'medium'
    : undefined;
}
