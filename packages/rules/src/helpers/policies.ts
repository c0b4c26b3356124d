import { type DeployedResource, own, type TemplateValue } from '@bulkhead/core';
import type { PostureModel } from '../rule.ts';
import { ofType } from './resources.ts';
import { type Answer, field, isPlainMap, isUndecided, itemsOf, literal, textOf } from './values.ts';

type Path = readonly (string | number)[];

/** A statement of a policy document, with the place that it has in its resource. */
export interface Statement {
  readonly resource: DeployedResource;
  /** To the statement in the resource's properties. */
  readonly path: Path;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly resources: readonly TemplateValue[];
  readonly hasNotResource: boolean;
  readonly principal: TemplateValue | undefined;
  readonly hasNotPrincipal: boolean;
  readonly condition: TemplateValue | undefined;
}

/** The statements of one document. */
export function statementsOf(resource: DeployedResource, documentPath: Path): readonly Statement[] {
  const list = statementList(resource, documentPath);
  return itemsOf(list).flatMap((value, i) => {
    if (!isPlainMap(value)) return [];
    const path = [...documentPath, 'Statement', ...(Array.isArray(list) ? [i] : [])];
    const texts = (name: string) => itemsOf(value[name]).map(textOf);
    return [
      {
        resource,
        path,
        effect: literal(value['Effect']) === 'Deny' ? 'Deny' : 'Allow',
        actions: texts('Action'),
        notActions: texts('NotAction'),
        resources: itemsOf(value['Resource']),
        hasNotResource: value['NotResource'] !== undefined,
        principal: value['Principal'],
        hasNotPrincipal: value['NotPrincipal'] !== undefined,
        condition: value['Condition'],
      } satisfies Statement,
    ];
  });
}

/** The longest policy document that AWS takes is 20,480 characters (a bucket's). */
const LONGEST_DOCUMENT = 65_536;

