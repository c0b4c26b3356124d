import { expect, test } from 'vitest';
import { readPython } from '../../python/testing/read.ts';

/** A handler with these lines, behind an API: `body` is its JSON. */
const program = (lines: string, top: string) =>
  `import json, os\n${top}\ndef handler(event, context):\n    body = json.loads(event['body'])\n${lines
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}\n`;

const JSON_SCHEMA = (rule: string) =>
  `import jsonschema\nfrom jsonschema import validate, Draft7Validator\nS = {'type': 'object', 'properties': {'n': ${rule}}}`;
const RUN = "os.system('ls ' + body['n'])";
const MARSHMALLOW = (field: string) =>
  `from marshmallow import Schema, fields, validate\nclass S(Schema):\n    n = ${field}`;
const CERBERUS = (rule: string) => `from cerberus import Validator\nv = Validator({'n': ${rule}})`;
const POWERTOOLS = (rule: string) =>
  `from aws_lambda_powertools.utilities.validation import validate\nS = {'type': 'object', 'properties': {'n': ${rule}}}`;

/** Ways to check, and what is found: the class, or nothing where it is proven harmless. */
test.each([
  ['jsonschema, a choice', '', `validate(body, S)\n${RUN}`, JSON_SCHEMA("{'enum': ['a', 'b']}")],
  [
    'jsonschema, by name',
    '',
    `jsonschema.validate(instance=body, schema=S)\n${RUN}`,
    JSON_SCHEMA("{'type': 'integer'}"),
  ],
  ['jsonschema, a text', 'cmdi', `validate(body, S)\n${RUN}`, JSON_SCHEMA("{'type': 'string'}")],
  ['jsonschema, a pattern', '', `validate(body, S)\n${RUN}`, JSON_SCHEMA("{'type': 'string', 'pattern': '^[a-z]+$'}")],
  [
    'jsonschema, a pattern anywhere',
    'cmdi',
    `validate(body, S)\n${RUN}`,
    JSON_SCHEMA("{'type': 'string', 'pattern': '[a-z]+'}"),
  ],
  ['jsonschema, a validator', '', `Draft7Validator(S).validate(body)\n${RUN}`, JSON_SCHEMA("{'enum': ['a', 'b']}")],
  [
    'jsonschema, a validator that is asked',
    '',
    `if not Draft7Validator(S).is_valid(body):\n    return 1\n${RUN}`,
    JSON_SCHEMA("{'enum': ['a', 'b']}"),
  ],
  [
    'jsonschema, errors that nobody looks at',
    'cmdi',
    `errors = list(Draft7Validator(S).iter_errors(body))\n${RUN}`,
    JSON_SCHEMA("{'enum': ['a', 'b']}"),
  ],
  [
    'fastjsonschema, a choice',
    '',
    `check(body)\n${RUN}`,
    "import fastjsonschema\ncheck = fastjsonschema.compile({'type': 'object', 'properties': {'n': {'enum': ['a']}}})",
  ],
  [
    'fastjsonschema, a text',
    'cmdi',
    `check(body)\n${RUN}`,
    "import fastjsonschema\ncheck = fastjsonschema.compile({'type': 'object', 'properties': {'n': {'type': 'string'}}})",
  ],
  ['Powertools, a choice', '', `validate(event=body, schema=S)\n${RUN}`, POWERTOOLS("{'enum': ['a', 'b']}")],
  ['Powertools, a text', 'cmdi', `validate(event=body, schema=S)\n${RUN}`, POWERTOOLS("{'type': 'string'}")],
  ['cerberus, a number', '', `if not v.validate(body):\n    return 1\n${RUN}`, CERBERUS("{'type': 'integer'}")],
  ['cerberus, a choice', '', `if v.validate(body):\n    ${RUN}`, CERBERUS("{'type': 'string', 'allowed': ['a', 'b']}")],
  ['cerberus, a text', 'cmdi', `if not v.validate(body):\n    return 1\n${RUN}`, CERBERUS("{'type': 'string'}")],
  ['cerberus, nobody asks', 'cmdi', `v.validate(body)\n${RUN}`, CERBERUS("{'type': 'integer'}")],
  [
    'cerberus, a pattern',
    '',
    `if not v.validate(body):\n    return 1\n${RUN}`,
    CERBERUS("{'type': 'string', 'regex': '^[a-z]+$'}"),
  ],
  [
    'marshmallow, a number',
    '',
    "d = S().load(body)\nos.system('ls ' + d['n'])",
    MARSHMALLOW('fields.Int(required=True)'),
  ],
  [
    'marshmallow, a text',
    'cmdi',
    "d = S().load(body)\nos.system('ls ' + d['n'])",
    MARSHMALLOW('fields.Str(required=True)'),
  ],
  [
    'marshmallow, a choice',
    '',
    "d = S().load(body)\nos.system('ls ' + d['n'])",
    MARSHMALLOW("fields.Str(validate=validate.OneOf(['a', 'b']))"),
  ],
  [
    'marshmallow, a pattern',
    '',
    "d = S().load(body)\nos.system('ls ' + d['n'])",
    MARSHMALLOW("fields.String(validate=validate.Regexp(r'^[a-z]+$'))"),
  ],
  [
    'marshmallow, a length',
    'cmdi',
    "d = S().load(body)\nos.system('ls ' + d['n'])",
    MARSHMALLOW('fields.String(validate=validate.Length(max=9))'),
  ],
  [
    'marshmallow, text of JSON',
    '',
    "d = S().loads(event['body'])\nos.system('ls ' + d['n'])",
    MARSHMALLOW('fields.UUID()'),
  ],
  [
    'marshmallow, errors that nobody looks at',
    'cmdi',
    `errors = S().validate(body)\n${RUN}`,
    MARSHMALLOW('fields.Int()'),
  ],
  [
    'marshmallow, errors that are looked at',
    '',
    `errors = S().validate(body)\nif errors:\n    return 1\n${RUN}`,
    MARSHMALLOW('fields.Int()'),
  ],
  [
    'pydantic, a choice',
    '',
    "q = Q(**body)\nos.system('ls ' + q.n)",
    "from typing import Literal\nfrom pydantic import BaseModel\nclass Q(BaseModel):\n    n: Literal['a', 'b']",
  ],
  [
    'pydantic, an adapter',
    'cmdi',
    "q = TypeAdapter(Q).validate_python(body)\nos.system('ls ' + q.n)",
    'from pydantic import BaseModel, TypeAdapter\nclass Q(BaseModel):\n    n: str',
  ],
  [
    'pydantic, an adapter and a number',
    '',
    "q = TypeAdapter(Q).validate_python(body)\nos.system('ls ' + q.n)",
    'from pydantic import BaseModel, TypeAdapter\nclass Q(BaseModel):\n    n: int',
  ],
  [
    'a token that nobody checks',
    'cmdi',
    "c = jwt.decode(event['headers']['Authorization'], options={'verify_signature': False})\nos.system('ls ' + c['name'])",
    'import jwt',
  ],
  [
    'a token that is checked',
    '',
    "c = jwt.decode(event['headers']['Authorization'], os.environ['KEY'], algorithms=['HS256'])\nos.system('ls ' + c['name'])",
    'import jwt',
  ],
])('%s', async (_name, expected, lines, top) => {
  const { flows } = await readPython(program(lines, top));
  const found = flows.filter(({ carries }) => carries === 'event').map((flow) => flow.class);
  if (expected === '') expect(found).toEqual([]);
  else expect(found).toContain(expected);
});
