import type { AbstractValue, Engine } from '../engine/types.ts';

/*
 * Schemas of GraphQL as text. A server coerces arguments to their types before a resolver sees them: a number, a truth value and
 * a name of an enum hold no text of a stranger's; `String` and `ID` do, and a scalar of one's own may
 * (https://spec.graphql.org/October2021/#sec-Coercing-Field-Arguments).
 */

/** A type as it stands behind a name: lists count by what is in them. */
export interface SdlType {
  readonly name: string;
  readonly isList: boolean;
}

export interface Sdl {
  /** Arguments by `Query.posts`. */
  readonly fields: ReadonlyMap<string, ReadonlyMap<string, SdlType>>;
  /** Fields of input types by the type's name. */
  readonly inputs: ReadonlyMap<string, ReadonlyMap<string, SdlType>>;
  readonly enums: ReadonlySet<string>;
}

const LONGEST = 200_000;
const DEEPEST = 4;
const NUMBERS = /^(?:Int|Float|Boolean)$/;
/** What AppSync adds and checks: times and numbers; an AWSEmail, AWSJSON or AWSURL is a text all the same. */
const APPSYNC_NUMBERS = /^(?:AWSDate|AWSTime|AWSDateTime|AWSTimestamp)$/;

/** Reads definitions; what it does not understand it passes over. Every text is read once. */
export function readSdl(text: string): Sdl {
  const tokens = tokensOf(text.slice(0, LONGEST));
  const fields = new Map<string, ReadonlyMap<string, SdlType>>();
  const inputs = new Map<string, ReadonlyMap<string, SdlType>>();
  const enums = new Set<string>();
  let at = 0;
  while (at < tokens.length) {
    const word = tokens[at++];
    const name = tokens[at] ?? '';
    if (word === 'enum' && isName(name)) enums.add(name);
    if (word !== 'type' && word !== 'interface' && word !== 'input') continue;
    if (!isName(name)) continue;
    at = skipTo(tokens, at + 1);
    if (tokens[at] !== '{') continue;
    const body = readFields(tokens, at + 1);
    at = body.next;
    if (word === 'input') inputs.set(name, new Map([...(inputs.get(name) ?? []), ...body.types]));
    else for (const [field, given] of body.fields) fields.set(`${name}.${field}`, given);
  }
  return { fields, inputs, enums };
}

/** Whether values of a type hold no text that a sender has written. */
export function isNarrowType({ enums, inputs }: Sdl, { name }: SdlType, depth = 0): boolean {
  if (NUMBERS.test(name) || APPSYNC_NUMBERS.test(name) || enums.has(name)) return true;
  const input = inputs.get(name);
  return (
    input !== undefined &&
    depth < DEEPEST &&
    [...input.values()].every((type) => isNarrowType({ enums, inputs, fields: NONE }, type, depth + 1))
  );
}

const NONE: Sdl['fields'] = new Map();

/** The arguments of a field as its resolver gets them; `undefined`: the schema does not name the field. */
export function declaredArguments(
  engine: Engine,
  sdl: Sdl,
  field: string,
  given: AbstractValue,
  place: Parameters<Engine['call']>[2],
): AbstractValue | undefined {
  const declared = sdl.fields.get(field);
  if (declared === undefined) return undefined;
  return objectOf(engine, sdl, declared, given, place, 0);
}

type Place = Parameters<Engine['call']>[2];

function objectOf(
  engine: Engine,
  sdl: Sdl,
  types: ReadonlyMap<string, SdlType>,
  given: AbstractValue,
  place: Place,
  depth: number,
): AbstractValue {
  const fields = [...types].map(
    ([name, type]) => [name, coerced(engine, sdl, type, engine.field(given, name, place), place, depth)] as const,
  );
  return engine.object(Object.fromEntries(fields), place);
}

function coerced(
  engine: Engine,
  sdl: Sdl,
  type: SdlType,
  value: AbstractValue,
  place: Place,
  depth: number,
): AbstractValue {
  if (type.isList) {
    const item = coerced(engine, sdl, { ...type, isList: false }, engine.item(value, place), place, depth);
    return engine.list([], place, item);
  }
  if (isNarrowType(sdl, type)) return engine.cleaned(value, 'all');
  const input = sdl.inputs.get(type.name);
  if (input !== undefined && depth < DEEPEST) return objectOf(engine, sdl, input, value, place, depth + 1);
  return /^(?:String|ID)$/.test(type.name) ? asText(value) : value;
}

