import { existsSync, readFileSync } from 'node:fs';

interface Attribute {
  type: string;
  is_array?: boolean;
  requirement: 'required' | 'recommended' | 'optional';
  profile?: string;
  enum?: Record<string, string>;
}
interface Shape {
  attributes: Record<string, Attribute>;
  constraints?: { at_least_one?: string[]; just_one?: string[] } | null;
}
interface OcsfSchema {
  classes: Record<string, Shape & { class_uid: number; category_uid: number }>;
  objects: Record<string, Shape>;
  types: Record<string, { type?: string; regex?: string; max_len?: number }>;
}

const FILE = new URL('../../../../../shared/ocsf/schema-1.6.0.json', import.meta.url);

/** The published OCSF 1.6.0 schema, resolved; `undefined` where it is not beside the checkout. */
export function loadOcsfSchema(): OcsfSchema | undefined {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as OcsfSchema) : undefined;
}

/** Everything that is wrong with a record: missing required attributes, unknown ones, types, enums, constraints. */
export function validateOcsf(schema: OcsfSchema, record: Record<string, unknown>): string[] {
  const shape = Object.values(schema.classes).find((candidate) => candidate.class_uid === record['class_uid']);
  if (!shape) return [`class_uid ${String(record['class_uid'])} is not in the schema`];
  const profiles = ((record['metadata'] as { profiles?: string[] } | undefined)?.profiles ?? []) as string[];
  const problems: string[] = [];
  // The enums of these two are the base event's (0) in the resolved schema; they are compared with the class below.
  const { class_uid: _class, category_uid: _category, ...attributes } = shape.attributes;
  const { class_uid: _classUid, category_uid: _categoryUid, ...rest } = record;
  checkShape(schema, { ...shape, attributes }, rest, '', profiles, problems);
  if (record['category_uid'] !== shape.category_uid) problems.push(`category_uid is not ${shape.category_uid}`);
  const expected = (record['class_uid'] as number) * 100 + (record['activity_id'] as number);
  if (record['type_uid'] !== expected) problems.push(`type_uid is not class_uid * 100 + activity_id = ${expected}`);
  return problems;
}

function checkShape(
  schema: OcsfSchema,
  shape: Shape,
  value: Record<string, unknown>,
  path: string,
  profiles: string[],
  problems: string[],
): void {
  for (const [name, attribute] of Object.entries(shape.attributes)) {
    const inForce = attribute.profile === undefined || profiles.includes(attribute.profile);
    if (value[name] === undefined) {
      if (inForce && attribute.requirement === 'required') problems.push(`${path}${name} is required`);
    } else if (!inForce) problems.push(`${path}${name} needs profile ${attribute.profile}`);
    else checkAttribute(schema, attribute, value[name], `${path}${name}`, profiles, problems);
  }
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(shape.attributes, name)) problems.push(`${path}${name} is not in the schema`);
  }
  const { at_least_one: some, just_one: one } = shape.constraints ?? {};
  const count = (names: string[]) => names.filter((name) => value[name] !== undefined).length;
  if (some && count(some) === 0) problems.push(`${path} needs one of ${some.join(', ')}`);
  if (one && count(one) !== 1) problems.push(`${path} needs exactly one of ${one.join(', ')}`);
}

function checkAttribute(
  schema: OcsfSchema,
  attribute: Attribute,
  value: unknown,
  path: string,
  profiles: string[],
  problems: string[],
): void {
  if (attribute.is_array) {
    if (!Array.isArray(value)) problems.push(`${path} is not an array`);
    else {
      for (const [i, item] of value.entries()) {
        checkAttribute(schema, { ...attribute, is_array: false }, item, `${path}[${i}]`, profiles, problems);
      }
    }
    return;
  }
  if (attribute.enum && !Object.hasOwn(attribute.enum, String(value)))
    problems.push(`${path} ${String(value)} is no enum value`);
  if (attribute.type === 'json_t') return;
  const object = schema.objects[attribute.type];
  if (object || attribute.type === 'object') {
    if (typeof value !== 'object' || value === null) problems.push(`${path} is not an object`);
    else if (object) checkShape(schema, object, value as Record<string, unknown>, `${path}.`, profiles, problems);
    return;
  }
  checkScalar(schema, attribute.type, value, path, problems);
}

function checkScalar(schema: OcsfSchema, type: string, value: unknown, path: string, problems: string[]): void {
  const definition = schema.types[type];
  if (!definition) {
    problems.push(`${path} has a type that the schema does not define: ${type}`);
    return;
  }
  const base = definition.type ?? type;
  const isRight =
    base === 'boolean_t'
      ? typeof value === 'boolean'
      : base === 'integer_t' || base === 'long_t'
        ? Number.isSafeInteger(value)
        : base === 'float_t'
          ? typeof value === 'number'
          : typeof value === 'string';
  if (!isRight) problems.push(`${path} is not a ${type}`);
  if (typeof value !== 'string') return;
  if (definition.regex && !new RegExp(definition.regex).test(value))
    problems.push(`${path} does not look like a ${type}`);
  if (definition.max_len && value.length > definition.max_len)
    problems.push(`${path} is longer than ${definition.max_len}`);
}
