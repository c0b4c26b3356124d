import { get, isNull, type Tree } from '../../yaml/tree.ts';
import { type Buildable, getAtt, ref } from '../build.ts';
import { rename, withProperties } from '../properties.ts';
import { DEPLOYMENT_BUCKET, normalName, ROLE } from './ids.ts';
import { allowOf, ownRole } from './role.ts';
import {
  entriesOf,
  isOff,
  isOn,
  isReference,
  itemsOf,
  known,
  make,
  named,
  ownArn,
  type Service,
  type ServiceFunction,
} from './service.ts';

/** Passed on under CloudFormation's name. */
const RENAMED = { description: 'Description', handler: 'Handler', recursiveLoop: 'RecursiveLoop' };

/** The function itself with its log group, version, alias, URL and failure path. */
export function expandFunction(fn: ServiceFunction, service: Service): void {
  const { tree, place, condition } = fn;
  const { provider } = service;
  const setting = (key: string) => get(tree, key) ?? get(provider, key);
  const logGroup = `${normalName(fn.key)}LogGroup`;
  const hasLogs = !isOn(get(tree, 'disableLogs'));
  if (hasLogs) expandLogGroup(fn, logGroup, service);

  const tracing = get(tree, 'tracing') ?? get(provider, 'tracing', 'lambda');
  const tracingMode: Buildable = tracing?.kind === 'scalar' && tracing.value === true ? 'Active' : tracing;
  const kmsKey = setting('kmsKeyArn');
  const onError = get(tree, 'onError');
  const image = get(tree, 'image');
  const fileSystem = get(tree, 'fileSystemConfig');
  const storage = get(tree, 'ephemeralStorageSize');
  const reserved = get(tree, 'reservedConcurrency');
  const logs = get(tree, 'logs') ?? get(provider, 'logs', 'lambda');
  const dependsOn = itemsOf(get(tree, 'dependsOn')).flatMap((item) => known(item, service) ?? []);
  make(service, {
    id: fn.logicalId,
    type: 'AWS::Lambda::Function',
    place,
    condition,
    dependsOn: hasLogs ? [logGroup, ...dependsOn] : dependsOn,
    properties: withProperties(
      rename(tree, RENAMED),
      {
        FunctionName: fn.name,
        Runtime: image ? undefined : setting('runtime'),
        Code: image ? { ImageUri: get(image, 'uri') ?? image } : { S3Bucket: ref(DEPLOYMENT_BUCKET) },
        PackageType: image ? 'Image' : undefined,
        MemorySize: setting('memorySize') ?? 1024,
        Timeout: setting('timeout') ?? 6,
        Architectures: setting('architecture') && [setting('architecture')],
        Environment: environmentOf(tree, provider),
        Role: roleOf(fn, service),
        VpcConfig: vpcOf(tree, provider),
        TracingConfig: isOn(tracing) ? { Mode: tracingMode } : undefined,
        KmsKeyArn: kmsKey,
        DeadLetterConfig: onError && { TargetArn: onError },
        ReservedConcurrentExecutions: reserved,
        Layers: get(tree, 'layers') ?? get(provider, 'layers'),
        EphemeralStorage: storage && { Size: storage },
        FileSystemConfigs: fileSystem && [
          { Arn: get(fileSystem, 'arn'), LocalMountPath: get(fileSystem, 'localMountPath') },
        ],
        SnapStart: isOn(get(tree, 'snapStart')) ? { ApplyOn: 'PublishedVersions' } : undefined,
        LoggingConfig: logs && {
          LogFormat: get(logs, 'logFormat'),
          ApplicationLogLevel: get(logs, 'applicationLogLevel'),
          SystemLogLevel: get(logs, 'systemLogLevel'),
          LogGroup: get(logs, 'logGroup'),
        },
        Tags: tagsOf(tree, provider),
      },
      place,
    ),
  });
  if (fn.sharesRole) {
    const { statements } = service;
    // The framework writes these for ARNs as text only, and takes every such target for a topic.
    if (onError?.kind === 'scalar') statements.push(allowOf(['sns:Publish'], [onError]));
    if (kmsKey?.kind === 'scalar') addOnce(statements, allowOf(['kms:Decrypt'], [kmsKey]));
  }
  if (isOn(tracing)) {
    addOnce(service.statements, allowOf(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], ['*']));
  }
  if (fileSystem) {
    const actions = ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'];
    service.statements.push(allowOf(actions, [get(fileSystem, 'arn')]));
  }
  expandVersion(fn, service);
  if (isOn(get(tree, 'url'))) expandUrl(fn, get(tree, 'url')!, service);
  expandAsync(fn, service);
}