/** A text holds no operators. */
function asText(value: AbstractValue): AbstractValue {
  return {
    ...value,
    shapes: value.shapes.map((shape) => (shape.kind === 'event' ? { ...shape, structured: false } : shape)),
  };
}

interface Body {
  readonly fields: ReadonlyMap<string, ReadonlyMap<string, SdlType>>;
  readonly types: ReadonlyMap<string, SdlType>;
  readonly next: number;
}

/** `a(b: Int = 1): [C!]! @d`, up to the brace that ends it. */
function readFields(tokens: readonly string[], start: number): Body {
  const fields = new Map<string, ReadonlyMap<string, SdlType>>();
  const types = new Map<string, SdlType>();
  let at = start;
  while (at < tokens.length && tokens[at] !== '}') {
    const name = tokens[at++] ?? '';
    if (name === '@') at = skipDirective(tokens, at);
    if (!isName(name)) continue;
    let given: ReadonlyMap<string, SdlType> = new Map();
    if (tokens[at] === '(') {
      const inside = readArguments(tokens, at + 1);
      given = inside.types;
      at = inside.next;
    }
    if (tokens[at] !== ':') continue;
    const type = readType(tokens, at + 1);
    at = type.next;
    fields.set(name, given);
    if (type.type !== undefined) types.set(name, type.type);
  }
  return { fields, types, next: at + 1 };
}

function readArguments(
  tokens: readonly string[],
  start: number,
): { readonly types: ReadonlyMap<string, SdlType>; readonly next: number } {
  const types = new Map<string, SdlType>();
  let at = start;
  while (at < tokens.length && tokens[at] !== ')') {
    const name = tokens[at++] ?? '';
    if (name === '@') at = skipDirective(tokens, at);
    if (!isName(name) || tokens[at] !== ':') continue;
    const type = readType(tokens, at + 1);
    at = type.next;
    if (type.type !== undefined) types.set(name, type.type);
  }
  return { types, next: at + 1 };
}

function readType(
  tokens: readonly string[],
  start: number,
): { readonly type: SdlType | undefined; readonly next: number } {
  let at = start;
  let isList = false;
  while (tokens[at] === '[') {
    isList = true;
    at++;
  }
  const name = tokens[at] ?? '';
  if (!isName(name)) return { type: undefined, next: at };
  at++;
  while (tokens[at] === ']' || tokens[at] === '!') at++;
  // What stands for an argument that is left out is the schema's own.
  if (tokens[at] === '=') at = skipValue(tokens, at + 1);
  return { type: { name, isList }, next: at };
}

/** Behind `@name(…)`. */
function skipDirective(tokens: readonly string[], start: number): number {
  return tokens[start + 1] === '(' ? skipValue(tokens, start + 1) : start + 1;
}

/** Behind one value: a word, or everything between brackets. */
function skipValue(tokens: readonly string[], start: number): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at] ?? '';
    if (token === '(' || token === '[' || token === '{') depth++;
    else if (token === ')' || token === ']' || token === '}') depth--;
    if (depth <= 0) return at + 1;
  }
  return tokens.length;
}

/** The brace that begins a body: `type A implements B & C @key(fields: "id") {`. */
function skipTo(tokens: readonly string[], start: number): number {
  let at = start;
  while (
    at < tokens.length &&
    tokens[at] !== '{' &&
    !/^(?:type|input|enum|extend|scalar|union|schema)$/.test(tokens[at] ?? '')
  )
    at = tokens[at] === '(' ? skipValue(tokens, at) : at + 1;
  return at;
}

function isName(token: string): boolean {
  return /^[A-Za-z_]\w*$/.test(token);
}

/** Words and punctuation; descriptions and comments are left out. */
function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at] as string;
    if (character === '#') at = endOf(text, '\n', at);
    else if (text.startsWith('"""', at)) at = endOf(text, '"""', at + 3);
    else if (character === '"') {
      at = endOf(text, '"', at + 1);
      tokens.push('""');
    } else if (/\w/.test(character)) {
      let end = at + 1;
      while (end < text.length && /\w/.test(text[end] as string)) end++;
      tokens.push(text.slice(at, end));
      at = end;
    } else {
      if (!/[\s,]/.test(character)) tokens.push(character);
      at++;
    }
  }
  return tokens;
}

function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end + mark.length;
}
