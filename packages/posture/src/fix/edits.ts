import type { DeployedResource, TemplateValue } from '@bulkhead/core';
import type { PostureModel } from '@bulkhead/rules';
import { batchFailures } from './batch-failures.ts';
import { bucketGuard } from './bucket-guard.ts';
import { type FixContext, type FixPlan, isSamePlace, setProperty } from './context.ts';
import { logRetention } from './log-retention.ts';

export interface Fix {
  plan(context: FixContext): FixPlan;
  /** What the edit costs or changes, for whoever reads the diff. */
  readonly note?: string;
}

const RECOVERY = ['PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled'];

/**
 * Rules whose findings can be mended without asking, because no honest use of the resource needs the old setting. What
 * replaces a resource, moves data, needs a second resource or a name to choose is not here.
 */
export const FIXES: Readonly<Record<string, Fix>> = {
  'sqs-encryption-off': {
    plan: (context) =>
      setProperty(context, {
        path: ['SqsManagedSseEnabled'],
        value: true,
        terraform: { aws_sqs_queue: ['sqs_managed_sse_enabled'] },
      }),
  },
  'dynamodb-no-recovery': {
    note: 'Point-in-time recovery is billed by the size of the table.',
    plan: (context) => {
      const replica = replicaOf(context);
      return setProperty(context, {
        path: replica === undefined ? RECOVERY : ['Replicas', replica, ...RECOVERY],
        value: true,
        sam: { 'AWS::Serverless::SimpleTable': RECOVERY },
        terraform: { aws_dynamodb_table: ['point_in_time_recovery', 'enabled'] },
      });
    },
  },
  's3-public-access-allowed': { plan: bucketGuard },
  'log-group-no-retention': { note: 'Log lines older than a year are deleted.', plan: logRetention },
  'kms-no-rotation': {
    plan: (context) => {
      // https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html: only key material that KMS made.
      const origin = context.resource?.properties['Origin'];
      if (origin !== undefined && origin !== 'AWS_KMS') return { refuse: 'has key material that KMS cannot renew' };
      return setProperty(context, {
        path: ['EnableKeyRotation'],
        value: true,
        terraform: { aws_kms_key: ['enable_key_rotation'] },
      });
    },
  },
  'lambda-tracing-off': {
    note: 'X-Ray bills each trace past the free ones.',
    plan: (context) => {
      if (!mayWriteTraces(context)) {
        return { refuse: 'has a role that may not write traces (xray:PutTraceSegments), and would fail to deploy' };
      }
      return setProperty(context, {
        path: ['TracingConfig', 'Mode'],
        value: 'Active',
        sam: { 'AWS::Serverless::Function': ['Tracing'] },
        serverless: ['tracing'],
        terraform: { aws_lambda_function: ['tracing_config', 'mode'] },
      });
    },
  },
  'batch-failures-not-reported': { plan: batchFailures },
  'api-cache-plain': {
    note: 'The cache is emptied once.',
    plan: (context) => methodSetting(context, 'CacheDataEncrypted', true, 'cache_data_encrypted'),
  },
  'api-data-trace': { plan: (context) => methodSetting(context, 'DataTraceEnabled', false, 'data_trace_enabled') },
  'sqs-visibility-too-short': {
    plan: (context) => {
      const seconds = neededVisibility(context.model, context.resource);
      // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html: 12 hours.
      if (seconds === undefined || seconds > 43_200) return { refuse: 'needs more than the 12 hours that SQS allows' };
      return setProperty(context, {
        path: ['VisibilityTimeout'],
        value: seconds,
        terraform: { aws_sqs_queue: ['visibility_timeout_seconds'] },
      });
    },
  },
  'lambda-permission-broad': {
    plan: (context) => {
      const principal = context.resource?.properties['Principal'];
      const isService = typeof principal === 'string' && /\.amazonaws\.com(?:\.cn)?$/.test(principal);
      if (!isService) return { refuse: 'is a permission of an account, which may use more than calling' };
      return setProperty(context, {
        path: ['Action'],
        value: 'lambda:InvokeFunction',
        terraform: { aws_lambda_permission: ['action'] },
      });
    },
  },
  'data-deleted-with-stack': {
    note: 'The resource has to be released by hand before it can be deleted.',
    plan: (context) => {
      const type = context.resource?.type;
      const flag = type?.startsWith('AWS::DynamoDB') ? 'DeletionProtectionEnabled' : 'DeletionProtection';
      const value = type === 'AWS::Cognito::UserPool' ? 'ACTIVE' : true;
      return setProperty(context, {
        path: [flag],
        value,
        terraform: { aws_dynamodb_table: ['deletion_protection_enabled'] },
      });
    },
  },
};

/** Which region of a global table a finding is about. */
function replicaOf({ finding, resource }: FixContext): number | undefined {
  const replicas = resource?.properties['Replicas'];
  if (!resource || !Array.isArray(replicas)) return undefined;
  const at = replicas.findIndex((_, i) => isSamePlace(resource.placeOf(['Replicas', i, ...RECOVERY]), finding.place));
  return at < 0 ? undefined : at;
}

/** A setting of the methods of a stage; the finding stands at the item or inside of it. */
function methodSetting({ finding, view }: FixContext, key: string, value: boolean, argument: string): FixPlan {
  const { file } = finding.place;
  const path = view(file)?.pathAt(finding.place);
  if (!path || path.length === 0) return { refuse: 'is made by a tool; change what it is made of' };
  if (file.endsWith('.tf')) {
    if (path[1] !== 'aws_api_gateway_method_settings') return { refuse: `is set by ${path[1]}` };
    return { file, path: [...path, 'settings', argument], value };
  }
  if (path.at(-1) === key) return { file, path, value };
  const item = path.findLastIndex((part) => typeof part === 'number');
  if (item < 0) return { refuse: 'is made by the framework from other settings' };
  return { file, path: [...path.slice(0, item + 1), key], value };
}

/** Six times the longest timeout of the functions behind a queue, plus the window: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
function neededVisibility(model: PostureModel, queue: DeployedResource | undefined): number | undefined {
  const needs = model.app.functions.flatMap((fn) =>
    fn.triggers.flatMap((trigger) =>
      trigger.type === 'sqs' && trigger.queue === queue?.id
        ? [6 * fn.timeoutSeconds + (trigger.batchingWindowSeconds ?? 0)]
        : [],
    ),
  );
  return needs.length === 0 ? undefined : Math.max(...needs);
}

/** SAM and the Serverless Framework give the roles that they make the right to write traces. */
function mayWriteTraces({ model, resource }: FixContext): boolean {
  const fn = model.app.functions.find(({ logicalId }) => logicalId === resource?.id);
  if (!fn) return false;
  const role = model.resources.find(({ id }) => id === fn.role);
  if (role?.origin === 'generated') return true;
  return (model.granted.get(fn.id) ?? []).some(
    ({ effect, actions, resources }) =>
      effect === 'Allow' && actions.some(coversTraces) && resources.some((one: TemplateValue) => one === '*'),
  );
}

function coversTraces(action: string): boolean {
  return /^(?:\*|xray:(?:\*|Put\*|PutTraceSegments))$/i.test(action);
}
