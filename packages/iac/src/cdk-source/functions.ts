import path from 'node:path';
import type { CdkConstruct, CdkValue } from '@bulkhead/core';
import type { CdkContext } from './context.ts';
import { addEventSources } from './event-sources.ts';
import { type Json, type JsonMap, notKnown } from './json.ts';
import type { Maker } from './makers.ts';
import { addDefaultPolicy, statementOf } from './roles.ts';
import { given } from './storage.ts';
import {
  constantName,
  constructKey,
  type Fields,
  fieldsOf,
  itemsOf,
  pathOf,
  plain,
  seconds,
  textOf,
} from './values.ts';

/**
 * `Function` and its relatives that build code: https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda-readme.html,
 * `aws_lambda_nodejs`, `aws-lambda-python-alpha`.
 */
export const makeFunction: Maker = (construct, props, context) => {
  const id = context.id(construct);
  const own = constructKey(props.role);
  const roleId = own === undefined ? context.id(construct, 'ServiceRole', 'Resource') : undefined;
  const queue = props.deadLetterQueue;
  const isTraced = constantName(props.tracing) === 'ACTIVE' || constantName(props.tracing) === 'PASS_THROUGH';
  context.add({
    id,
    type: 'AWS::Lambda::Function',
    construct,
    properties: {
      FunctionName: plain(props.functionName, context),
      Description: plain(props.description, context),
      ...codeOf(construct, props, context),
      Role:
        own === undefined
          ? props.role === undefined
            ? { 'Fn::GetAtt': [roleId, 'Arn'] }
            : given(props.role)
          : context.arn(props.role),
      Environment: environment(construct, props, context),
      MemorySize: plain(props.memorySize, context),
      Timeout: seconds(props.timeout),
      ReservedConcurrentExecutions: plain(props.reservedConcurrentExecutions, context),
      Architectures: architectures(props.architecture),
      TracingConfig: isTraced
        ? { Mode: constantName(props.tracing) === 'ACTIVE' ? 'Active' : 'PassThrough' }
        : given(props.tracing),
      DeadLetterConfig:
        queue === undefined
          ? props.deadLetterTopic === undefined
            ? undefined
            : { TargetArn: context.arn(props.deadLetterTopic) }
          : { TargetArn: context.arn(queue) },
      VpcConfig:
        props.vpc === undefined
          ? undefined
          : { SubnetIds: notKnown('subnets of the VPC'), SecurityGroupIds: notKnown('security groups') },
      KmsKeyArn: props.environmentEncryption === undefined ? undefined : context.arn(props.environmentEncryption),
      Layers: props.layers === undefined ? undefined : itemsOf(props.layers).map((layer) => plain(layer, context)),
      LoggingConfig: logging(props, context),
    },
    ...(construct.type.endsWith('.DockerImageFunction')
      ? builtImage(props, context)
      : dottedEntry(construct, props, context)),
  });
  addVersions(construct, id, context);
  addEventSources(construct, id, context);
  addPermissions(construct, id, context);
  addUrl(construct, id, context);
  if (roleId !== undefined && props.role === undefined) {
    addServiceRole(construct, props, roleId, isTraced, context);
  } else if (own !== undefined) {
    const role = context.construct(own);
    const roleResource = role === undefined || /\.from\w+$/.test(role.type) ? undefined : context.id(role);
    if (roleResource !== undefined) {
      addDefaultPolicy(construct, construct, roleResource, context, ownStatements(props, isTraced, context));
    }
  }
};

/** `fn.addPermission('P', { principal: new ServicePrincipal('…'), sourceArn })` */
function addPermissions(construct: CdkConstruct, id: string, context: CdkContext): void {
  for (const [i, { method, arguments: values, place }] of context.callsOn(construct.key).entries()) {
    const [name, options] = values;
    if (method !== 'addPermission') continue;
    const { principal, action, sourceArn, sourceAccount } = fieldsOf(options);
    const [service] = principal?.kind === 'made' ? principal.arguments : [];
    context.add({
      id: context.id(construct, textOf(name) ?? `Permission${i}`),
      type: 'AWS::Lambda::Permission',
      construct: { place },
      properties: {
        FunctionName: { Ref: id },
        Action: plain(action, context) ?? 'lambda:InvokeFunction',
        Principal: textOf(service) ?? notKnown('who may call the function'),
        SourceArn: plain(sourceArn, context),
        SourceAccount: plain(sourceAccount, context),
      },
    });
  }
}

