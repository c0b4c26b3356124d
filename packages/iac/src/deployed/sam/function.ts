import { withGlobals } from '../../sam/globals.ts';
import { toPlain } from '../../yaml/plain.ts';
import { get, type Tree } from '../../yaml/tree.ts';
import { type Buildable, getAtt, isTree, ref } from '../build.ts';
import type { ExpandedResource } from '../expanded.ts';
import { tagList, withProperties } from '../properties.ts';
import { expandEvent } from './events.ts';
import { entriesOf, generate, peekText, type SamExpansion } from './expansion.ts';
import { managedPolicyArn } from './managed-policy.ts';
import { readPolicies } from './policies.ts';
import { allow, destinationPolicy, type EventTarget, trust } from './role.ts';

/** Properties that are SAM's own; all others are CloudFormation's. */
const OWN_KEYS = new Set([
  'CodeUri',
  'InlineCode',
  'ImageUri',
  'SourceKMSKeyArn',
  'Policies',
  'Events',
  'Tags',
  'PropagateTags',
  'Tracing',
  'DeadLetterQueue',
  'AssumeRolePolicyDocument',
  'RolePath',
  'PermissionsBoundary',
  'AutoPublishAlias',
  'AutoPublishCodeSha256',
  'AutoPublishAliasAllProperties',
  'VersionDescription',
  'ProvisionedConcurrencyConfig',
  'DeploymentPreference',
  'EventInvokeConfig',
  'FunctionUrlConfig',
  'VersionDeletionPolicy',
]);

/**
 * Expands an `AWS::Serverless::Function` as `sam` does when it deploys.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html
 */
export function expandFunction(written: ExpandedResource, expansion: SamExpansion): void {
  const { id, place, condition } = written;
  const properties = withGlobals(expansion.globals, 'Function', written.properties);
  const setting = (...path: string[]) => get(properties, ...path);
  const roleId = `${id}Role`;
  const alias = peekText(setting('AutoPublishAlias'), expansion);
  const aliasId = alias === undefined ? undefined : `${id}Alias${alias.replace(/[^A-Za-z0-9]/g, '')}`;
  const target: EventTarget = {
    id,
    aliasId,
    name: ref(aliasId ?? id),
    arn: aliasId === undefined ? getAtt(id, 'Arn') : ref(aliasId),
    role: { managed: [], inline: [], destinations: [] },
    condition,
  };
  const tracing = setting('Tracing');
  const isTraced = tracing !== undefined && peekText(tracing, expansion) !== 'Disabled';
  const deadLetters = setting('DeadLetterQueue');
  const code = codeOf(properties);

  expansion.out.set(id, {
    ...written,
    type: 'AWS::Lambda::Function',
    properties: withProperties(
      properties,
      {
        Code: code,
        Role: setting('Role') ?? getAtt(roleId, 'Arn'),
        Tags: [{ Key: 'lambda:createdBy', Value: 'SAM' }, ...listOf(tagList(setting('Tags')))],
        TracingConfig: isTraced ? { Mode: tracing } : undefined,
        DeadLetterConfig: deadLetters && { TargetArn: get(deadLetters, 'TargetArn') },
      },
      place,
      OWN_KEYS,
    ),
  });

  if (alias !== undefined && aliasId !== undefined) expandAlias(written, properties, alias, aliasId, expansion);
  if (setting('FunctionUrlConfig')) expandUrl(written, setting('FunctionUrlConfig')!, aliasId, expansion);
  if (setting('EventInvokeConfig')) expandAsync(written, setting('EventInvokeConfig')!, alias, target, expansion);
  for (const [name, { key, value }] of entriesOf(setting('Events'))) {
    const type = peekText(get(value, 'Type'), expansion);
    if (type === undefined) continue;
    expandEvent({ id: `${id}${name}`, type, properties: get(value, 'Properties'), place: key }, target, expansion);
  }

  if (setting('Role')) return;
  const own = readPolicies(setting('Policies'), roleId);
  const deadLetterAction = peekText(get(deadLetters, 'Type'), expansion) === 'SNS' ? 'sns:Publish' : 'sqs:SendMessage';
  const inline: Buildable[] = [
    deadLetters && allow('DeadLetterQueuePolicy', deadLetterAction, get(deadLetters, 'TargetArn')),
    ...target.role.destinations,
    ...own.inline,
    ...target.role.inline,
  ].filter((policy) => policy !== undefined);
  const managed: Buildable[] = [
    managedPolicyArn(
      setting('DurableConfig') ? 'AWSLambdaBasicDurableExecutionRolePolicy' : 'AWSLambdaBasicExecutionRole',
    ),
    isTraced ? managedPolicyArn('AWSXrayWriteOnlyAccess') : undefined,
    setting('VpcConfig') ? managedPolicyArn('AWSLambdaVPCAccessExecutionRole') : undefined,
    ...own.managed,
    ...target.role.managed,
  ];
  generate(expansion.out, {
    id: roleId,
    type: 'AWS::IAM::Role',
    // Whoever reads of the role's policies wants to see them.
    place: setting('Policies')?.place ?? place,
    condition,
    properties: {
      AssumeRolePolicyDocument: setting('AssumeRolePolicyDocument') ?? trust('lambda.amazonaws.com'),
      ManagedPolicyArns: unique(managed),
      Policies: inline.length > 0 ? inline : undefined,
      Path: setting('RolePath'),
      PermissionsBoundary: setting('PermissionsBoundary'),
      Tags: [{ Key: 'lambda:createdBy', Value: 'SAM' }, ...listOf(tagList(setting('Tags')))],
    },
  });
}