function addOnce(statements: Buildable[], statement: Buildable): void {
  const text = JSON.stringify(statement);
  if (!statements.some((known) => JSON.stringify(known) === text)) statements.push(statement);
}

function expandLogGroup(fn: ServiceFunction, id: string, service: Service): void {
  const { provider } = service;
  const retention = get(fn.tree, 'logRetentionInDays') ?? get(provider, 'logRetentionInDays');
  const protection = get(fn.tree, 'logDataProtectionPolicy') ?? get(provider, 'logDataProtectionPolicy');
  make(service, {
    id,
    type: 'AWS::Logs::LogGroup',
    place: retention?.place ?? fn.place,
    properties: {
      LogGroupName: named('', '/aws/lambda/', fn.name),
      RetentionInDays: retention,
      DataProtectionPolicy: protection,
    },
  });
}

function roleOf(fn: ServiceFunction, service: Service): Buildable {
  const role =
    get(fn.tree, 'role') ??
    get(service.provider, 'role') ??
    (get(service.provider, 'iam', 'role')?.kind === 'map' && !isReference(get(service.provider, 'iam', 'role'))
      ? undefined
      : get(service.provider, 'iam', 'role'));
  const own = ownRole(fn, service);
  if (own !== undefined) return getAtt(own, 'Arn');
  if (!role) return getAtt(ROLE, 'Arn');
  // A name without colons is a logical id.
  return role.kind === 'scalar' && /^[A-Za-z0-9]+$/.test(String(role.value)) ? getAtt(String(role.value), 'Arn') : role;
}

function environmentOf(tree: Tree, provider: Tree | undefined): Buildable {
  const shared = get(provider, 'environment');
  const own = get(tree, 'environment');
  if (!shared && !own) return undefined;
  if (shared?.kind !== 'map' || (own && own.kind !== 'map')) return { Variables: own ?? shared };
  const merged = new Map(shared.entries);
  for (const [key, entry] of entriesOf(own)) merged.set(key, entry);
  return { Variables: withProperties(merged, {}, (own ?? shared).place) };
}

function vpcOf(tree: Tree, provider: Tree | undefined): Buildable {
  const raw = tree.kind === 'map' ? tree.entries.get('vpc')?.value : undefined;
  if (raw && (isNull(raw) || isOff(raw))) return undefined;
  const groups = get(tree, 'vpc', 'securityGroupIds') ?? get(provider, 'vpc', 'securityGroupIds');
  const subnets = get(tree, 'vpc', 'subnetIds') ?? get(provider, 'vpc', 'subnetIds');
  if (groups && subnets) return { SecurityGroupIds: groups, SubnetIds: subnets };
  const whole = get(tree, 'vpc') ?? get(provider, 'vpc');
  return whole && (whole.kind === 'unknown' || isReference(whole)) ? whole : undefined;
}

function tagsOf(tree: Tree, provider: Tree | undefined): Buildable {
  const tags = new Map([...entriesOf(get(provider, 'tags')), ...entriesOf(get(tree, 'tags'))]);
  return tags.size > 0 ? [...tags].map(([key, { value }]) => ({ Key: key, Value: value })) : undefined;
}

/** A version for every deploy, unless it is switched off. */
function expandVersion(fn: ServiceFunction, service: Service): void {
  const { tree, place, condition } = fn;
  const wanted = get(tree, 'versionFunction') ?? get(service.provider, 'versionFunctions');
  if (isOff(wanted) && !fn.alias) return;
  // The framework adds a hash of the code to the id.
  const id = `${normalName(fn.key)}LambdaVersion`;
  make(service, {
    id,
    type: 'AWS::Lambda::Version',
    place,
    condition,
    deletionPolicy: 'Retain',
    properties: { FunctionName: ref(fn.logicalId), Description: get(tree, 'description') },
  });
  if (!fn.alias) return;
  const provisioned = get(tree, 'provisionedConcurrency');
  make(service, {
    id: fn.alias.id,
    type: 'AWS::Lambda::Alias',
    place: provisioned?.place ?? place,
    condition,
    dependsOn: [fn.logicalId],
    properties: {
      Name: fn.alias.name,
      FunctionName: ref(fn.logicalId),
      FunctionVersion: getAtt(id, 'Version'),
      ProvisionedConcurrencyConfig: provisioned && { ProvisionedConcurrentExecutions: provisioned },
    },
  });
}