function addServiceRole(
  construct: CdkConstruct,
  props: Fields,
  roleId: string,
  isTraced: boolean,
  context: CdkContext,
): void {
  const managed = [
    'service-role/AWSLambdaBasicExecutionRole',
    ...(props.vpc === undefined ? [] : ['service-role/AWSLambdaVPCAccessExecutionRole']),
  ];
  const added = context.callsOn(construct.key).filter(({ method }) => method === 'role.addManagedPolicy');
  context.add({
    id: roleId,
    type: 'AWS::IAM::Role',
    construct,
    properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      },
      ManagedPolicyArns: [
        ...managed.map((name) => ({
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::aws:policy/${name}`]],
        })),
        ...added.map(({ arguments: [policy] }): Json => {
          const [name] = policy?.kind === 'made' ? policy.arguments : [];
          return name?.kind === 'literal'
            ? { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::aws:policy/${name.value}`]] }
            : notKnown('a managed policy');
        }),
      ],
    },
  });
  addDefaultPolicy(construct, construct, roleId, context, ownStatements(props, isTraced, context));
}

/** What CDK grants a function by itself, whoever made its role. */
function ownStatements(props: Fields, isTraced: boolean, context: CdkContext): readonly Json[] {
  const trace: Json = { Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' };
  const dead: Json = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: context.arn(props.deadLetterQueue) };
  return [
    ...(isTraced ? [trace] : []),
    ...(props.deadLetterQueue === undefined ? [] : [dead]),
    ...itemsOf(props.initialPolicy).map((one) => statementOf(one, context)),
  ];
}

function environment(construct: CdkConstruct, props: Fields, context: CdkContext): Json {
  const variables: Record<string, Json> = {};
  const given = props.environment;
  if (given !== undefined && given.kind !== 'object')
    return { Variables: notKnown('variables that are joined at synthesis') };
  for (const [name, value] of Object.entries(given?.kind === 'object' ? given.fields : {}))
    variables[name] = plain(value, context);
  for (const {
    method,
    arguments: [name, value],
  } of context.callsOn(construct.key)) {
    const key = textOf(name);
    if (method === 'addEnvironment' && key !== undefined) variables[key] = plain(value, context);
  }
  if (given?.kind === 'object' && given.open && Object.keys(variables).length === 0) {
    return { Variables: notKnown('variables that are joined at synthesis') };
  }
  return Object.keys(variables).length === 0 ? undefined : { Variables: variables };
}

function architectures(value: CdkValue | undefined): Json {
  const name = constantName(value);
  if (name === 'ARM_64') return ['arm64'];
  return name === 'X86_64' ? ['x86_64'] : undefined;
}

function logging(props: Fields, context: CdkContext): Json {
  const format = constantName(props.loggingFormat ?? props.logFormat);
  const group = constructKey(props.logGroup);
  if (format === undefined && group === undefined) return undefined;
  return {
    LogFormat: format === 'JSON' ? 'JSON' : undefined,
    LogGroup: group === undefined ? undefined : context.attribute(group, 'logGroupName'),
  };
}

/** `NODEJS_20_X` → `nodejs20.x`, `PYTHON_3_12` → `python3.12`, `PROVIDED_AL2023` → `provided.al2023` */
function runtimeOf(value: CdkValue | undefined, otherwise: string): Json {
  if (value?.kind === 'made') return textOf(value.arguments[0]) ?? notKnown('a runtime that is decided at synthesis');
  const name = constantName(value);
  if (name === undefined || name.endsWith('_LATEST')) {
    return notKnown(value === undefined || name !== undefined ? otherwise : 'a runtime that is decided at synthesis');
  }
  const [family = '', ...version] = name.toLowerCase().split('_');
  if (family === 'provided') return ['provided', ...version].join('.');
  if (family === 'python') return `python${version.join('.')}`;
  return `${family}${version.join('.').replace(/^(\d+)\.corretto$/, '$1')}`;
}

