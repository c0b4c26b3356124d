import { own } from '@bulkhead/core';
import { get, type Tree } from '../../yaml/tree.ts';
import { type Buildable, getAtt, ref, sub } from '../build.ts';
import type { ExpandedResource } from '../expanded.ts';
import { CONNECTOR_PROFILES, type ConnectorStatement } from './connector-data.ts';
import { entriesOf, generate, peekId, peekText, type SamExpansion } from './expansion.ts';

/** Which property of a resource names its role. */
const ROLE_OF: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'Role',
  'AWS::StepFunctions::StateMachine': 'RoleArn',
  'AWS::AppSync::DataSource': 'ServiceRoleArn',
};

/** `AWS::Serverless::Connector` resources, and `Connectors` of another resource. */
export function expandConnectors(written: ExpandedResource, embedded: Tree | undefined, expansion: SamExpansion): void {
  if (written.type === 'AWS::Serverless::Connector') {
    expandConnector(written.id, get(written.properties, 'Source'), written.properties, written, expansion);
  }
  for (const [name, { key, value }] of entriesOf(embedded)) {
    const source = get(value, 'Properties', 'SourceReference');
    expandConnector(
      `${written.id}${name}`,
      source,
      get(value, 'Properties'),
      { ...written, place: key },
      expansion,
      written.id,
    );
  }
}

interface End {
  readonly id: string | undefined;
  readonly type: string;
  readonly arn: Buildable;
  /** Name of the role's resource, or what names it. */
  readonly role: Buildable;
}

function expandConnector(
  id: string,
  sourceTree: Tree | undefined,
  properties: Tree | undefined,
  { place, condition }: ExpandedResource,
  expansion: SamExpansion,
  sourceId?: string,
): void {
  const source = readEnd(sourceTree, sourceId, expansion);
  const wanted = get(properties, 'Destination');
  const permissions = get(properties, 'Permissions');
  const kinds = (permissions?.kind === 'list' ? permissions.items : []).map((item) => peekText(item, expansion));
  const many = wanted?.kind === 'list';
  (wanted?.kind === 'list' ? wanted.items : [wanted]).forEach((item, index) => {
    const destination = readEnd(item, undefined, expansion);
    const profile = own(CONNECTOR_PROFILES, `${source.type} -> ${destination.type}`);
    if (!profile) return;
    const statements = (['Read', 'Write'] as const).flatMap((kind) =>
      kinds.includes(kind) ? (profile.access[kind] ?? []).map((statement) => ({ kind, statement })) : [],
    );
    if (statements.length === 0) return;
    const suffix = many ? `Destination${index}` : '';
    const fill = (pattern: string): Buildable =>
      sub(pattern, { Source: source.arn ?? '*', Destination: destination.arn ?? '*' });
    const document = {
      Version: '2012-10-17',
      Statement: statements.map(({ statement }) => statementOf(statement, fill)),
    };
    const name = (text: string) => `${id}${text}${suffix}`;
    switch (profile.kind) {
      case 'role': {
        const role = profile.holder === 'source' ? source.role : destination.role;
        generate(expansion.out, {
          id: name('Policy'),
          type: 'AWS::IAM::ManagedPolicy',
          place,
          condition,
          properties: { PolicyDocument: document, Roles: role === undefined ? [] : [role] },
        });
        return;
      }
      case 'invoke':
        for (const { kind, statement } of statements) {
          generate(expansion.out, {
            id: name(`${kind}LambdaPermission`),
            type: 'AWS::Lambda::Permission',
            place,
            condition,
            properties: {
              Action: statement.actions,
              FunctionName: destination.arn,
              Principal: statement.principal,
              SourceArn: statement.source === undefined ? undefined : fill(statement.source),
              SourceAccount: source.type === 'AWS::S3::Bucket' ? ref('AWS::AccountId') : undefined,
            },
          });
        }
        return;
      case 'topic':
        generate(expansion.out, {
          id: name('TopicPolicy'),
          type: 'AWS::SNS::TopicPolicy',
          place,
          condition,
          properties: { Topics: [destination.arn], PolicyDocument: document },
        });
        return;
      case 'queue':
        generate(expansion.out, {
          id: name('QueuePolicy'),
          type: 'AWS::SQS::QueuePolicy',
          place,
          condition,
          properties: {
            Queues: [destination.id === undefined ? undefined : ref(destination.id)],
            PolicyDocument: document,
          },
        });
    }
  });
}

function statementOf(
  { actions, resources, principal, source }: ConnectorStatement,
  fill: (pattern: string) => Buildable,
): Buildable {
  return {
    Effect: 'Allow',
    Action: actions.split(' '),
    Resource: resources.map(fill),
    Principal: principal === undefined ? undefined : { Service: principal },
    Condition: source === undefined ? undefined : { ArnEquals: { 'aws:SourceArn': fill(source) } },
  };
}

/** An end of a connector: a resource of the template by its id, or one of which the template says type and ARN. */
function readEnd(tree: Tree | undefined, ownId: string | undefined, expansion: SamExpansion): End {
  const id = ownId ?? peekText(get(tree, 'Id'), expansion);
  const resource = id === undefined ? undefined : expansion.out.get(id);
  const type = resource?.type ?? peekText(get(tree, 'Type'), expansion) ?? '';
  const roleProperty = own(ROLE_OF, type);
  const role = roleProperty ? get(resource?.properties, roleProperty) : undefined;
  const roleId = peekId(role, expansion);
  const known = roleId !== undefined && (expansion.out.has(roleId) || expansion.written.has(roleId));
  return {
    id,
    type,
    arn: id === undefined ? get(tree, 'Arn') : arnOf(id, type, tree),
    role: known ? ref(roleId) : get(tree, 'RoleName'),
  };
}

function arnOf(id: string, type: string, tree: Tree | undefined): Buildable {
  const execute = 'arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/';
  if (type === 'AWS::ApiGateway::RestApi' || type === 'AWS::ApiGatewayV2::Api') {
    const qualifier = get(tree, 'Qualifier');
    return qualifier
      ? sub(`${execute}\${Qualifier}`, { Api: ref(id), Qualifier: qualifier })
      : sub(`${execute}*`, { Api: ref(id) });
  }
  if (type === 'AWS::SNS::Topic' || type === 'AWS::StepFunctions::StateMachine') return ref(id);
  return getAtt(id, 'Arn');
}
