import { type CdkCall, type CdkConstruct, type CdkValue, own } from '@bulkhead/core';
import type { CdkContext } from './context.ts';
import { GRANTS, type Grant } from './grants.ts';
import { type Json, notKnown, placed } from './json.ts';
import type { Maker } from './makers.ts';
import { constantName, constructKey, fieldsOf, itemsOf, plain } from './values.ts';

/** Classes that are functions, whatever builds their code. */
export const FUNCTION =
  /^aws-lambda(?:-nodejs|-python|-go)?\.(?:Function|NodejsFunction|PythonFunction|GoFunction|DockerImageFunction|SingletonFunction)$/;

/** A role of its own, or the one that a function without one gets. */
export const makeRole: Maker = (construct, props, context) => {
  const managed = [
    ...itemsOf(props.managedPolicies),
    ...context.callsOn(construct.key).flatMap((call) => (call.method === 'addManagedPolicy' ? call.arguments : [])),
  ];
  context.add({
    id: context.id(construct),
    type: 'AWS::IAM::Role',
    construct,
    properties: {
      RoleName: plain(props.roleName, context),
      AssumeRolePolicyDocument: assumedBy(props.assumedBy),
      ManagedPolicyArns: managed.length === 0 ? undefined : managed.map((one) => managedArn(one, context)),
      Policies: inlinePolicies(props.inlinePolicies, context),
    },
  });
  addDefaultPolicy(construct, construct, context.id(construct), context, []);
};

function inlinePolicies(given: CdkValue | undefined, context: CdkContext): Json | undefined {
  if (given === undefined) return undefined;
  if (given.kind !== 'object') return notKnown('the policies of a role');
  const { fields, computed = [], open } = given;
  const documents: [name: Json, document: CdkValue][] = Object.entries(fields);
  for (const document of computed) documents.push([notKnown('the name of a policy'), document]);
  const all: Json[] = documents.map(([name, document]) => ({
    PolicyName: name,
    PolicyDocument: givenDocument(document, context),
  }));
  if (open && computed.length === 0) all.push(notKnown('more policies of a role'));
  return all.length === 0 ? undefined : all;
}

function assumedBy(value: CdkValue | undefined): Json {
  const [service] = value?.kind === 'made' && value.name === 'aws-iam.ServicePrincipal' ? value.arguments : [];
  if (service?.kind !== 'literal') return notKnown('who may take the role');
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: String(service.value) } }],
  };
}