function codeOf(construct: CdkConstruct, props: Fields, context: CdkContext): JsonMap {
  const { folder } = context.source;
  const type = construct.type;
  if (type.endsWith('.DockerImageFunction'))
    return {
      PackageType: 'Image',
      Code: { ImageUri: notKnown('an image that CDK builds') },
      ImageConfig: { Command: itemsOf(imageOf(props)?.options.cmd).map((word) => plain(word, context)) },
    };
  if (type.endsWith('.GoFunction'))
    return { Code: notKnown('code that GoFunction makes'), Handler: 'bootstrap', Runtime: 'provided.al2023' };
  if (type.endsWith('.NodejsFunction')) {
    const entry = entryOf(construct, props, context);
    const handler = textOf(props.handler) ?? 'handler';
    const runtime = runtimeOf(props.runtime, 'the newest Node.js that aws-cdk-lib knows');
    if (entry === undefined)
      return { Code: notKnown('code whose entry is decided at synthesis'), Handler: handler, Runtime: runtime };
    // What CDK bundles is called `index`; a handler's name ends at its first dot.
    const name = path.posix.basename(entry).replace(SOURCE, '');
    const stem = name.includes('.') ? 'index' : name;
    const last = handler.slice(handler.lastIndexOf('.') + 1);
    return { Code: `/${path.posix.dirname(entry)}`, Handler: `${stem}.${last}`, Runtime: runtime };
  }
  if (type.endsWith('.PythonFunction')) {
    const entry = pathOf(props.entry, folder);
    const index = (textOf(props.index) ?? 'index.py').replace(/\.py$/, '');
    return {
      Code: entry === undefined ? notKnown('code whose folder is decided at synthesis') : `/${entry}`,
      Handler: `${index}.${textOf(props.handler) ?? 'handler'}`,
      Runtime: runtimeOf(props.runtime, 'a runtime that is decided at synthesis'),
    };
  }
  return {
    Code: assetOf(props.code, folder),
    Handler: plain(props.handler, context) ?? notKnown('a handler that is decided at synthesis'),
    Runtime: runtimeOf(props.runtime, 'a runtime that is decided at synthesis'),
  };
}

const SOURCE = /\.[cm]?[jt]sx?$/;

/** The entry of `NodejsFunction`, from the root; `undefined` where it is decided at synthesis. */
function entryOf(construct: CdkConstruct, props: Fields, { source: { folder } }: CdkContext): string | undefined {
  return props.entry === undefined ? besideConstruct(construct) : pathOf(props.entry, folder);
}

/** Says, in SAM's words, which file an entry is that no handler can name. */
function dottedEntry(construct: CdkConstruct, props: Fields, context: CdkContext): { readonly metadata?: JsonMap } {
  const entry = construct.type.endsWith('.NodejsFunction') ? entryOf(construct, props, context) : undefined;
  const name = path.posix.basename(entry ?? '');
  if (!name.replace(SOURCE, '').includes('.')) return {};
  return { metadata: { BuildMethod: 'esbuild', BuildProperties: { EntryPoints: [name] } } };
}

/** `DockerImageCode.fromImageAsset(folder, { file, cmd })` */
function imageOf(props: Fields): { readonly folder: CdkValue | undefined; readonly options: Fields } | undefined {
  const { code } = props;
  if (code?.kind !== 'made' || !/\.(?:fromImageAsset|AssetImageCode)$/.test(code.name)) return undefined;
  const [folder, options] = code.arguments;
  return { folder, options: options?.kind === 'object' ? options.fields : {} };
}

/** Where an image is built, in SAM's words; from the folder of the application's file, as a template's paths count. */
function builtImage(props: Fields, { source }: CdkContext): { readonly metadata?: JsonMap } {
  const image = imageOf(props);
  const folder = pathOf(image?.folder, source.folder);
  if (image === undefined || folder === undefined) return {};
  const DockerContext = path.posix.relative(path.posix.dirname(source.entry), folder) || '.';
  return { metadata: { DockerContext, Dockerfile: textOf(image.options.file) ?? 'Dockerfile' } };
}

/** Without `entry`, the code of `NodejsFunction` stands beside the file that makes it: `stack.fn.ts` of `fn` in `stack.ts`. */
function besideConstruct(construct: CdkConstruct): string | undefined {
  if (construct.id === undefined) return undefined;
  return `${construct.place.file.replace(SOURCE, '')}.${construct.id}.ts`;
}

