import { own } from '@bulkhead/core';
import { referenceOf } from '../cloudformation/intrinsic.ts';
import { type Buildable, build, isTree } from '../deployed/build.ts';
import { get, listTree, type MapEntry, mapTree, type Tree } from '../yaml/tree.ts';
import type { TerraformResource } from './expand.ts';
import { asDocument } from './json-document.ts';
import { block, blocks, inBlock, respell } from './kinds.ts';
import { cannedAcl, encryptionRules, replicationRules } from './kinds-data.ts';
import { textOf } from './values.ts';

/** A resource in CloudFormation's shape, while others still add to it. */
export interface Draft {
  readonly id: string;
  readonly type: string;
  readonly place: TerraformResource['place'];
  properties: Tree;
  readonly deletionPolicy?: string;
}

/**
 * Resources that only say more of another one: an attachment of a policy to a role, the versioning of a bucket, the target
 * of a rule. In CloudFormation they are properties of it.
 */
const ATTACHED: Readonly<Record<string, (resource: TerraformResource, drafts: Drafts) => void>> = {
  aws_iam_role_policy_attachment: attachPolicy,
  aws_iam_policy_attachment: attachPolicy,
  aws_iam_user_policy_attachment: attachPolicy,
  aws_iam_group_policy_attachment: attachPolicy,
  aws_cloudwatch_event_target: ({ values, address }, drafts) => {
    const dead = inBlock('dead_letter_config', 'arn')(values);
    drafts.append(get(values, 'rule'), 'Targets', {
      Id: get(values, 'target_id') ?? address,
      Arn: get(values, 'arn'),
      RoleArn: get(values, 'role_arn'),
      Input: get(values, 'input'),
      InputPath: get(values, 'input_path'),
      DeadLetterConfig: dead && { Arn: dead },
    });
  },
  aws_s3_bucket_versioning: ({ values }, drafts) =>
    setBucket(
      values,
      ['VersioningConfiguration', 'Status'],
      inBlock('versioning_configuration', 'status')(values),
      drafts,
    ),
  aws_s3_bucket_server_side_encryption_configuration: ({ values }, drafts) =>
    setBucket(values, ['BucketEncryption', 'ServerSideEncryptionConfiguration'], encryptionRules(values), drafts),
  aws_s3_bucket_public_access_block: ({ values }, drafts) =>
    setBucket(
      values,
      ['PublicAccessBlockConfiguration'],
      {
        BlockPublicAcls: get(values, 'block_public_acls'),
        BlockPublicPolicy: get(values, 'block_public_policy'),
        IgnorePublicAcls: get(values, 'ignore_public_acls'),
        RestrictPublicBuckets: get(values, 'restrict_public_buckets'),
      },
      drafts,
    ),
  aws_s3_bucket_acl: ({ values }, drafts) =>
    setBucket(values, ['AccessControl'], cannedAcl(textOf(get(values, 'acl'))), drafts),
  aws_s3_bucket_logging: ({ values }, drafts) =>
    setBucket(values, ['LoggingConfiguration', 'DestinationBucketName'], get(values, 'target_bucket'), drafts),
  aws_s3_bucket_website_configuration: ({ values }, drafts) =>
    setBucket(values, ['WebsiteConfiguration', 'IndexDocument'], inBlock('index_document', 'suffix')(values), drafts),
  aws_s3_bucket_replication_configuration: ({ values }, drafts) =>
    setBucket(values, ['ReplicationConfiguration', 'Rules'], replicationRules(values), drafts),
  aws_s3_bucket_object_lock_configuration: ({ values }, drafts) =>
    setBucket(values, ['ObjectLockEnabled'], get(values, 'object_lock_enabled') ? true : undefined, drafts),
  aws_s3_bucket_notification: notifyOf,
  aws_api_gateway_integration: ({ values }, drafts) => {
    const method = drafts.all.find(
      ({ type, properties }) =>
        type === 'AWS::ApiGateway::Method' &&
        same(get(properties, 'ResourceId'), get(values, 'resource_id')) &&
        textOf(get(properties, 'HttpMethod')) === textOf(get(values, 'http_method')),
    );
    if (!method) return;
    const integration = {
      Type: get(values, 'type'),
      IntegrationHttpMethod: get(values, 'integration_http_method'),
      Uri: get(values, 'uri'),
    };
    method.properties = laid(method.properties, ['Integration'], build(integration, values.place));
  },
  aws_api_gateway_method_settings: ({ values }, drafts) => {
    const settings = block(values, 'settings');
    const stage =
      drafts.find(get(values, 'stage_name')) ??
      drafts.all.find(
        ({ type, properties }) =>
          type === 'AWS::ApiGateway::Stage' &&
          same(get(properties, 'RestApiId'), get(values, 'rest_api_id')) &&
          textOf(get(properties, 'StageName')) === textOf(get(values, 'stage_name')),
      );
    if (!stage || !settings) return;
    const path = textOf(get(values, 'method_path')) ?? '*/*';
    const [resource, method] = [path.slice(0, path.lastIndexOf('/')), path.slice(path.lastIndexOf('/') + 1)];
    const own = respell(settings);
    const setting = {
      ...(isTree(own) || typeof own !== 'object' ? {} : own),
      ResourcePath: `/${resource}`,
      HttpMethod: method,
    };
    stage.properties = added(stage.properties, 'MethodSettings', build(setting, values.place));
  },
  aws_api_gateway_rest_api_policy: ({ values }, drafts) =>
    drafts.set(get(values, 'rest_api_id'), ['Policy'], asDocument(get(values, 'policy'))),
  aws_sqs_queue_redrive_policy: ({ values }, drafts) =>
    drafts.set(get(values, 'queue_url'), ['RedrivePolicy'], asDocument(get(values, 'redrive_policy'))),
  aws_kms_key_policy: ({ values }, drafts) =>
    drafts.set(get(values, 'key_id'), ['KeyPolicy'], asDocument(get(values, 'policy'))),
};

