import { expect, test } from 'vitest';
import { readPython } from '../../python/testing/read.ts';

/** A handler with these lines, behind an API: `body` is its JSON. */
const program = (lines: string) =>
  `import json, os, re, boto3, pymysql\ntable = boto3.resource('dynamodb').Table('t')\nconn = pymysql.connect()\ndef handler(event, context):\n    body = json.loads(event['body'])\n${lines
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n')}\n`;

const UPDATE = `parts = [f"#{k} = :{k}" for k in updates]\ntable.update_item(Key={'id': '1'}, UpdateExpression='SET ' + ', '.join(parts), ExpressionAttributeValues={f":{k}": v for k, v in updates.items()})`;
const DELETE = `where = ' AND '.join(f"{key} = %s" for key in keys)\nconn.cursor().execute(f"DELETE FROM t WHERE {where}", list(body.values()))`;

/** Names that become part of a statement: of the code's own, checked, and the sender's. */
test.each([
  [
    'fields of a list of the code',
    '',
    `updates = {}\nfor field in {'a', 'b'}:\n    if field in body:\n        updates[field] = body[field]\n${UPDATE}`,
  ],
  [
    'fields of a list of the code, made at once',
    '',
    `updates = {k: body[k] for k in ['a', 'b'] if k in body}\n${UPDATE}`,
  ],
  [
    'fields of a list of the code, in pairs',
    '',
    `updates = {k: body[k] for k in ['a', 'b'] if k in body}\nexpr = ', '.join(f"{k} = :{k}" for k, v in updates.items())\ntable.update_item(Key={'id': '1'}, UpdateExpression='SET ' + expr)`,
  ],
  [
    'fields that were looked at before they were put in',
    '',
    `updates = {}\nfor part in body['parts']:\n    if part['name'] in ['a', 'b']:\n        updates[part['name']] = part['text']\nkeys = updates.keys()\n${DELETE}`,
  ],
  [
    'fields that nobody looked at before they were put in',
    'sqli',
    `updates = {}\nfor part in body['parts']:\n    updates[part['name']] = part['text']\nkeys = updates.keys()\n${DELETE}`,
  ],
  [
    'fields that nobody looked at, put in beside others',
    'sqli',
    `updates = {}\nfor part in body['parts']:\n    if part['name'] in ['a', 'b']:\n        updates[part['name']] = part['text']\nupdates.update(body['more'])\nkeys = updates.keys()\n${DELETE}`,
  ],
  [
    'fields that a helper looks at, which answers with a status',
    '',
    `def check(one):\n    for key in one:\n        if not re.fullmatch('[A-Za-z0-9_$]+', key):\n            return (400, 'no')\n    return None\nrefusal = check(body)\nif refusal is not None:\n    return refusal\nkeys = list(body.keys())\n${DELETE}`,
  ],
  [
    'fields that a helper looks at, and nobody asks what it says',
    'sqli',
    `def check(one):\n    for key in one:\n        if not re.fullmatch('[A-Za-z0-9_$]+', key):\n            return (400, 'no')\n    return None\nrefusal = check(body)\nkeys = list(body.keys())\n${DELETE}`,
  ],
  ['all fields of the sender', 'nosqli', `updates = body\n${UPDATE}`],
  ['those of the sender that are known', '', `updates = {k: v for k, v in body.items() if k in ['a', 'b']}\n${UPDATE}`],
  ['those of the sender but one', 'nosqli', `updates = {k: v for k, v in body.items() if k != 'id'}\n${UPDATE}`],
  [
    'names that are refused where one is not known',
    '',
    `keys = list(body.keys())\nunknown = [key for key in keys if key not in ['a', 'b']]\nif unknown:\n    return 1\n${DELETE}`,
  ],
  [
    'names that nobody refuses',
    'sqli',
    `keys = list(body.keys())\nunknown = [key for key in keys if key not in ['a', 'b']]\nif unknown:\n    print('x')\n${DELETE}`,
  ],
  [
    'names that are refused where one is known',
    'sqli',
    `keys = list(body.keys())\nunknown = [key for key in keys if key in ['a', 'b']]\nif unknown:\n    return 1\n${DELETE}`,
  ],
  [
    'names that a loop refuses',
    '',
    `keys = list(body.keys())\nfor key in keys:\n    if key not in ['a', 'b']:\n        return 1\n${DELETE}`,
  ],
  [
    'names that a loop skips',
    'sqli',
    `keys = list(body.keys())\nfor key in keys:\n    if key not in ['a', 'b']:\n        continue\n    print(key)\n${DELETE}`,
  ],
  [
    'names that a loop refuses by a pattern',
    '',
    `keys = list(body.keys())\nfor key in keys:\n    if not re.fullmatch('[a-z_]+', key):\n        raise ValueError(key)\n${DELETE}`,
  ],
  [
    'names of a table that is asked',
    '',
    `c = conn.cursor()\nc.execute('DESC t')\ncolumns = {row[0] for row in c.fetchall()}\nkeys = list(body.keys())\nif [key for key in keys if key not in columns]:\n    return 1\n${DELETE}`,
  ],
  [
    'a loop that ends early',
    'sqli',
    `keys = list(body.keys())\nfor key in keys:\n    if key not in ['a', 'b']:\n        return 1\n    break\n${DELETE}`,
  ],
  [
    'values, where the names alone are known',
    'cmdi',
    `for x in body:\n    if x not in ['a', 'b']:\n        return 1\nfor v in body.values():\n    os.system('ls ' + v)`,
  ],
  [
    'values by pairs, where the names alone are known',
    'cmdi',
    `for x in body:\n    if x not in ['a', 'b']:\n        return 1\nfor k, v in body.items():\n    os.system('ls ' + v)`,
  ],
  [
    'names, where the values alone are known',
    'cmdi',
    `for x in body.values():\n    if x not in ['a', 'b']:\n        return 1\nfor k in body:\n    os.system('ls ' + k)`,
  ],
  [
    'names that a first loop refuses',
    '',
    `for x in body:\n    if x not in ['a', 'b']:\n        return 1\nfor k in body:\n    os.system('ls ' + k)`,
  ],
  [
    'values that a first loop refuses',
    '',
    `for x in body.values():\n    if x not in ['a', 'b']:\n        return 1\nfor v in body.values():\n    os.system('ls ' + v)`,
  ],
])('%s', async (_name, expected, lines) => {
  const { flows } = await readPython(program(lines));
  const found = flows.filter(({ carries }) => carries === 'event').map((flow) => flow.class);
  if (expected === '') expect(found).toEqual([]);
  else expect(found).toContain(expected);
});
