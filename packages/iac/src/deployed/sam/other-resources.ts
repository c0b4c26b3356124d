import { withGlobals } from '../../sam/globals.ts';
import { get } from '../../yaml/tree.ts';
import { type Buildable, getAtt, ref } from '../build.ts';
import type { ExpandedResource } from '../expanded.ts';
import { tagList, withProperties } from '../properties.ts';
import { entriesOf, generate, peekText, type SamExpansion } from './expansion.ts';

/** `AWS::Serverless::SimpleTable`: a table with one key, `id` of type string unless it says another. */
export function expandSimpleTable(written: ExpandedResource, expansion: SamExpansion): void {
  const { id, place } = written;
  const properties = withGlobals(expansion.globals, 'SimpleTable', written.properties);
  const key = get(properties, 'PrimaryKey');
  const name = get(key, 'Name') ?? 'id';
  const kinds: Readonly<Record<string, string>> = { String: 'S', Number: 'N', Binary: 'B' };
  const kind = kinds[peekText(get(key, 'Type'), expansion) ?? 'String'] ?? 'S';
  const throughput = get(properties, 'ProvisionedThroughput');
  expansion.out.set(id, {
    ...written,
    type: 'AWS::DynamoDB::Table',
    properties: withProperties(
      properties,
      {
        KeySchema: [{ AttributeName: name, KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: name, AttributeType: kind }],
        ProvisionedThroughput: throughput,
        BillingMode: throughput ? undefined : 'PAY_PER_REQUEST',
        Tags: tagList(get(properties, 'Tags')),
      },
      place,
      new Set(['PrimaryKey', 'Tags']),
    ),
  });
}

/** `AWS::Serverless::LayerVersion`, kept on deletion unless its `RetentionPolicy` says otherwise. */
export function expandLayer(written: ExpandedResource, expansion: SamExpansion): void {
  const { id, place } = written;
  const properties = withGlobals(expansion.globals, 'LayerVersion', written.properties);
  const uri = get(properties, 'ContentUri');
  const keep = peekText(get(properties, 'RetentionPolicy'), expansion);
  expansion.out.set(id, {
    ...written,
    type: 'AWS::Lambda::LayerVersion',
    deletionPolicy: keep === 'Delete' ? 'Delete' : 'Retain',
    properties: withProperties(
      properties,
      {
        LayerName: get(properties, 'LayerName') ?? id,
        Content: uri?.kind === 'map' ? { S3Bucket: get(uri, 'Bucket'), S3Key: get(uri, 'Key') } : {},
      },
      place,
      new Set(['ContentUri', 'RetentionPolicy', 'PublishLambdaVersion']),
    ),
  });
}

/** `AWS::Serverless::Application`: a nested stack; its own resources follow where its template lies in the project. */
export function expandApplication(written: ExpandedResource, expansion: SamExpansion): void {
  const { properties, place, id } = written;
  expansion.out.set(id, {
    ...written,
    type: 'AWS::CloudFormation::Stack',
    properties: withProperties(
      properties,
      {
        TemplateURL: get(properties, 'Location'),
        Parameters: get(properties, 'Parameters'),
        Tags: tagList(get(properties, 'Tags')),
      },
      place,
      new Set(['Location']),
    ),
  });
}

/** `AWS::Serverless::GraphQLApi`, as far as its security goes: the API, its keys, its data sources and their roles. */
export function expandGraphQlApi(written: ExpandedResource, expansion: SamExpansion): void {
  const { id, place, condition, properties } = written;
  const auth = get(properties, 'Auth');
  const logging = get(properties, 'Logging');
  const { out } = expansion;
  out.set(id, {
    ...written,
    type: 'AWS::AppSync::GraphQLApi',
    properties: withProperties(
      undefined,
      {
        Name: get(properties, 'Name') ?? id,
        XrayEnabled: get(properties, 'XrayEnabled'),
        AuthenticationType: get(auth, 'Type'),
        UserPoolConfig: get(auth, 'UserPool'),
        OpenIDConnectConfig: get(auth, 'OpenIDConnect'),
        LambdaAuthorizerConfig: get(auth, 'LambdaAuthorizer'),
        AdditionalAuthenticationProviders: get(auth, 'Additional'),
        LogConfig:
          logging?.kind === 'map'
            ? logging
            : { FieldLogLevel: 'ALL', CloudWatchLogsRoleArn: getAtt(`${id}CloudWatchRole`, 'Arn') },
        Tags: tagList(get(properties, 'Tags')),
      },
      place,
    ),
  });
  for (const [name, { key, value }] of entriesOf(get(properties, 'ApiKeys'))) {
    generate(out, {
      id: `${id}${name}`,
      type: 'AWS::AppSync::ApiKey',
      place: key,
      condition,
      properties: {
        ApiId: getAtt(id, 'ApiId'),
        Expires: get(value, 'ExpiresOn'),
        Description: get(value, 'Description'),
      },
    });
  }
  for (const [kind, type] of [
    ['DynamoDb', 'AMAZON_DYNAMODB'],
    ['Lambda', 'AWS_LAMBDA'],
  ] as const) {
    for (const [name, { key, value }] of entriesOf(get(properties, 'DataSources', kind))) {
      const table = get(value, 'TableName');
      const config: Readonly<Record<string, Buildable>> =
        kind === 'Lambda'
          ? { LambdaConfig: { LambdaFunctionArn: get(value, 'FunctionArn') } }
          : { DynamoDBConfig: { TableName: table, AwsRegion: get(value, 'Region') ?? ref('AWS::Region') } };
      generate(out, {
        id: `${id}${name}DataSource`,
        type: 'AWS::AppSync::DataSource',
        place: key,
        condition,
        properties: {
          ApiId: getAtt(id, 'ApiId'),
          Name: get(value, 'Name') ?? name,
          Type: type,
          ServiceRoleArn: get(value, 'ServiceRoleArn'),
          ...config,
        },
      });
    }
  }
}