export interface Drafts {
  readonly all: Draft[];
  find(reference: Tree | undefined): Draft | undefined;
  /** @param named the type of which a name, in place of a reference, means one as well */
  set(reference: Tree | undefined, path: readonly string[], value: Buildable, named?: Named): void;
  append(reference: Tree | undefined, property: string, item: Buildable, named?: Named): void;
}

/** Where types that attachments name have their names. */
const NAMES = {
  'AWS::S3::Bucket': 'BucketName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::User': 'UserName',
  'AWS::IAM::Group': 'GroupName',
} as const;
type Named = keyof typeof NAMES;

export function createDrafts(all: Draft[]): Drafts {
  const byId = new Map(all.map((draft) => [draft.id, draft]));
  // A name that two of a type have says nothing.
  const byName = new Map<string, Draft | undefined>();
  for (const draft of all) {
    const property = own<string>(NAMES, draft.type);
    const name = property && nameOf(get(draft.properties, property));
    const key = `${draft.type} ${name}`;
    if (name !== undefined) byName.set(key, byName.has(key) ? undefined : draft);
  }
  const find = (reference: Tree | undefined) => {
    const id = referenceOf(reference)?.id;
    return id === undefined ? undefined : byId.get(id);
  };
  const holder = (reference: Tree | undefined, named?: Named) => {
    const name = named && nameOf(reference);
    return find(reference) ?? (name === undefined ? undefined : byName.get(`${named} ${name}`));
  };
  return {
    all,
    find,
    set(reference, path, value, named) {
      const draft = holder(reference, named);
      if (draft && value !== undefined) draft.properties = laid(draft.properties, path, build(value, draft.place));
    },
    append(reference, property, item, named) {
      const draft = holder(reference, named);
      if (draft) draft.properties = added(draft.properties, property, build(item, draft.place));
    },
  };
}

/** A name, or the expression of one that is not known yet: in one folder, the same expression is the same name. */
function nameOf(tree: Tree | undefined): string | undefined {
  if (tree?.kind !== 'unknown') return textOf(tree);
  const { file } = tree.place;
  return `${file.slice(0, file.lastIndexOf('/') + 1)}?${tree.unknown.expression}`;
}

/** @returns whether it was a resource that only says more of another */
export function attach(resource: TerraformResource, drafts: Drafts): boolean {
  if (!Object.hasOwn(ATTACHED, resource.type)) return false;
  ATTACHED[resource.type]!(resource, drafts);
  return true;
}

function attachPolicy({ values }: TerraformResource, drafts: Drafts): void {
  const policy = get(values, 'policy_arn');
  const holders = { role: 'AWS::IAM::Role', user: 'AWS::IAM::User', group: 'AWS::IAM::Group' } as const;
  for (const [kind, named] of Object.entries(holders)) {
    const one = get(values, kind);
    for (const holder of [...(one ? [one] : []), ...blocks(values, `${kind}s`)])
      drafts.append(holder, 'ManagedPolicyArns', policy, named);
  }
}

function setBucket(values: Tree, path: readonly string[], value: Buildable, drafts: Drafts): void {
  drafts.set(get(values, 'bucket'), path, value, 'AWS::S3::Bucket');
}

function notifyOf({ values }: TerraformResource, drafts: Drafts): void {
  const configurations = (name: string, target: string, key: string): Buildable => {
    const found = blocks(values, name);
    if (found.length === 0) return undefined;
    return found.flatMap((one) =>
      blocks(one, 'events').map((event) => {
        const rules = (['filter_prefix', 'filter_suffix'] as const).flatMap((filter) => {
          const value = get(one, filter);
          return value ? [{ Name: filter.slice(7), Value: value }] : [];
        });
        return {
          Event: event,
          [target]: get(one, key),
          Filter: rules.length > 0 ? { S3Key: { Rules: rules } } : undefined,
        };
      }),
    );
  };
  const notifications = {
    LambdaConfigurations: configurations('lambda_function', 'Function', 'lambda_function_arn'),
    QueueConfigurations: configurations('queue', 'Queue', 'queue_arn'),
    TopicConfigurations: configurations('topic', 'Topic', 'topic_arn'),
    EventBridgeConfiguration: textOf(get(values, 'eventbridge')) === 'true' ? {} : undefined,
  };
  setBucket(values, ['NotificationConfiguration'], notifications, drafts);
}

function same(a: Tree | undefined, b: Tree | undefined): boolean {
  const [left, right] = [referenceOf(a), referenceOf(b)];
  return left !== undefined && left.id === right?.id && left.attribute === right?.attribute;
}

/** A map with a value laid into it at a path. */
function laid(tree: Tree, path: readonly string[], value: Tree): Tree {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const entries = new Map<string, MapEntry>(tree.kind === 'map' ? tree.entries : []);
  const below = entries.get(key)?.value ?? mapTree(new Map(), value.place);
  entries.set(key, { key: value.place, value: laid(below, rest, value) });
  return mapTree(entries, tree.place);
}

function added(tree: Tree, property: string, item: Tree): Tree {
  const list = get(tree, property);
  const items = list?.kind === 'list' ? list.items : [];
  return laid(tree, [property], listTree([...items, item], list?.place ?? item.place));
}