function assetOf(value: CdkValue | undefined, folder: string): Json {
  if (value?.kind !== 'made') return notKnown('code that is decided at synthesis');
  // `Code.fromAsset(path)`, or the class that it makes.
  const name = value.name.slice(value.name.lastIndexOf('.') + 1);
  if (name === 'fromInline' || name === 'inline' || name === 'InlineCode')
    return { ZipFile: textOf(value.arguments[0]) ?? notKnown('code that is decided at synthesis') };
  if (name === 'fromBucket') return { S3Bucket: notKnown('a bucket'), S3Key: notKnown('a key') };
  const [first] = value.arguments;
  // Python may name it.
  const given = first?.kind === 'object' ? first.fields['path'] : first;
  const isAsset = name === 'fromAsset' || name === 'asset' || name === 'AssetCode';
  const asset = isAsset ? pathOf(given, folder) : undefined;
  if (asset !== undefined) return `/${asset}`;
  return notKnown(isAsset ? 'code whose folder is decided at synthesis' : `code that ${value.name} makes`);
}

/** Versions and aliases: `fn.currentVersion`, `fn.addAlias('live')`, `new lambda.Version(…)`. */
function addVersions(construct: CdkConstruct, id: string, context: CdkContext): void {
  const isUsed = context.source.constructs.some((one) =>
    JSON.stringify(one.arguments).includes(
      JSON.stringify({ kind: 'construct', key: construct.key, attribute: 'currentVersion' }),
    ),
  );
  const aliases = context
    .callsOn(construct.key)
    .filter(({ method }) => method === 'addAlias' || method === 'currentVersion.addAlias');
  if (!isUsed && aliases.length === 0) return;
  const version = context.id(construct, 'CurrentVersion', 'Resource');
  context.add({ id: version, type: 'AWS::Lambda::Version', construct, properties: { FunctionName: { Ref: id } } });
  for (const {
    arguments: [name],
    place,
  } of aliases) {
    context.add({
      id: context.id(construct, `Alias${textOf(name) ?? ''}`, 'Resource'),
      type: 'AWS::Lambda::Alias',
      construct: { place },
      properties: {
        FunctionName: { Ref: id },
        FunctionVersion: { 'Fn::GetAtt': [version, 'Version'] },
        Name: plain(name, context),
      },
    });
  }
}

export const makeVersion: Maker = (construct, props, context) => {
  const of = constructKey(props.lambda);
  context.add({
    id: context.id(construct),
    type: 'AWS::Lambda::Version',
    construct,
    properties: { FunctionName: of === undefined ? notKnown('the function') : context.attribute(of, 'functionName') },
  });
};

export const makeAlias: Maker = (construct, props, context) => {
  const { version } = props;
  const of = version?.kind === 'construct' ? context.construct(version.key) : undefined;
  const isVersion = of?.type === 'aws-lambda.Version';
  const fn = isVersion ? context.construct(constructKey(context.props(of).lambda)) : of;
  const versionId =
    of === undefined ? undefined : isVersion ? context.id(of) : context.id(of, 'CurrentVersion', 'Resource');
  context.add({
    id: context.id(construct),
    type: 'AWS::Lambda::Alias',
    construct,
    properties: {
      FunctionName: fn === undefined ? notKnown('the function') : context.attribute(fn.key, 'functionName'),
      FunctionVersion: versionId === undefined ? notKnown('the version') : { 'Fn::GetAtt': [versionId, 'Version'] },
      Name: plain(props.aliasName, context),
    },
  });
};

function addUrl(construct: CdkConstruct, id: string, context: CdkContext): void {
  for (const {
    method,
    arguments: [options],
    place,
  } of context.callsOn(construct.key)) {
    if (method !== 'addFunctionUrl') continue;
    const fields = options?.kind === 'object' ? options.fields : {};
    const auth = constantName(fields.authType);
    context.add({
      id: context.id(construct, 'FunctionUrl', 'Resource'),
      type: 'AWS::Lambda::Url',
      construct: { place },
      properties: {
        TargetFunctionArn: { 'Fn::GetAtt': [id, 'Arn'] },
        AuthType: fields.authType === undefined ? 'AWS_IAM' : (auth ?? notKnown('decided at synthesis')),
        Cors: given(fields.cors),
      },
    });
  }
}
