import type { DeployedResource, FunctionCode, StaticValue } from '@bulkhead/core';
import { nodeFunction } from '../helpers/fixture.ts';
import { type FunctionView, functionsOf, isPublic, nameOf } from '../helpers/functions.ts';
import { resourceById } from '../helpers/resources.ts';
import { field, itemsOf, literal, refsOf } from '../helpers/values.ts';
import type { PostureModel, Rule } from '../rule.ts';

/** Hosts that a message names; `bulkhead profile` writes all of them. */
const MOST_NAMED = 6;

const USES_PACKAGE = `
  import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
  import axios from 'axios';
  const client = new DynamoDBClient({});
  export const handler = async () => {
    const { Item } = await client.send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' } } }));
    await axios.post('https://api.example.com/orders', { id: Item.id.S });
  };
`;

export const rule: Rule = {
  id: 'egress-open',
  title: 'A function may connect to any host, and its code needs a few',
  severity: 'medium',
  risk: 'SAS-3',
  needs: 'both',
  readsPolicy: true,
  // True of nearly every function that nobody has limited: for teams that mean to.
  defaultState: 'off',
  rationale:
    'A dependency that turns hostile, or an injection that gets through, sends what the function can read wherever it likes: Lambda lets everything out. The code of this function names all the hosts that it needs, so that a list of them costs nothing.',
  fix: 'Let bulkhead profile --from-code write the list and take it over as hooks.outbound.allow in bulkhead.yml; or put the function into subnets without a way out, with VPC endpoints for AWS.',
  references: ['CWE-923', 'CWE-918', 'OWASP A08:2021'],
  peers: [],
  *check(model) {
    for (const view of functionsOf(model)) {
      const { code, fn } = view;
      if (!code || !mayLose(code) || isLimited(model, view)) continue;
      const hosts = hostsOf(code);
      // Where the code decides at run time, a list would stop its own work.
      if (hosts === undefined) continue;
      const more = hosts.length - MOST_NAMED;
      const named = [...hosts.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])].join(', ');
      yield {
        message: `${nameOf(view)} may connect to any host; its code needs ${named}`,
        place: fn.place,
        subject: fn.id,
        severity: isPublic(view) ? 'medium' : 'low',
      };
    }
  },
  fixtures: {
    fails: [
      nodeFunction('data, a package of others, and two hosts', USES_PACKAGE),
      nodeFunction(
        'a network whose security group lets everything out',
        USES_PACKAGE,
        inNetwork(),
        groupFor('0.0.0.0/0'),
      ),
    ],
    passes: [
      {
        ...nodeFunction('a list of hosts in the policy', USES_PACKAGE),
        ...withPolicy('hooks: { outbound: { allow: [aws:dynamodb, api.example.com] } }'),
      },
      nodeFunction(
        'a network whose security group lets little out',
        USES_PACKAGE,
        inNetwork(),
        groupFor('10.0.0.0/16'),
      ),
      nodeFunction(
        'nothing but its own code and the SDK',
        `
        import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
        const client = new DynamoDBClient({});
        export const handler = () => client.send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' } } }));
      `,
      ),
      nodeFunction(
        'a host that a table names',
        USES_PACKAGE.replace("'https://api.example.com/orders'", 'Item.callback.S'),
      ),
    ],
  },
};

function inNetwork(): string {
  return 'VpcConfig: { SubnetIds: [subnet-1, subnet-2], SecurityGroupIds: [!GetAtt Out.GroupId] }';
}

function groupFor(range: string): string {
  return `Out:
  Type: AWS::EC2::SecurityGroup
  Properties: { GroupDescription: out, SecurityGroupEgress: [{ IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: ${range} }] }`;
}

function withPolicy(text: string): { files: Record<string, string> } {
  return { files: { ...nodeFunction('', USES_PACKAGE).files, 'bulkhead.yml': `${text}\n` } };
}

/** Whether it calls AWS, whose answers are worth something, with code in it that somebody else has written. */
function mayLose({ calls, modules }: FunctionCode): boolean {
  return calls.length > 0 && modules.some(({ name, builtin }) => !builtin && !OF_AWS.test(name));
}

const OF_AWS =
  /^(?:@aws-sdk\/|@smithy\/|@aws-lambda-powertools\/|@bulkhead\/|aws-sdk$|boto3$|botocore$|aws_lambda_powertools$|awscrt$)/;

/** By a policy of Bulkhead's, or by a network; one whose groups are not in the template may do so. */
function isLimited(model: PostureModel, { fn, resource, code }: FunctionView): boolean {
  // The guard works in Node.js.
  if (code?.language === 'javascript' && model.limited?.has(fn.id)) return true;
  const network = field(resource?.properties, 'VpcConfig');
  if (network === undefined) return false;
  const groups = itemsOf(field(network, 'SecurityGroupIds')).map((item) => resourceById(model, refsOf(item)[0]));
  return groups.length === 0 || !groups.some((group) => group !== undefined && letsOut(group));
}

/** Without rules for egress a group lets everything out. */
function letsOut({ properties }: DeployedResource): boolean {
  const rules = field(properties, 'SecurityGroupEgress');
  if (rules === undefined) return true;
  return itemsOf(rules).some((one) =>
    /^(?:0\.0\.0\.0|::)\/0$/.test(literal(field(one, 'CidrIp')) ?? literal(field(one, 'CidrIpv6')) ?? ''),
  );
}

/** Services of AWS and hosts, each once; `undefined` where one is known at run time only. */
function hostsOf({ calls, uses }: FunctionCode): readonly string[] | undefined {
  const hosts = new Set<string>(calls.map(({ service }) => `${service} of AWS`));
  for (const { kind, what } of uses) {
    if (kind !== 'host') continue;
    for (const one of textsOf(what)) {
      const host = one === undefined ? undefined : /^https?:\/\/([^/?#\s]{1,253})/i.exec(one)?.[1];
      if (host === undefined) return undefined;
      hosts.add(host);
    }
  }
  return [...hosts].sort();
}

function textsOf(value: StaticValue): readonly (string | undefined)[] {
  if (value.kind === 'literal') return [String(value.value)];
  if (value.kind === 'either') return value.options.flatMap(textsOf);
  // The host stands in front: what follows it is of no interest.
  if (value.kind === 'concat') {
    const [first] = value.parts;
    return first?.kind === 'literal' && /^https?:\/\/[^/]+\//i.test(String(first.value))
      ? [String(first.value)]
      : [undefined];
  }
  return [undefined];
}
