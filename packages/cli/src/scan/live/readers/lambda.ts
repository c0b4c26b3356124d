import {
  type FunctionConfiguration,
  GetFunctionCodeSigningConfigCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionRecursionConfigCommand,
  GetPolicyCommand,
  LambdaClient,
  ListAliasesCommand,
  ListEventSourceMappingsCommand,
  ListFunctionEventInvokeConfigsCommand,
  ListFunctionsCommand,
  ListFunctionUrlConfigsCommand,
  ListTagsCommand,
} from '@aws-sdk/client-lambda';
import { type LiveResource, lambdaFunction, lambdaPermissions, pick, properties, unqualified } from '@bulkhead/iac';
import { given, propertyOf, refusedValue } from '../ask.ts';
import { allPages, each, type ReadContext } from '../reader.ts';

export const Client = LambdaClient;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html */
const STACK_TAG = 'aws:cloudformation:stack-name';

/** @param only names of functions; left out: all */
export async function readLambda(context: ReadContext, only?: readonly string[]): Promise<readonly LiveResource[]> {
  const functions = only ? await named(context, only) : await listed(context);
  const [parts, mappings] = await Promise.all([
    each(functions, (fn) => readFunction(fn, context)),
    readMappings(context, only ? new Set(functions.map(({ FunctionArn }) => FunctionArn ?? '')) : undefined),
  ]);
  return [...parts, ...mappings];
}

async function listed({ ask }: ReadContext): Promise<readonly FunctionConfiguration[]> {
  const { items } = await allPages(
    (Marker) => ask(ListFunctionsCommand, { Marker, MaxItems: 50 }, { always: true }),
    ({ Functions, NextMarker }) => ({ items: Functions, next: NextMarker }),
  );
  return items;
}

async function named({ ask }: ReadContext, names: readonly string[]): Promise<readonly FunctionConfiguration[]> {
  return each(names, async (FunctionName) => {
    const answer = await ask(GetFunctionConfigurationCommand, { FunctionName }, { always: true });
    return answer.kind === 'found' ? [answer.value] : [];
  });
}

async function readFunction(fn: FunctionConfiguration, { ask }: ReadContext): Promise<LiveResource[]> {
  const FunctionName = fn.FunctionName ?? '';
  const arn = unqualified(fn.FunctionArn ?? '');
  const [policy, aliases, urls, invokes, concurrency, recursion, tags, signing] = await Promise.all([
    ask(GetPolicyCommand, { FunctionName }),
    ask(ListAliasesCommand, { FunctionName }),
    ask(ListFunctionUrlConfigsCommand, { FunctionName }),
    ask(ListFunctionEventInvokeConfigsCommand, { FunctionName }),
    ask(GetFunctionConcurrencyCommand, { FunctionName }),
    ask(GetFunctionRecursionConfigCommand, { FunctionName }),
    ask(ListTagsCommand, { Resource: arn }),
    // Functions made of images are not signed.
    fn.PackageType === 'Image'
      ? ({ kind: 'absent' } as const)
      : ask(GetFunctionCodeSigningConfigCommand, { FunctionName }),
  ]);
  const main = lambdaFunction(
    fn,
    given({
      ReservedConcurrentExecutions: propertyOf(concurrency, (value) => value.ReservedConcurrentExecutions),
      RecursiveLoop: propertyOf(recursion, (value) => value.RecursiveLoop),
      // In no template: the stack that made the function, or none.
      StackName: propertyOf(tags, (value) => value.Tags?.[STACK_TAG] ?? ''),
      CodeSigningConfigArn: propertyOf(signing, (value) => value.CodeSigningConfigArn),
    }),
  );
  const parts: LiveResource[] = [main];
  if (policy.kind === 'found') parts.push(...lambdaPermissions(policy.value.Policy, arn));
  else if (policy.kind === 'refused') parts.push(unreadPermission(arn, policy));
  for (const url of urls.kind === 'found' ? (urls.value.FunctionUrlConfigs ?? []) : []) {
    parts.push({
      id: `${url.FunctionArn ?? arn}#url`,
      type: 'AWS::Lambda::Url',
      properties: {
        TargetFunctionArn: { ref: arn, attribute: 'Arn' },
        ...pick(url, ['AuthType', 'Cors', 'InvokeMode']),
        ...properties({ Qualifier: qualifierOf(url.FunctionArn, arn) }),
      },
    });
  }
  for (const config of invokes.kind === 'found' ? (invokes.value.FunctionEventInvokeConfigs ?? []) : []) {
    parts.push({
      id: `${config.FunctionArn ?? arn}#invoke-config`,
      type: 'AWS::Lambda::EventInvokeConfig',
      properties: {
        FunctionName: { ref: arn },
        Qualifier: qualifierOf(config.FunctionArn, arn) ?? '$LATEST',
        ...pick(config, ['MaximumRetryAttempts', 'MaximumEventAgeInSeconds']),
        ...properties({ DestinationConfig: destinations(config.DestinationConfig) }),
      },
    });
  }
  const versions = new Set<string>();
  for (const alias of aliases.kind === 'found' ? (aliases.value.Aliases ?? []) : []) {
    const version = alias.FunctionVersion ?? '$LATEST';
    if (version !== '$LATEST') versions.add(version);
    parts.push({
      id: alias.AliasArn ?? `${arn}:${alias.Name}`,
      type: 'AWS::Lambda::Alias',
      properties: {
        FunctionName: { ref: arn },
        FunctionVersion: version === '$LATEST' ? version : { ref: `${arn}:${version}`, attribute: 'Version' },
        ...pick(alias, ['Name', 'Description', 'RoutingConfig']),
      },
    });
    const own = await ask(GetPolicyCommand, { FunctionName, Qualifier: alias.Name });
    if (own.kind === 'found') parts.push(...lambdaPermissions(own.value.Policy, alias.AliasArn ?? arn));
  }
  for (const version of versions) {
    parts.push({ id: `${arn}:${version}`, type: 'AWS::Lambda::Version', properties: { FunctionName: { ref: arn } } });
  }
  return parts;
}