/** `ManagedPolicy.fromAwsManagedPolicyName('service-role/…')` */
function managedArn(value: CdkValue, context: CdkContext): Json {
  const [name] = value.kind === 'made' && value.name.endsWith('.fromAwsManagedPolicyName') ? value.arguments : [];
  if (name?.kind === 'literal') {
    return { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::aws:policy/${name.value}`]] };
  }
  const key = constructKey(value);
  return key === undefined ? notKnown('a managed policy') : context.attribute(key, 'managedPolicyArn');
}

/** `new iam.Policy(this, 'P', { statements, roles })`, `ManagedPolicy` alike. */
export const makePolicy: Maker = (construct, props, context) => {
  const roles = itemsOf(props.roles);
  const statements = [
    ...itemsOf(props.statements),
    ...context.callsOn(construct.key).flatMap((call) => (call.method === 'addStatements' ? call.arguments : [])),
  ];
  const document =
    props.document === undefined ? documentOf(statements, context) : givenDocument(props.document, context);
  // Those that attach it themselves: `role.attachInlinePolicy(policy)`.
  const attached = context.source.calls.flatMap(({ method, on, arguments: [policy] }) =>
    /(?:^|\.)(?:attachInlinePolicy|addManagedPolicy)$/.test(method) && constructKey(policy) === construct.key
      ? [on]
      : [],
  );
  // And the policy's own: `policy.attachToRole(role)`.
  const itself = context
    .callsOn(construct.key)
    .flatMap(({ method, arguments: [role] }) => (method === 'attachToRole' && role ? [role] : []));
  const names = [
    ...roles.map((role) => roleName(context.construct(constructKey(role)), context)),
    ...attached.map((key) => roleName(context.construct(key), context)),
    ...itself.map((role) => roleName(context.construct(constructKey(role)), context)),
  ];
  const isManaged = construct.type.endsWith('.ManagedPolicy');
  context.add({
    id: context.id(construct),
    type: isManaged ? 'AWS::IAM::ManagedPolicy' : 'AWS::IAM::Policy',
    construct,
    properties: {
      ...(isManaged
        ? { ManagedPolicyName: plain(props.managedPolicyName, context) }
        : { PolicyName: plain(props.policyName, context) ?? notKnown('a name that CDK makes') }),
      PolicyDocument: document,
      Roles: names.length === 0 ? undefined : names,
    },
  });
};

function roleName(construct: CdkConstruct | undefined, context: CdkContext): Json {
  if (construct === undefined) return notKnown('the role');
  if (!FUNCTION.test(construct.type)) return context.attribute(construct.key, 'roleName');
  const role = constructKey(context.props(construct).role);
  return role === undefined
    ? { Ref: context.id(construct, 'ServiceRole', 'Resource') }
    : context.attribute(role, 'roleName');
}

/** `new PolicyDocument({ statements })`, `PolicyDocument.fromJson({ Statement })`, or that object itself. */
function givenDocument(value: CdkValue, context: CdkContext): Json {
  const json = value.kind === 'made' && value.name.endsWith('.fromJson') ? value.arguments[0] : value;
  if (json?.kind === 'object' && json.fields['Statement'] !== undefined) return plain(json, context);
  const { statements } = fieldsOf(value);
  // Without any, they are added later, which is not followed.
  return statements?.kind === 'list' && statements.items.length > 0
    ? documentOf(statements.items, context)
    : notKnown('a policy that is filled at synthesis');
}

function documentOf(statements: readonly CdkValue[], context: CdkContext): Json {
  return { Version: '2012-10-17', Statement: statements.map((one) => statementOf(one, context)) };
}

/** `new PolicyStatement({ actions, resources })` */
export function statementOf(value: CdkValue | undefined, context: CdkContext): Json {
  if (value?.kind !== 'made' || value.name !== 'aws-iam.PolicyStatement')
    return notKnown('a statement that is made at synthesis');
  const fields = fieldsOf(value);
  return {
    Effect:
      constantName(fields.effect) === 'DENY'
        ? 'Deny'
        : fields.effect === undefined || constantName(fields.effect)
          ? 'Allow'
          : notKnown('allowed or denied'),
    Action: plain(fields.actions, context),
    NotAction: plain(fields.notActions, context),
    Resource: plain(fields.resources, context),
    NotResource: plain(fields.notResources, context),
    Condition: plain(fields.conditions, context),
  };
}

/** Statements that are given to a role by calls: its own, those of the function that has it, and grants of resources. */
export function addDefaultPolicy(
  holder: CdkConstruct,
  construct: CdkConstruct,
  roleId: string,
  context: CdkContext,
  more: readonly Json[],
): void {
  const statements = [...more, ...context.source.calls.flatMap((call) => givenBy(call, holder, context))];
  if (statements.length === 0) return;
  const isFunction = FUNCTION.test(construct.type);
  const id = isFunction
    ? context.id(construct, 'ServiceRole', 'DefaultPolicy', 'Resource')
    : context.id(construct, 'DefaultPolicy', 'Resource');
  context.add({
    id,
    type: 'AWS::IAM::Policy',
    construct,
    properties: {
      PolicyName: id,
      PolicyDocument: { Version: '2012-10-17', Statement: statements },
      Roles: [{ Ref: roleId }],
    },
  });
}

/** What one call gives to a role or a function; `holder` may have both names in the source. */
function givenBy(call: CdkCall, holder: CdkConstruct, context: CdkContext): readonly Json[] {
  if (call.on === holder.key && /(?:^|\.)(?:addToRolePolicy|addToPolicy|addToPrincipalPolicy)$/.test(call.method)) {
    return [placed(call.place, statementOf(call.arguments[0], context))];
  }
  if (call.on === holder.key && call.method === 'addEventSource') return pollingOf(call, context);
  const [grantee, ...others] = call.arguments;
  if (!/(?:^|\.)grant/.test(call.method) || grantee?.kind !== 'construct') return [];
  const isOwn = grantee.key === holder.key && /^(?:|role|grantPrincipal)$/.test(grantee.attribute);
  if (!isOwn) return [];
  const target = context.construct(call.on);
  if (target === undefined) return [];
  // Of something that the construct has: `cluster.secret.grantRead(fn)`.
  if (!call.method.startsWith('grant')) return [placed(call.place, notKnown(`${call.method} of ${target.type}`))];
  if (call.method === 'grant') {
    const actions = others.map((one) => plain(one, context));
    return [
      placed(call.place, {
        Effect: 'Allow',
        Action: actions,
        Resource: context.arn({ kind: 'construct', key: call.on, attribute: '' }),
      }),
    ];
  }
  const type = target.type.replace(/\.from\w+$/, '').replace(FUNCTION, 'aws-lambda.Function');
  const grants = own(own(GRANTS, type), call.method);
  if (grants === undefined) return [placed(call.place, notKnown(`${call.method} of ${target.type}`))];
  return grants.flatMap((grant) => grantStatements(grant, call, target, context));
}

const POLLING: Readonly<Record<string, string>> = {
  SqsEventSource: 'grantConsumeMessages',
  DynamoEventSource: 'grantStreamRead',
  KinesisEventSource: 'grantRead',
};

/** Sources of events that Lambda polls are granted when they are added. */
function pollingOf(call: CdkCall, context: CdkContext): readonly Json[] {
  const [source] = call.arguments;
  if (source?.kind !== 'made') return [];
  const target = context.construct(constructKey(source.arguments[0]));
  const method = own(POLLING, source.name.slice(source.name.lastIndexOf('.') + 1));
  const grants = target === undefined || method === undefined ? [] : (own(own(GRANTS, target.type), method) ?? []);
  return target === undefined
    ? []
    : grants.flatMap((grant) => grantStatements(grant, { ...call, arguments: [] }, target, context));
}

function grantStatements(
  grant: Grant,
  call: Pick<CdkCall, 'place' | 'arguments'>,
  target: CdkConstruct,
  context: CdkContext,
): readonly Json[] {
  const arn = context.arn({ kind: 'construct', key: target.key, attribute: '' });
  const props = context.props(target);
  const hasIndexes =
    props.globalSecondaryIndexes !== undefined ||
    context.callsOn(target.key).some(({ method }) => /SecondaryIndex$/.test(method));
  const pattern = call.arguments[1];
  const resources = grant.on.flatMap((on): readonly Json[] => {
    if (on === 'any') return ['*'];
    if (on === 'self') return [target.type.startsWith('aws-ssm.') ? parameterArn(target, context) : arn];
    if (on === 'stream') return [context.attribute(target.key, 'tableStreamArn')];
    if (target.type.startsWith('aws-dynamodb.')) return hasIndexes ? [{ 'Fn::Join': ['', [arn, '/index/*']] }] : [];
    if (target.type.startsWith('aws-lambda')) return [{ 'Fn::Join': ['', [arn, ':*']] }];
    return [{ 'Fn::Join': ['', [arn, '/', pattern === undefined ? '*' : plain(pattern, context)]] }];
  });
  const statement = { Effect: 'Allow', Action: grant.actions, Resource: resources };
  const key = props.encryptionKey ?? props.encryptionMasterKey ?? props.masterKey;
  const statements = [placed(call.place, statement)];
  if (key !== undefined && grant.key !== undefined) {
    statements.push(placed(call.place, { Effect: 'Allow', Action: grant.key, Resource: context.arn(key) }));
  }
  return statements;
}

function parameterArn(target: CdkConstruct, context: CdkContext): Json {
  const name = context.attribute(target.key, 'parameterName');
  return {
    'Fn::Join': [
      '',
      [
        'arn:',
        { Ref: 'AWS::Partition' },
        ':ssm:',
        { Ref: 'AWS::Region' },
        ':',
        { Ref: 'AWS::AccountId' },
        ':parameter',
        typeof name === 'string' && !name.startsWith('/') ? `/${name}` : name,
      ],
    ],
  };
}
