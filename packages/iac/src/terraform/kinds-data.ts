import type { Buildable } from '../deployed/build.ts';
import { get, type Tree } from '../yaml/tree.ts';
import {
  block,
  blocks,
  constant,
  document,
  inBlock,
  listOf,
  sameNames,
  type TerraformKind,
  tags,
  whether,
} from './kinds.ts';
import { textOf, truthOf } from './values.ts';

/** Queues, topics, streams, tables, buckets, APIs. */
export const DATA_KINDS: Readonly<Record<string, TerraformKind>> = {
  aws_sqs_queue: {
    type: 'AWS::SQS::Queue',
    properties: {
      QueueName: 'name',
      FifoQueue: 'fifo_queue',
      VisibilityTimeout: 'visibility_timeout_seconds',
      MessageRetentionPeriod: 'message_retention_seconds',
      ReceiveMessageWaitTimeSeconds: 'receive_wait_time_seconds',
      KmsMasterKeyId: 'kms_master_key_id',
      SqsManagedSseEnabled: 'sqs_managed_sse_enabled',
      RedrivePolicy: document('redrive_policy'),
      RedriveAllowPolicy: document('redrive_allow_policy'),
      Tags: tags,
    },
  },
  aws_sqs_queue_policy: {
    type: 'AWS::SQS::QueuePolicy',
    properties: { Queues: (values) => listOf(get(values, 'queue_url')), PolicyDocument: document('policy') },
  },
  aws_sns_topic: {
    type: 'AWS::SNS::Topic',
    properties: { TopicName: 'name', FifoTopic: 'fifo_topic', KmsMasterKeyId: 'kms_master_key_id', Tags: tags },
  },
  aws_sns_topic_policy: {
    type: 'AWS::SNS::TopicPolicy',
    properties: { Topics: (values) => listOf(get(values, 'arn')), PolicyDocument: document('policy') },
  },
  aws_sns_topic_subscription: {
    type: 'AWS::SNS::Subscription',
    properties: {
      TopicArn: 'topic_arn',
      Protocol: 'protocol',
      Endpoint: 'endpoint',
      FilterPolicy: document('filter_policy'),
      FilterPolicyScope: 'filter_policy_scope',
      RedrivePolicy: document('redrive_policy'),
      RawMessageDelivery: 'raw_message_delivery',
    },
  },
  aws_kinesis_stream: {
    type: 'AWS::Kinesis::Stream',
    properties: {
      Name: 'name',
      ShardCount: 'shard_count',
      RetentionPeriodHours: 'retention_period',
      StreamEncryption: (values) =>
        textOf(get(values, 'encryption_type')) === 'KMS'
          ? { EncryptionType: 'KMS', KeyId: get(values, 'kms_key_id') }
          : undefined,
      Tags: tags,
    },
  },
  aws_kinesis_firehose_delivery_stream: {
    type: 'AWS::KinesisFirehose::DeliveryStream',
    properties: {
      DeliveryStreamName: 'name',
      DeliveryStreamEncryptionConfigurationInput: (values) => {
        const encryption = block(values, 'server_side_encryption');
        const on = encryption && get(encryption, 'enabled');
        return on && truthOf(on)
          ? { KeyType: get(encryption, 'key_type') ?? 'AWS_OWNED_CMK', KeyARN: get(encryption, 'key_arn') }
          : undefined;
      },
      ExtendedS3DestinationConfiguration: sameNames('extended_s3_configuration'),
      KinesisStreamSourceConfiguration: sameNames('kinesis_source_configuration'),
    },
  },
  aws_dynamodb_table: {
    type: 'AWS::DynamoDB::Table',
    properties: {
      TableName: 'name',
      BillingMode: 'billing_mode',
      DeletionProtectionEnabled: 'deletion_protection_enabled',
      AttributeDefinitions: (values) =>
        blocks(values, 'attribute').map((one) => ({
          AttributeName: get(one, 'name'),
          AttributeType: get(one, 'type'),
        })),
      KeySchema: (values) => {
        const [hash, range] = [get(values, 'hash_key'), get(values, 'range_key')];
        return [
          ...(hash ? [{ AttributeName: hash, KeyType: 'HASH' }] : []),
          ...(range ? [{ AttributeName: range, KeyType: 'RANGE' }] : []),
        ];
      },
      GlobalSecondaryIndexes: (values) => {
        const indexes = blocks(values, 'global_secondary_index');
        return indexes.length === 0
          ? undefined
          : indexes.map((index) => ({
              IndexName: get(index, 'name'),
              KeySchema: [{ AttributeName: get(index, 'hash_key'), KeyType: 'HASH' }],
              Projection: { ProjectionType: get(index, 'projection_type') },
            }));
      },
      ProvisionedThroughput: (values) => {
        const [read, write] = [get(values, 'read_capacity'), get(values, 'write_capacity')];
        return read || write ? { ReadCapacityUnits: read, WriteCapacityUnits: write } : undefined;
      },
      'SSESpecification.SSEEnabled': inBlock('server_side_encryption', 'enabled'),
      'SSESpecification.KMSMasterKeyId': inBlock('server_side_encryption', 'kms_key_arn'),
      'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled': inBlock('point_in_time_recovery', 'enabled'),
      'StreamSpecification.StreamViewType': (values) =>
        get(values, 'stream_view_type') ?? whether('stream_enabled', 'NEW_AND_OLD_IMAGES')(values),
      'TimeToLiveSpecification.AttributeName': inBlock('ttl', 'attribute_name'),
      'TimeToLiveSpecification.Enabled': inBlock('ttl', 'enabled'),
      Tags: tags,
    },
  },
  aws_dax_cluster: {
    type: 'AWS::DAX::Cluster',
    properties: {
      ClusterName: 'cluster_name',
      'SSESpecification.SSEEnabled': inBlock('server_side_encryption', 'enabled'),
    },
  },
  aws_s3_bucket: {
    type: 'AWS::S3::Bucket',
    properties: {
      BucketName: 'bucket',
      AccessControl: (values) => cannedAcl(textOf(get(values, 'acl'))),
      'VersioningConfiguration.Status': (values) => {
        const on = inBlock('versioning', 'enabled')(values);
        const truth = on && truthOf(on);
        return truth === undefined ? undefined : truth ? 'Enabled' : 'Suspended';
      },
      'BucketEncryption.ServerSideEncryptionConfiguration': (values) =>
        encryptionRules(block(values, 'server_side_encryption_configuration')),
      'LoggingConfiguration.DestinationBucketName': inBlock('logging', 'target_bucket'),
      'WebsiteConfiguration.IndexDocument': inBlock('website', 'index_document'),
      'ReplicationConfiguration.Rules': (values) => replicationRules(block(values, 'replication_configuration')),
      ObjectLockEnabled: (values) =>
        get(values, 'object_lock_enabled') ??
        (textOf(inBlock('object_lock_configuration', 'object_lock_enabled')(values)) === 'Enabled' ? true : undefined),
      Tags: tags,
    },
  },
  aws_s3_bucket_policy: {
    type: 'AWS::S3::BucketPolicy',
    properties: { Bucket: 'bucket', PolicyDocument: document('policy') },
  },
  aws_api_gateway_rest_api: {
    type: 'AWS::ApiGateway::RestApi',
    properties: {
      Name: 'name',
      ApiKeySourceType: 'api_key_source',
      BinaryMediaTypes: 'binary_media_types',
      Policy: document('policy'),
      DisableExecuteApiEndpoint: 'disable_execute_api_endpoint',
      Body: document('body'),
      'EndpointConfiguration.Types': inBlock('endpoint_configuration', 'types'),
    },
  },
  aws_api_gateway_resource: {
    type: 'AWS::ApiGateway::Resource',
    properties: { RestApiId: 'rest_api_id', ParentId: 'parent_id', PathPart: 'path_part' },
  },
  aws_api_gateway_method: {
    type: 'AWS::ApiGateway::Method',
    properties: {
      RestApiId: 'rest_api_id',
      ResourceId: 'resource_id',
      HttpMethod: 'http_method',
      AuthorizationType: 'authorization',
      AuthorizerId: 'authorizer_id',
      AuthorizationScopes: 'authorization_scopes',
      ApiKeyRequired: 'api_key_required',
      RequestValidatorId: 'request_validator_id',
      RequestModels: 'request_models',
    },
  },
  aws_api_gateway_deployment: {
    type: 'AWS::ApiGateway::Deployment',
    properties: { RestApiId: 'rest_api_id', StageName: 'stage_name' },
  },
  aws_api_gateway_stage: {
    type: 'AWS::ApiGateway::Stage',
    properties: {
      RestApiId: 'rest_api_id',
      DeploymentId: 'deployment_id',
      StageName: 'stage_name',
      TracingEnabled: 'xray_tracing_enabled',
      CacheClusterEnabled: 'cache_cluster_enabled',
      ClientCertificateId: 'client_certificate_id',
      Variables: 'variables',
      'AccessLogSetting.DestinationArn': inBlock('access_log_settings', 'destination_arn'),
      'AccessLogSetting.Format': inBlock('access_log_settings', 'format'),
    },
  },
  aws_api_gateway_authorizer: {
    type: 'AWS::ApiGateway::Authorizer',
    properties: {
      RestApiId: 'rest_api_id',
      Name: 'name',
      Type: (values) => get(values, 'type') ?? constant('TOKEN', values),
      AuthorizerUri: 'authorizer_uri',
      IdentitySource: 'identity_source',
      AuthorizerResultTtlInSeconds: 'authorizer_result_ttl_in_seconds',
      ProviderARNs: 'provider_arns',
    },
  },
  aws_api_gateway_api_key: { type: 'AWS::ApiGateway::ApiKey', properties: { Name: 'name', Enabled: 'enabled' } },
  aws_api_gateway_usage_plan: {
    type: 'AWS::ApiGateway::UsagePlan',
    properties: {
      UsagePlanName: 'name',
      Throttle: sameNames('throttle_settings'),
      Quota: sameNames('quota_settings'),
      ApiStages: (values) =>
        blocks(values, 'api_stages').map((stage) => ({ ApiId: get(stage, 'api_id'), Stage: get(stage, 'stage') })),
    },
  },
  aws_api_gateway_domain_name: {
    type: 'AWS::ApiGateway::DomainName',
    properties: { DomainName: 'domain_name', SecurityPolicy: 'security_policy' },
  },
  aws_api_gateway_request_validator: {
    type: 'AWS::ApiGateway::RequestValidator',
    properties: {
      RestApiId: 'rest_api_id',
      ValidateRequestBody: 'validate_request_body',
      ValidateRequestParameters: 'validate_request_parameters',
    },
  },
  aws_api_gateway_model: {
    type: 'AWS::ApiGateway::Model',
    properties: {
      RestApiId: 'rest_api_id',
      Name: 'name',
      ContentType: 'content_type',
      Schema: document('schema'),
    },
  },
  aws_apigatewayv2_api: {
    type: 'AWS::ApiGatewayV2::Api',
    properties: {
      Name: 'name',
      ProtocolType: 'protocol_type',
      RouteSelectionExpression: 'route_selection_expression',
      Target: 'target',
      CorsConfiguration: sameNames('cors_configuration'),
      DisableExecuteApiEndpoint: 'disable_execute_api_endpoint',
    },
  },
  aws_apigatewayv2_route: {
    type: 'AWS::ApiGatewayV2::Route',
    properties: {
      ApiId: 'api_id',
      RouteKey: 'route_key',
      Target: 'target',
      AuthorizationType: 'authorization_type',
      AuthorizerId: 'authorizer_id',
      ApiKeyRequired: 'api_key_required',
    },
  },
  aws_apigatewayv2_integration: {
    type: 'AWS::ApiGatewayV2::Integration',
    properties: {
      ApiId: 'api_id',
      IntegrationType: 'integration_type',
      IntegrationUri: 'integration_uri',
      PayloadFormatVersion: 'payload_format_version',
    },
  },
  aws_apigatewayv2_authorizer: {
    type: 'AWS::ApiGatewayV2::Authorizer',
    properties: {
      ApiId: 'api_id',
      AuthorizerType: 'authorizer_type',
      AuthorizerUri: 'authorizer_uri',
      IdentitySource: 'identity_sources',
      JwtConfiguration: sameNames('jwt_configuration'),
      AuthorizerResultTtlInSeconds: 'authorizer_result_ttl_in_seconds',
    },
  },
  aws_apigatewayv2_stage: {
    type: 'AWS::ApiGatewayV2::Stage',
    properties: {
      ApiId: 'api_id',
      StageName: 'name',
      AutoDeploy: 'auto_deploy',
      StageVariables: 'stage_variables',
      'AccessLogSettings.DestinationArn': inBlock('access_log_settings', 'destination_arn'),
      'AccessLogSettings.Format': inBlock('access_log_settings', 'format'),
      DefaultRouteSettings: sameNames('default_route_settings'),
    },
  },
  aws_wafv2_web_acl_association: {
    type: 'AWS::WAFv2::WebACLAssociation',
    properties: { ResourceArn: 'resource_arn', WebACLArn: 'web_acl_arn' },
  },
  aws_wafv2_web_acl: {
    type: 'AWS::WAFv2::WebACL',
    properties: {
      Name: 'name',
      Scope: 'scope',
      Rules: (values) =>
        blocks(values, 'rule').map((rule) => ({
          Name: get(rule, 'name'),
          Priority: get(rule, 'priority'),
          Statement: sameNames('statement')(rule),
        })),
    },
  },
  aws_appautoscaling_target: {
    type: 'AWS::ApplicationAutoScaling::ScalableTarget',
    properties: { ResourceId: 'resource_id', ScalableDimension: 'scalable_dimension', MaxCapacity: 'max_capacity' },
  },
  aws_appautoscaling_policy: {
    type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
    properties: { PolicyName: 'name', ResourceId: 'resource_id', ScalableDimension: 'scalable_dimension' },
  },
  aws_cloudtrail: {
    type: 'AWS::CloudTrail::Trail',
    properties: {
      TrailName: 'name',
      // Terraform's own default.
      IsLogging: (values) => get(values, 'enable_logging') ?? true,
      EventSelectors: (values) =>
        blocks(values, 'event_selector').map((selector) => ({
          DataResources: blocks(selector, 'data_resource').map((data) => ({
            Type: get(data, 'type'),
            Values: get(data, 'values'),
          })),
        })),
      AdvancedEventSelectors: (values) =>
        blocks(values, 'advanced_event_selector').map((selector) => ({
          FieldSelectors: blocks(selector, 'field_selector').map((field) => ({
            Field: get(field, 'field'),
            Equals: get(field, 'equals'),
          })),
        })),
    },
  },
  aws_appsync_graphql_api: {
    type: 'AWS::AppSync::GraphQLApi',
    properties: {
      Name: 'name',
      AuthenticationType: 'authentication_type',
      XrayEnabled: 'xray_enabled',
      'LogConfig.FieldLogLevel': inBlock('log_config', 'field_log_level'),
      'LogConfig.CloudWatchLogsRoleArn': inBlock('log_config', 'cloudwatch_logs_role_arn'),
    },
  },
};

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl: `public-read` is `PublicRead`. */
export function cannedAcl(acl: string | undefined): string | undefined {
  return acl?.replace(/(?:^|-)([a-z])/g, (_whole, letter: string) => letter.toUpperCase());
}

/** Rules of a bucket's encryption, from its own block or from `aws_s3_bucket_server_side_encryption_configuration`. */
export function encryptionRules(values: Parameters<typeof blocks>[0]) {
  const rules = blocks(values, 'rule');
  if (rules.length === 0) return undefined;
  return rules.map((rule) => {
    const by = block(rule, 'apply_server_side_encryption_by_default');
    return {
      BucketKeyEnabled: get(rule, 'bucket_key_enabled'),
      ServerSideEncryptionByDefault: by && {
        SSEAlgorithm: get(by, 'sse_algorithm'),
        KMSMasterKeyID: get(by, 'kms_master_key_id'),
      },
    };
  });
}

/** What a bucket copies to others; Terraform names the rules twice, by the age of the provider. */
export function replicationRules(values: Tree | undefined): Buildable {
  const rules = [...blocks(values, 'rules'), ...blocks(values, 'rule')];
  if (rules.length === 0) return undefined;
  return rules.map((rule) => ({
    Status: get(rule, 'status'),
    Destination: { Bucket: inBlock('destination', 'bucket')(rule) },
  }));
}