const CORS_HEADERS = [
  'Content-Type',
  'X-Amz-Date',
  'Authorization',
  'X-Api-Key',
  'X-Amz-Security-Token',
  'X-Amzn-Trace-Id',
];

function expandUrl(fn: ServiceFunction, url: Tree, service: Service): void {
  const { condition } = fn;
  const { place } = url;
  const name = normalName(fn.key);
  const isIam = known(get(url, 'authorizer'), service)?.toLowerCase() === 'aws_iam';
  const cors = get(url, 'cors');
  make(service, {
    id: `${name}LambdaFunctionUrl`,
    type: 'AWS::Lambda::Url',
    place,
    condition,
    properties: {
      AuthType: isIam ? 'AWS_IAM' : 'NONE',
      TargetFunctionArn: fn.target,
      InvokeMode: get(url, 'invokeMode'),
      Cors: isOn(cors)
        ? {
            AllowOrigins: get(cors, 'allowedOrigins') ?? ['*'],
            AllowHeaders: get(cors, 'allowedHeaders') ?? CORS_HEADERS,
            AllowMethods: get(cors, 'allowedMethods') ?? ['*'],
            AllowCredentials: get(cors, 'allowCredentials'),
            ExposeHeaders: get(cors, 'exposedResponseHeaders'),
            MaxAge: get(cors, 'maxAge'),
          }
        : undefined,
    },
  });
  if (isIam) return;
  make(service, {
    id: `${name}LambdaPermissionFnUrl`,
    type: 'AWS::Lambda::Permission',
    place,
    condition,
    properties: {
      FunctionName: fn.target,
      Action: 'lambda:InvokeFunctionUrl',
      Principal: '*',
      FunctionUrlAuthType: 'NONE',
    },
  });
  make(service, {
    id: `${name}LambdaPermissionFn`,
    type: 'AWS::Lambda::Permission',
    place,
    condition,
    properties: {
      FunctionName: fn.target,
      Action: 'lambda:InvokeFunction',
      Principal: '*',
      InvokedViaFunctionUrl: true,
    },
  });
}

function expandAsync(fn: ServiceFunction, service: Service): void {
  const { tree, condition } = fn;
  const retries = get(tree, 'maximumRetryAttempts');
  const age = get(tree, 'maximumEventAge');
  const destinations = get(tree, 'destinations');
  const place = destinations?.place ?? retries?.place ?? age?.place;
  if (!place) return;
  const destination = (key: string): Buildable => {
    const wanted = get(destinations, key);
    if (!wanted) return undefined;
    const arn = get(wanted, 'arn') ?? wanted;
    const text = arn.kind === 'scalar' ? String(arn.value) : undefined;
    const other = text !== undefined && !text.startsWith('arn:') ? find(text, service) : undefined;
    if (fn.sharesRole) {
      // A reference to a function of this service would make a circle of role and function.
      const resource: Buildable = other ? ownArn('lambda', 'function:', other.name) : arn;
      service.statements.push(allowOf(actionFor(known(get(wanted, 'type'), service), text), resource));
    }
    return { Destination: other ? other.target : arn };
  };
  make(service, {
    id: `${normalName(fn.key)}LambdaEvConf`,
    type: 'AWS::Lambda::EventInvokeConfig',
    place,
    condition,
    properties: {
      FunctionName: ref(fn.logicalId),
      Qualifier: fn.alias?.name ?? '$LATEST',
      DestinationConfig: { OnSuccess: destination('onSuccess'), OnFailure: destination('onFailure') },
      MaximumEventAgeInSeconds: age,
      MaximumRetryAttempts: retries,
    },
  });
}

function find(key: string, { functions }: Service): ServiceFunction | undefined {
  return functions.find((fn) => fn.key === key);
}

function actionFor(type: string | undefined, text: string | undefined): string {
  if (type === 'sqs' || text?.includes(':sqs:')) return 'sqs:SendMessage';
  if (type === 'sns' || text?.includes(':sns:')) return 'sns:Publish';
  if (type === 'eventBus' || text?.includes(':event-bus/')) return 'events:PutEvents';
  return 'lambda:InvokeFunction';
}
