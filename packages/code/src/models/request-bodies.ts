import { type BodyCheck, isMap, own, type SinkClass, type SourcePlace } from '@bulkhead/core';
import { cleanByRule, type JsonRule } from './json-rules.ts';

/*
 * What models of a REST API prove of the body of a request: a REST API that validates bodies answers by itself where one does
 * not fit. Its validator follows JSON Schema, draft 4; a request whose content type no model is for passes unchecked.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
 */

/** What is known of one part of a body. */
export interface BodyProof {
  readonly cleanFor: readonly SinkClass[] | 'all';
  /** It holds for requests of these media types alone. */
  readonly only?: readonly string[];
  readonly place: SourcePlace;
}

/** Formats of draft 4 that leave nothing to choose; a validator passes over those that it does not know. */
const FORMATS = /^date-time$/;
const MOST_REFERENCES = 10;

/**
 * @param routes of each route that leads to the function, its checks; a route without any lets everything through
 * @returns by path of the event (`body.user.name`); `undefined`: nothing
 */
export function bodyProof(
  routes: readonly (readonly BodyCheck[])[],
): ((path: string) => BodyProof | undefined) | undefined {
  const [first] = routes[0] ?? [];
  if (first === undefined || routes.some((checks) => checks.length === 0)) return undefined;
  const checks = routes.flat();
  const isWhole = routes.every((route) => route.some(({ mediaType }) => mediaType === '$default'));
  const only = isWhole ? {} : { only: [...new Set(checks.map(({ mediaType }) => mediaType))] };
  const known = new Map<string, BodyProof | undefined>();
  const find = (path: string): BodyProof | undefined => {
    const names = namesOf(path);
    if (names === undefined) return undefined;
    const cleanFor = common(checks.map((check) => proven(check, check.schema, names)));
    return cleanFor === undefined ? undefined : { cleanFor, place: first.place, ...only };
  };
  return (path) => {
    if (!path.startsWith('body')) return undefined;
    if (!known.has(path)) known.set(path, find(path));
    return known.get(path);
  };
}

/** `body.items[].id` is `items`, `[]`, `id`; `undefined`: no part of the body. */
function namesOf(path: string): readonly string[] | undefined {
  const match = /^body(?=[.[])(.*)$/.exec(path);
  return match?.[1]
    ?.split('.')
    .flatMap((part) => part.split(/(\[\])/))
    .filter((part) => part !== '');
}

type Clean = readonly SinkClass[] | 'all' | undefined;

function proven(check: BodyCheck, written: unknown, names: readonly string[]): Clean {
  const rule = resolved(check, written);
  if (rule === undefined) return undefined;
  const [name, ...rest] = names;
  if (name === undefined) return cleanByRule(readRule(check, rule), FORMATS);
  const own = name === '[]' ? ofItems(check, rule, rest) : ofField(check, rule, name, rest);
  if (own !== undefined) return own;
  const all = rule['allOf'];
  for (const one of Array.isArray(all) ? all : []) {
    const found = proven(check, one, names);
    if (found !== undefined) return found;
  }
  return undefined;
}

function ofField(check: BodyCheck, rule: Record<string, unknown>, name: string, rest: readonly string[]): Clean {
  const properties = isMap(rule['properties']) ? rule['properties'] : {};
  if (name !== '*') {
    const property = own(properties, name);
    if (property !== undefined) return proven(check, property, rest);
  }
  // A list or a text has parts as well, under numbers.
  if (rule['type'] !== 'object' || rule['patternProperties'] !== undefined) return undefined;
  const others = rule['additionalProperties'];
  const other = others === false ? 'all' : proven(check, others, rest);
  if (name !== '*') return other;
  return common([other, ...Object.values(properties).map((property) => proven(check, property, rest))]);
}

function ofItems(check: BodyCheck, rule: Record<string, unknown>, rest: readonly string[]): Clean {
  return rule['type'] === 'array' ? proven(check, rule['items'], rest) : undefined;
}

/** The rule, or the one that it refers to; everything beside a reference counts for nothing. */
function resolved({ schema, schemas }: BodyCheck, written: unknown): Record<string, unknown> | undefined {
  let here = written;
  for (let i = 0; i < MOST_REFERENCES; i++) {
    if (!isMap(here)) return undefined;
    const reference = here['$ref'];
    if (reference === undefined) return here;
    const name = /([^/]+)$/.exec(typeof reference === 'string' ? reference : '')?.[1];
    if (name === undefined) return undefined;
    const isLocal = String(reference).startsWith('#/definitions/');
    const definitions = isMap(schema) && isMap(schema['definitions']) ? schema['definitions'] : {};
    here = (isLocal ? own(definitions, name) : undefined) ?? own(schemas, name);
  }
  return undefined;
}

function readRule(check: BodyCheck, rule: Record<string, unknown>): JsonRule {
  const text = (keyword: string): string | undefined => {
    const value = rule[keyword];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    // A format says something of texts alone.
    text: (keyword) => (keyword === 'format' && rule['type'] !== 'string' ? undefined : text(keyword)),
    // Draft 4 has no `const`.
    has: (keyword) => keyword === 'enum' && Array.isArray(rule['enum']),
    options(keyword) {
      const value = rule[keyword];
      return Array.isArray(value) ? value.map((one) => proven(check, one, [])) : undefined;
    },
  };
}

/** What holds in all. */
function common(all: readonly Clean[]): Clean {
  const known = all.filter((one) => one !== undefined);
  if (known.length < all.length) return undefined;
  const [first, ...others] = known.filter((one) => one !== 'all');
  return first?.filter((sink) => others.every((one) => one.includes(sink))) ?? 'all';
}