function codeOf(properties: Tree | undefined): Buildable {
  const inline = get(properties, 'InlineCode');
  if (inline) return { ZipFile: inline };
  const image = get(properties, 'ImageUri');
  if (image) return { ImageUri: image };
  const uri = get(properties, 'CodeUri');
  if (uri?.kind === 'map' && get(uri, 'Bucket')) {
    return { S3Bucket: get(uri, 'Bucket'), S3Key: get(uri, 'Key'), S3ObjectVersion: get(uri, 'Version') };
  }
  return {};
}

function expandAlias(
  { id, place, condition }: ExpandedResource,
  properties: Tree | undefined,
  alias: string,
  aliasId: string,
  { out, referable }: SamExpansion,
): void {
  const versionId = `${id}Version`;
  referable.set(`${id}.Alias`, aliasId);
  referable.set(`${id}.Version`, versionId);
  generate(out, {
    id: versionId,
    type: 'AWS::Lambda::Version',
    place,
    condition,
    deletionPolicy: 'Retain',
    properties: { FunctionName: ref(id), Description: get(properties, 'VersionDescription') },
  });
  generate(out, {
    id: aliasId,
    type: 'AWS::Lambda::Alias',
    place: get(properties, 'AutoPublishAlias')?.place ?? place,
    condition,
    properties: {
      Name: alias,
      FunctionName: ref(id),
      FunctionVersion: getAtt(versionId, 'Version'),
      ProvisionedConcurrencyConfig: get(properties, 'ProvisionedConcurrencyConfig'),
    },
  });
  if (!get(properties, 'DeploymentPreference')) return;
  generate(out, {
    id: 'ServerlessDeploymentApplication',
    type: 'AWS::CodeDeploy::Application',
    place,
    properties: { ComputePlatform: 'Lambda' },
  });
  const ownRole = get(properties, 'DeploymentPreference', 'Role');
  if (!ownRole) {
    generate(out, {
      id: 'CodeDeployServiceRole',
      type: 'AWS::IAM::Role',
      place,
      properties: {
        AssumeRolePolicyDocument: trust('codedeploy.amazonaws.com'),
        ManagedPolicyArns: [managedPolicyArn('AWSCodeDeployRoleForLambda')],
      },
    });
  }
  generate(out, {
    id: `${id}DeploymentGroup`,
    type: 'AWS::CodeDeploy::DeploymentGroup',
    place: get(properties, 'DeploymentPreference')!.place,
    condition,
    properties: {
      ApplicationName: ref('ServerlessDeploymentApplication'),
      ServiceRoleArn: ownRole ?? getAtt('CodeDeployServiceRole', 'Arn'),
      AutoRollbackConfiguration: {
        Enabled: true,
        Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
    },
  });
}

function expandUrl(
  { id, condition }: ExpandedResource,
  config: Tree,
  aliasId: string | undefined,
  { out }: SamExpansion,
): void {
  const { place } = config;
  const name = ref(aliasId ?? id);
  const authType = get(config, 'AuthType');
  generate(out, {
    id: `${id}Url`,
    type: 'AWS::Lambda::Url',
    place,
    condition,
    properties: {
      TargetFunctionArn: name,
      AuthType: authType,
      Cors: get(config, 'Cors'),
      InvokeMode: get(config, 'InvokeMode'),
    },
  });
  if (authType?.kind === 'scalar' && authType.value !== 'NONE') return;
  // Since October 2025 a public URL needs both permissions.
  // https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html
  generate(out, {
    id: `${id}UrlPublicPermissions`,
    type: 'AWS::Lambda::Permission',
    place,
    condition,
    properties: {
      Action: 'lambda:InvokeFunctionUrl',
      FunctionName: name,
      Principal: '*',
      FunctionUrlAuthType: authType,
    },
  });
  generate(out, {
    id: `${id}URLInvokeAllowPublicAccess`,
    type: 'AWS::Lambda::Permission',
    place,
    condition,
    properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: name,
      Principal: '*',
      InvokedViaFunctionUrl: true,
    },
  });
}

