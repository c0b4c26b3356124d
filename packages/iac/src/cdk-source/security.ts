import type { CdkConstruct } from '@bulkhead/core';
import type { CdkContext } from './context.ts';
import { type Json, notKnown } from './json.ts';
import type { Maker } from './makers.ts';
import { given, keyPolicy, policyOf } from './storage.ts';
import { constantName, constructKey, type Fields, fieldsOf, isTrue, plain } from './values.ts';

/** https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_kms.Key.html */
export const makeKey: Maker = (construct, props, context) => {
  const id = context.id(construct);
  context.add({
    id,
    type: 'AWS::KMS::Key',
    construct,
    deletionPolicy: policyOf(props, 'Retain'),
    properties: {
      Description: plain(props.description, context),
      EnableKeyRotation: plain(props.enableKeyRotation, context),
      KeyPolicy: props.policy === undefined ? keyPolicy() : given(props.policy),
      KeySpec: given(props.keySpec),
      KeyUsage: given(props.keyUsage),
    },
  });
  if (props.alias === undefined) return;
  context.add({
    id: context.id(construct, 'Alias', 'Resource'),
    type: 'AWS::KMS::Alias',
    construct,
    properties: { AliasName: aliasName(plain(props.alias, context)), TargetKeyId: { 'Fn::GetAtt': [id, 'Arn'] } },
  });
};

export const makeKeyAlias: Maker = (construct, props, context) => {
  context.add({
    id: context.id(construct),
    type: 'AWS::KMS::Alias',
    construct,
    properties: {
      AliasName: aliasName(plain(props.aliasName, context)),
      TargetKeyId: context.arn(props.targetKey),
    },
  });
};

const aliasName = (name: Json): Json =>
  typeof name === 'string' && !name.startsWith('alias/') ? `alias/${name}` : name;

export const makeSecret: Maker = (construct, props, context) => {
  context.add({
    id: context.id(construct),
    type: 'AWS::SecretsManager::Secret',
    construct,
    deletionPolicy: policyOf(props, 'Delete'),
    properties: {
      Name: plain(props.secretName, context),
      Description: plain(props.description, context),
      KmsKeyId: props.encryptionKey === undefined ? undefined : context.arn(props.encryptionKey),
      GenerateSecretString:
        props.secretObjectValue === undefined && props.secretStringValue === undefined ? {} : undefined,
      SecretString: given(props.secretObjectValue ?? props.secretStringValue),
    },
  });
  for (const { method, place } of context.callsOn(construct.key)) {
    if (method !== 'addRotationSchedule') continue;
    context.add({
      id: context.id(construct, 'RotationSchedule', 'Resource'),
      type: 'AWS::SecretsManager::RotationSchedule',
      construct: { place },
      properties: { SecretId: { Ref: context.id(construct) }, RotationRules: notKnown('rules of the rotation') },
    });
  }
};

export const makeParameter: Maker = (construct, props, context) => {
  context.add({
    id: context.id(construct),
    type: 'AWS::SSM::Parameter',
    construct,
    properties: {
      Name: plain(props.parameterName, context),
      Type: construct.type.endsWith('.StringListParameter') ? 'StringList' : 'String',
      Value: plain(props.stringValue, context) ?? notKnown('value of the parameter'),
    },
  });
};

export const makeUserPool: Maker = (construct, props, context) => {
  context.add({
    id: context.id(construct),
    type: 'AWS::Cognito::UserPool',
    construct,
    properties: {
      UserPoolName: plain(props.userPoolName, context),
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: !isTrue(props.selfSignUpEnabled) },
      MfaConfiguration: constantName(props.mfa) === undefined ? undefined : given(props.mfa),
      Policies: given(props.passwordPolicy),
      LambdaConfig: lambdaConfig(construct, props, context),
      UserPoolAddOns: given(props.advancedSecurityMode ?? props.standardThreatProtectionMode),
    },
  });
};

/** `lambdaTriggers: { preSignUp: fn }`, `pool.addTrigger(UserPoolOperation.PRE_SIGN_UP, fn)` */
function lambdaConfig(construct: CdkConstruct, props: Fields, context: CdkContext): Json {
  const triggers = Object.entries(fieldsOf(props.lambdaTriggers)).map(
    ([name, target]) => [`${name.charAt(0).toUpperCase()}${name.slice(1)}`, target] as const,
  );
  const isOpen = props.lambdaTriggers !== undefined && triggers.length === 0;
  for (const { method, arguments: values } of context.callsOn(construct.key)) {
    const [operation, target] = values;
    const name = constantName(operation)
      ?.toLowerCase()
      .replace(/(?:^|_)([a-z])/g, (_whole, letter: string) => letter.toUpperCase());
    if (method === 'addTrigger' && target !== undefined && name !== undefined) triggers.push([name, target]);
  }
  if (triggers.length === 0) return isOpen ? given(props.lambdaTriggers) : undefined;
  return Object.fromEntries(triggers.map(([name, target]) => [name, context.arn(target)]));
}

export const makeUserPoolClient: Maker = (construct, props, context) => {
  const pool = constructKey(props.userPool);
  context.add({
    id: context.id(construct),
    type: 'AWS::Cognito::UserPoolClient',
    construct,
    properties: {
      UserPoolId: pool === undefined ? notKnown('the user pool') : context.attribute(pool, 'userPoolId'),
      ExplicitAuthFlows: given(props.authFlows),
      GenerateSecret: plain(props.generateSecret, context),
    },
  });
};

const DAYS: Readonly<Record<string, number>> = {
  ONE_DAY: 1,
  THREE_DAYS: 3,
  FIVE_DAYS: 5,
  ONE_WEEK: 7,
  TWO_WEEKS: 14,
  ONE_MONTH: 30,
  TWO_MONTHS: 60,
  THREE_MONTHS: 90,
  SIX_MONTHS: 180,
  ONE_YEAR: 365,
  TWO_YEARS: 731,
};

/** Without `retention` CDK keeps logs for two years. */
export const makeLogGroup: Maker = (construct, props, context) => {
  const days = constantName(props.retention);
  context.add({
    id: context.id(construct),
    type: 'AWS::Logs::LogGroup',
    construct,
    deletionPolicy: policyOf(props, 'Retain'),
    properties: {
      LogGroupName: plain(props.logGroupName, context),
      RetentionInDays:
        props.retention === undefined
          ? 731
          : days === 'INFINITE'
            ? undefined
            : (DAYS[days ?? ''] ?? given(props.retention)),
      KmsKeyId: props.encryptionKey === undefined ? undefined : context.arn(props.encryptionKey),
    },
  });
};

export const makeStateMachine: Maker = (construct, props, context) => {
  context.add({
    id: context.id(construct),
    type: 'AWS::StepFunctions::StateMachine',
    construct,
    properties: {
      StateMachineName: plain(props.stateMachineName, context),
      DefinitionString: notKnown('steps that are joined at synthesis'),
      StateMachineType: constantName(props.stateMachineType),
      LoggingConfiguration: given(props.logs),
      TracingConfiguration:
        props.tracingEnabled === undefined ? undefined : { Enabled: plain(props.tracingEnabled, context) },
      RoleArn: notKnown('a role that CDK makes'),
    },
  });
};