/** CloudFormation takes a document as a text of JSON too. */
function statementList(resource: DeployedResource, documentPath: Path): TemplateValue | undefined {
  const document = field(resource.properties, ...documentPath);
  if (typeof document !== 'string' || !/^\s*\{/.test(document) || document.length > LONGEST_DOCUMENT)
    return field(document, 'Statement');
  try {
    return field(JSON.parse(document) as TemplateValue, 'Statement');
  } catch {
    return undefined;
  }
}

const IDENTITY = new WeakMap<PostureModel, readonly Statement[]>();

/** Statements that say what a role, user or group may do, wherever they are attached. */
export function identityStatements(model: PostureModel): readonly Statement[] {
  let known = IDENTITY.get(model);
  if (!known) {
    known = [
      ...ofType(model, 'AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group').flatMap((holder) =>
        itemsOf(field(holder.properties, 'Policies')).flatMap((_, i) =>
          statementsOf(holder, ['Policies', i, 'PolicyDocument']),
        ),
      ),
      ...ofType(model, 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy').flatMap((policy) =>
        statementsOf(policy, ['PolicyDocument']),
      ),
    ];
    IDENTITY.set(model, known);
  }
  return known;
}

const TRUST = new WeakMap<PostureModel, readonly Statement[]>();

/** Statements that say who may take on a role. */
export function trustStatements(model: PostureModel): readonly Statement[] {
  let known = TRUST.get(model);
  if (!known) {
    known = ofType(model, 'AWS::IAM::Role').flatMap((role) => statementsOf(role, ['AssumeRolePolicyDocument']));
    TRUST.set(model, known);
  }
  return known;
}

/** Where each service's resource policy stands. */
const RESOURCE_POLICIES: Readonly<Record<string, Path>> = {
  'AWS::SQS::QueuePolicy': ['PolicyDocument'],
  'AWS::SNS::TopicPolicy': ['PolicyDocument'],
  'AWS::S3::BucketPolicy': ['PolicyDocument'],
  'AWS::KMS::Key': ['KeyPolicy'],
  'AWS::SecretsManager::ResourcePolicy': ['ResourcePolicy'],
  'AWS::Events::EventBusPolicy': ['Statement'],
  'AWS::ApiGateway::RestApi': ['Policy'],
  'AWS::ECR::Repository': ['RepositoryPolicyText'],
  'AWS::OpenSearchService::Domain': ['AccessPolicies'],
  'AWS::Elasticsearch::Domain': ['AccessPolicies'],
  'AWS::DynamoDB::Table': ['ResourcePolicy', 'PolicyDocument'],
  'AWS::Kinesis::ResourcePolicy': ['ResourcePolicy'],
};

export function resourcePolicyStatements(model: PostureModel, types: readonly string[]): readonly Statement[] {
  return ofType(model, ...types).flatMap((resource) => {
    const path = own(RESOURCE_POLICIES, resource.type);
    if (!path) return [];
    if (resource.type !== 'AWS::Events::EventBusPolicy') return statementsOf(resource, path);
    // A bus policy is one statement, without a document around it.
    const wrapped = {
      ...resource,
      properties: { Document: { Statement: field(resource.properties, 'Statement') ?? [] } },
    };
    return statementsOf(wrapped, ['Document']).map((statement) => ({
      ...statement,
      resource,
      path: statement.path.slice(1),
    }));
  });
}

/** Whether anybody at all is meant: `*` or `{AWS: "*"}`. */
export function isAnybody(principal: TemplateValue | undefined): Answer {
  if (isUndecided(principal)) return 'unknown';
  if (literal(principal) === '*') return 'yes';
  // No form that AWS documents, and one that people write.
  if (Array.isArray(principal)) return principal.some((item) => literal(item) === '*') ? 'yes' : 'no';
  if (!isPlainMap(principal)) return 'no';
  return ['AWS', 'Federated', 'CanonicalUser', 'Service'].some((kind) =>
    itemsOf(principal[kind]).some((item) => literal(item) === '*'),
  )
    ? 'yes'
    : 'no';
}

/**
 * Keys that tie a statement to somebody: the caller's account, organisation, ARN or network. After
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html ("The meaning of public").
 */
const NARROWING = [
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:vpceorgpaths',
  'aws:sourceip',
  'aws:vpcsourceip',
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:userid',
  'aws:principaltag',
  'kms:calleraccount',
  'kms:viaservice',
  's3:dataaccesspointarn',
  's3:dataaccesspointaccount',
  'sns:endpoint',
  'lambda:functionurlauthtype',
  'events:source',
];

/** Values that leave nobody out: all addresses, ARNs of any account. */
const NOBODY = /^(?:\*|0\.0\.0\.0\/0|::\/0|arn:[^:]*:[^:]*:[^:]*:\*(?::.*)?|arn:[^:]*:\*)$/;

/** Whether a condition ties the statement to somebody. An address range of `0.0.0.0/0` ties it to nobody. */
export function isNarrowed(condition: TemplateValue | undefined): boolean {
  return (
    isUndecided(condition) ||
    isTied(
      condition,
      (operator) => !/not/i.test(operator),
      (key) => NARROWING.some((known) => key === known || key.startsWith(`${known}/`)),
    )
  );
}

/**
 * Keys that a resource, or what is asked of it, must answer: its tag, the items' leading keys, the context of a
 * ciphertext. After the keys of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
const OF_RESOURCE =
  /^(?:[a-z0-9-]+:(?:resource|request|existingobject)tag\/|kms:(?:encryptioncontext[:k]|resourcealiases$|viaservice$)|(?:dynamodb:leadingkeys|s3:prefix|secretsmanager:(?:name|secretid)|lambda:functionarn|ecs:cluster|cloudwatch:namespace|ses:(?:fromaddress|recipients))$)/;

/** Whether a condition says which resources are meant, where a statement names none. What is absent passes `…IfExists`. */
export function isForSomeResources(condition: TemplateValue | undefined): boolean {
  return isTied(
    condition,
    (operator) => /(?:equals|like|ignorecase)$/i.test(operator) && !/not/i.test(operator),
    (key) => OF_RESOURCE.test(key),
  );
}

/** @param isKey of the name in small letters */
function isTied(
  condition: TemplateValue | undefined,
  isOperator: (name: string) => boolean,
  isKey: (name: string) => boolean,
): boolean {
  if (!isPlainMap(condition)) return false;
  return Object.entries(condition).some(
    ([operator, keys]) =>
      isPlainMap(keys) &&
      isOperator(operator) &&
      Object.entries(keys).some(
        ([key, values]) =>
          isKey(key.toLowerCase()) && !itemsOf(values).some((value) => NOBODY.test(literal(value) ?? '')),
      ),
  );
}

/** Whether a statement is for everything: `*`, or an ARN that says no more. */
export function isAnyResource(value: TemplateValue): boolean {
  const text = literal(value);
  return text !== undefined && /^(\*|arn:[^:]*:\*|arn:[^:]*:[^:]*:(\*?:){2}\*)$/.test(text);
}