function expandAsync(
  { id, condition }: ExpandedResource,
  config: Tree,
  alias: string | undefined,
  target: EventTarget,
  expansion: SamExpansion,
): void {
  const { place } = config;
  const configId = `${id}EventInvokeConfig`;
  const destination = (event: 'OnSuccess' | 'OnFailure'): Buildable => {
    const wanted = get(config, 'DestinationConfig', event);
    if (!wanted) return undefined;
    const kind = peekText(get(wanted, 'Type'), expansion);
    const given = get(wanted, 'Destination');
    const madeId = `${configId}${event}${kind === 'SNS' ? 'Topic' : 'Queue'}`;
    if (!given && (kind === 'SQS' || kind === 'SNS')) {
      const type = kind === 'SQS' ? 'AWS::SQS::Queue' : 'AWS::SNS::Topic';
      generate(expansion.out, { id: madeId, type, place: wanted.place, condition, properties: {} });
      expansion.referable.set(`${id}.${kind === 'SQS' ? 'DestinationQueue' : 'DestinationTopic'}`, madeId);
    }
    const arn: Buildable = given ?? (kind === 'SNS' ? ref(madeId) : getAtt(madeId, 'Arn'));
    target.role.destinations.push(destinationPolicy(kind, `${configId}${event}`, arn));
    return { Destination: arn };
  };
  const onSuccess = destination('OnSuccess');
  const onFailure = destination('OnFailure');
  generate(expansion.out, {
    id: configId,
    type: 'AWS::Lambda::EventInvokeConfig',
    place,
    condition,
    properties: {
      FunctionName: ref(id),
      Qualifier: alias ?? '$LATEST',
      MaximumEventAgeInSeconds: get(config, 'MaximumEventAgeInSeconds'),
      MaximumRetryAttempts: get(config, 'MaximumRetryAttempts'),
      DestinationConfig:
        onSuccess !== undefined || onFailure !== undefined ? { OnSuccess: onSuccess, OnFailure: onFailure } : undefined,
    },
  });
}

function listOf(value: Buildable): readonly Buildable[] {
  return Array.isArray(value) ? (value as readonly Buildable[]) : [];
}

/** A managed policy that two events ask for stands once. */
function unique(values: readonly Buildable[]): Buildable[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    if (value === undefined) return false;
    const key = JSON.stringify(isTree(value) ? toPlain(value) : value);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
