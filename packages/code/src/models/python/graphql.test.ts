import { expect, test } from 'vitest';
import { readPython } from '../../python/testing/read.ts';

const ARIADNE =
  'import json, os\nfrom ariadne import QueryType, MutationType, ObjectType, make_executable_schema, graphql_sync, gql\nquery = QueryType()\n';
const GRAPHENE = 'import json, os\nimport graphene\n';
const STRAWBERRY = 'import json, os\nimport strawberry\n';

/** Whole programs whose resolvers a query names. */
test.each([
  [
    'ariadne, a text',
    'cmdi',
    `${ARIADNE}@query.field('go')\ndef go(obj, info, n=None):\n    os.system('ls ' + n)\nschema = make_executable_schema('type Query { go(n: String): String }', query)\ndef handler(event, context):\n    return graphql_sync(schema, json.loads(event['body']))`,
  ],
  [
    'ariadne, a resolver that is set',
    'cmdi',
    `${ARIADNE}def go(obj, info, n):\n    os.system('ls ' + n)\nquery.set_field('go', go)\nschema = make_executable_schema('type Query { go(n: String): String }', [query])\ndef handler(event, context):\n    return graphql_sync(schema, json.loads(event['body']))`,
  ],
  [
    'ariadne, all arguments',
    'cmdi',
    `${ARIADNE}m = MutationType()\n@m.field('go')\ndef go(*_, **args):\n    os.system('ls ' + args['n'])\nschema = make_executable_schema('type Mutation { go(n: String): String }', query, m)\ndef handler(event, context):\n    return graphql_sync(schema, json.loads(event['body']))`,
  ],
  [
    'ariadne, a number that is made',
    '',
    `${ARIADNE}@query.field('go')\ndef go(obj, info, n=None):\n    os.system(f'ls {int(n)}')\nschema = make_executable_schema('type Query { go(n: String): String }', query)\ndef handler(event, context):\n    return graphql_sync(schema, json.loads(event['body']))`,
  ],
  [
    'ariadne, a resolver of another schema',
    '',
    `${ARIADNE}other = QueryType()\n@other.field('go')\ndef go(obj, info, n=None):\n    os.system('ls ' + n)\nschema = make_executable_schema('type Query { go(n: String): String }', query)\ndef handler(event, context):\n    return graphql_sync(schema, json.loads(event['body']))`,
  ],
  [
    'ariadne, a choice',
    '',
    `${ARIADNE}@query.field('go')\ndef go(obj, info, n=None):\n    os.system('ls ' + n)\nschema = make_executable_schema('enum Kind { A B } type Query { go(n: Kind): String }', query)\ndef handler(event, context):\n    return graphql_sync(schema, json.loads(event['body']))`,
  ],
  [
    'ariadne, a scalar of its own',
    'cmdi',
    `${ARIADNE}@query.field('go')\ndef go(obj, info, n=None):\n    os.system('ls ' + n)\nschema = make_executable_schema('scalar Kind type Query { go(n: Kind): String }', query)\ndef handler(event, context):\n    return graphql_sync(schema, json.loads(event['body']))`,
  ],
  [
    'graphene, a text',
    'cmdi',
    `${GRAPHENE}class Query(graphene.ObjectType):\n    go = graphene.String(n=graphene.String())\n    def resolve_go(self, info, n):\n        os.system('ls ' + n)\nschema = graphene.Schema(query=Query)\ndef handler(event, context):\n    body = json.loads(event['body'])\n    return schema.execute(body['query'], variables=body['variables'])`,
  ],
  [
    'graphene, a number',
    '',
    `${GRAPHENE}class Query(graphene.ObjectType):\n    go = graphene.String(n=graphene.Int())\n    def resolve_go(self, info, n):\n        os.system(f'ls {n}')\nschema = graphene.Schema(query=Query)\ndef handler(event, context):\n    body = json.loads(event['body'])\n    return schema.execute(body['query'], variables=body['variables'])`,
  ],
  [
    'graphene, a mutation',
    'cmdi',
    `${GRAPHENE}class Go(graphene.Mutation):\n    class Arguments:\n        n = graphene.String()\n    ok = graphene.Boolean()\n    def mutate(self, info, n):\n        os.system('ls ' + n)\nclass M(graphene.ObjectType):\n    go = Go.Field()\nschema = graphene.Schema(mutation=M)\ndef handler(event, context):\n    body = json.loads(event['body'])\n    return schema.execute(body['query'])`,
  ],
  [
    'strawberry, a text',
    'cmdi',
    `${STRAWBERRY}@strawberry.type\nclass Query:\n    @strawberry.field\n    def go(self, n: str) -> str:\n        os.system('ls ' + n)\nschema = strawberry.Schema(query=Query)\ndef handler(event, context):\n    body = json.loads(event['body'])\n    return schema.execute_sync(body['query'], variable_values=body['variables'])`,
  ],
  [
    'strawberry, a number',
    '',
    `${STRAWBERRY}@strawberry.type\nclass Query:\n    @strawberry.field\n    def go(self, n: int) -> str:\n        os.system(f'ls {n}')\nschema = strawberry.Schema(query=Query)\ndef handler(event, context):\n    body = json.loads(event['body'])\n    return schema.execute_sync(body['query'], variable_values=body['variables'])`,
  ],
])('%s', async (_name, expected, source) => {
  const { flows } = await readPython(source);
  const found = flows.filter(({ carries }) => carries === 'event').map((flow) => flow.class);
  if (expected === '') expect(found).toEqual([]);
  else expect(found).toContain(expected);
});