/** Somebody may be allowed; who is not known. */
function unreadPermission(arn: string, policy: { readonly why: string }): LiveResource {
  const unread = refusedValue(policy);
  return {
    id: `${arn}#permission/unread`,
    type: 'AWS::Lambda::Permission',
    properties: {
      FunctionName: { ref: arn },
      Action: unread,
      Principal: unread,
      SourceArn: unread,
      SourceAccount: unread,
    },
  };
}

function qualifierOf(qualified: string | undefined, arn: string): string | undefined {
  return qualified !== undefined && qualified.length > arn.length ? qualified.slice(arn.length + 1) : undefined;
}

/** The API answers with empty destinations, which CloudFormation does not have. */
function destinations(config: object | undefined): object | undefined {
  const set = Object.entries(config ?? {}).filter(
    ([, value]) => typeof value === 'object' && value !== null && Object.hasOwn(value, 'Destination'),
  );
  return set.length > 0 ? Object.fromEntries(set) : undefined;
}

const SAME = [
  'BatchSize',
  'MaximumBatchingWindowInSeconds',
  'ParallelizationFactor',
  'StartingPosition',
  'FilterCriteria',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'BisectBatchOnFunctionError',
  'TumblingWindowInSeconds',
  'FunctionResponseTypes',
  'ScalingConfig',
  'Topics',
  'Queues',
  'SourceAccessConfigurations',
  'SelfManagedEventSource',
  'KmsKeyArn',
];

/** States of a mapping that polls, or is about to. */
const RUNNING = new Set(['Creating', 'Enabling', 'Enabled', 'Updating']);

async function readMappings({ ask }: ReadContext, only?: ReadonlySet<string>): Promise<LiveResource[]> {
  const { items } = await allPages(
    (Marker) => ask(ListEventSourceMappingsCommand, { Marker, MaxItems: 100 }, { always: true }),
    ({ EventSourceMappings, NextMarker }) => ({ items: EventSourceMappings, next: NextMarker }),
  );
  return items.flatMap((mapping): LiveResource[] => {
    const target = mapping.FunctionArn ?? '';
    const fn = unqualified(target);
    if (only && !only.has(fn)) return [];
    return [
      {
        id: mapping.EventSourceMappingArn ?? `${fn}#mapping/${mapping.UUID}`,
        type: 'AWS::Lambda::EventSourceMapping',
        properties: {
          FunctionName: target === fn ? { ref: fn } : target,
          Enabled: RUNNING.has(mapping.State ?? 'Enabled'),
          ...pick(mapping, SAME),
          ...properties({
            EventSourceArn: mapping.EventSourceArn,
            StartingPositionTimestamp:
              mapping.StartingPositionTimestamp && mapping.StartingPositionTimestamp.getTime() / 1000,
            DestinationConfig: destinations(mapping.DestinationConfig),
          }),
        },
      },
    ];
  });
}
