import { get } from '../yaml/tree.ts';
import { asDocument } from './json-document.ts';
import { block, blocks, document, inBlock, listOf, sameNames, type TerraformKind, tags, whether } from './kinds.ts';
import { textOf } from './values.ts';

/** Lambda, Step Functions, EventBridge and logs. */
export const COMPUTE_KINDS: Readonly<Record<string, TerraformKind>> = {
  aws_lambda_function: {
    type: 'AWS::Lambda::Function',
    properties: {
      FunctionName: 'function_name',
      Description: 'description',
      Role: 'role',
      Handler: 'handler',
      Runtime: 'runtime',
      PackageType: 'package_type',
      MemorySize: 'memory_size',
      Timeout: 'timeout',
      Architectures: 'architectures',
      Layers: 'layers',
      KmsKeyArn: 'kms_key_arn',
      ReservedConcurrentExecutions: 'reserved_concurrent_executions',
      CodeSigningConfigArn: 'code_signing_config_arn',
      // Before Terraform 0.12 maps were written as blocks, too.
      'Environment.Variables': (values) => block(block(values, 'environment'), 'variables'),
      'TracingConfig.Mode': inBlock('tracing_config', 'mode'),
      'DeadLetterConfig.TargetArn': inBlock('dead_letter_config', 'target_arn'),
      'VpcConfig.SubnetIds': inBlock('vpc_config', 'subnet_ids'),
      'VpcConfig.SecurityGroupIds': inBlock('vpc_config', 'security_group_ids'),
      'EphemeralStorage.Size': inBlock('ephemeral_storage', 'size'),
      'LoggingConfig.LogFormat': inBlock('logging_config', 'log_format'),
      'LoggingConfig.ApplicationLogLevel': inBlock('logging_config', 'application_log_level'),
      'LoggingConfig.SystemLogLevel': inBlock('logging_config', 'system_log_level'),
      'LoggingConfig.LogGroup': inBlock('logging_config', 'log_group'),
      Tags: tags,
    },
  },
  aws_lambda_permission: {
    type: 'AWS::Lambda::Permission',
    properties: {
      FunctionName: 'function_name',
      Action: 'action',
      Principal: 'principal',
      SourceArn: 'source_arn',
      SourceAccount: 'source_account',
      EventSourceToken: 'event_source_token',
      PrincipalOrgID: 'principal_org_id',
      FunctionUrlAuthType: 'function_url_auth_type',
    },
  },
  aws_lambda_event_source_mapping: {
    type: 'AWS::Lambda::EventSourceMapping',
    properties: {
      FunctionName: 'function_name',
      EventSourceArn: 'event_source_arn',
      BatchSize: 'batch_size',
      Enabled: 'enabled',
      StartingPosition: 'starting_position',
      MaximumBatchingWindowInSeconds: 'maximum_batching_window_in_seconds',
      ParallelizationFactor: 'parallelization_factor',
      BisectBatchOnFunctionError: 'bisect_batch_on_function_error',
      MaximumRetryAttempts: 'maximum_retry_attempts',
      MaximumRecordAgeInSeconds: 'maximum_record_age_in_seconds',
      TumblingWindowInSeconds: 'tumbling_window_in_seconds',
      FunctionResponseTypes: 'function_response_types',
      Topics: 'topics',
      Queues: 'queues',
      'DestinationConfig.OnFailure.Destination': inBlock('destination_config', 'on_failure', 'destination_arn'),
      'ScalingConfig.MaximumConcurrency': inBlock('scaling_config', 'maximum_concurrency'),
      'FilterCriteria.Filters': (values) => {
        const filters = blocks(block(values, 'filter_criteria'), 'filter');
        return filters.length === 0 ? undefined : filters.map((filter) => ({ Pattern: get(filter, 'pattern') }));
      },
    },
  },
  aws_lambda_function_url: {
    type: 'AWS::Lambda::Url',
    properties: {
      TargetFunctionArn: 'function_name',
      AuthType: 'authorization_type',
      InvokeMode: 'invoke_mode',
      Qualifier: 'qualifier',
      Cors: sameNames('cors'),
    },
  },
  aws_lambda_function_event_invoke_config: {
    type: 'AWS::Lambda::EventInvokeConfig',
    properties: {
      FunctionName: 'function_name',
      Qualifier: 'qualifier',
      MaximumRetryAttempts: 'maximum_retry_attempts',
      MaximumEventAgeInSeconds: 'maximum_event_age_in_seconds',
      'DestinationConfig.OnFailure.Destination': inBlock('destination_config', 'on_failure', 'destination'),
      'DestinationConfig.OnSuccess.Destination': inBlock('destination_config', 'on_success', 'destination'),
    },
  },
  aws_lambda_alias: {
    type: 'AWS::Lambda::Alias',
    properties: { Name: 'name', FunctionName: 'function_name', FunctionVersion: 'function_version' },
  },
  aws_lambda_layer_version: {
    type: 'AWS::Lambda::LayerVersion',
    properties: { LayerName: 'layer_name', CompatibleRuntimes: 'compatible_runtimes' },
  },
  aws_sfn_state_machine: {
    type: 'AWS::StepFunctions::StateMachine',
    properties: {
      StateMachineName: 'name',
      StateMachineType: 'type',
      RoleArn: 'role_arn',
      Definition: document('definition'),
      'LoggingConfiguration.Level': inBlock('logging_configuration', 'level'),
      'LoggingConfiguration.IncludeExecutionData': inBlock('logging_configuration', 'include_execution_data'),
      'LoggingConfiguration.Destinations': (values) => {
        const arn = inBlock('logging_configuration', 'log_destination')(values);
        return arn && [{ CloudWatchLogsLogGroup: { LogGroupArn: arn } }];
      },
      'TracingConfiguration.Enabled': inBlock('tracing_configuration', 'enabled'),
      Tags: tags,
    },
  },
  aws_cloudwatch_event_rule: {
    type: 'AWS::Events::Rule',
    properties: {
      Name: 'name',
      EventBusName: 'event_bus_name',
      EventPattern: document('event_pattern'),
      ScheduleExpression: 'schedule_expression',
      RoleArn: 'role_arn',
      State: (values) => get(values, 'state') ?? whether('is_enabled', 'ENABLED', 'DISABLED')(values),
    },
  },
  aws_cloudwatch_event_bus: {
    type: 'AWS::Events::EventBus',
    properties: { Name: 'name', KmsKeyIdentifier: 'kms_key_identifier' },
  },
  aws_cloudwatch_event_bus_policy: {
    type: 'AWS::Events::EventBusPolicy',
    properties: {
      EventBusName: 'event_bus_name',
      Statement: (values) => get(asDocument(get(values, 'policy')), 'Statement'),
    },
  },
  aws_scheduler_schedule: {
    type: 'AWS::Scheduler::Schedule',
    properties: { Name: 'name', ScheduleExpression: 'schedule_expression', Target: sameNames('target') },
  },
  aws_cloudwatch_log_group: {
    type: 'AWS::Logs::LogGroup',
    properties: {
      LogGroupName: 'name',
      // 0 means for ever, which CloudFormation says by leaving it out.
      RetentionInDays: (values) =>
        textOf(get(values, 'retention_in_days')) === '0' ? undefined : get(values, 'retention_in_days'),
      KmsKeyId: 'kms_key_id',
      Tags: tags,
    },
  },
  aws_cloudwatch_metric_alarm: {
    type: 'AWS::CloudWatch::Alarm',
    properties: {
      AlarmName: 'alarm_name',
      Namespace: 'namespace',
      MetricName: 'metric_name',
      AlarmActions: 'alarm_actions',
      ActionsEnabled: 'actions_enabled',
    },
  },
  aws_ssm_parameter: {
    type: 'AWS::SSM::Parameter',
    properties: { Name: 'name', Type: 'type', Value: 'value', KeyId: 'key_id' },
  },
  aws_secretsmanager_secret: {
    type: 'AWS::SecretsManager::Secret',
    properties: { Name: 'name', KmsKeyId: 'kms_key_id', Tags: tags },
  },
  aws_secretsmanager_secret_rotation: {
    type: 'AWS::SecretsManager::RotationSchedule',
    properties: {
      SecretId: 'secret_id',
      RotationLambdaARN: 'rotation_lambda_arn',
      'RotationRules.AutomaticallyAfterDays': inBlock('rotation_rules', 'automatically_after_days'),
      'RotationRules.ScheduleExpression': inBlock('rotation_rules', 'schedule_expression'),
    },
  },
  aws_kms_key: {
    type: 'AWS::KMS::Key',
    properties: {
      Description: 'description',
      EnableKeyRotation: 'enable_key_rotation',
      KeyPolicy: document('policy'),
      KeySpec: 'customer_master_key_spec',
      Enabled: 'is_enabled',
    },
  },
  aws_cognito_user_pool: {
    type: 'AWS::Cognito::UserPool',
    properties: {
      UserPoolName: 'name',
      MfaConfiguration: 'mfa_configuration',
      'Policies.PasswordPolicy': sameNames('password_policy'),
      'UserPoolAddOns.AdvancedSecurityMode': inBlock('user_pool_add_ons', 'advanced_security_mode'),
      'AdminCreateUserConfig.AllowAdminCreateUserOnly': inBlock(
        'admin_create_user_config',
        'allow_admin_create_user_only',
      ),
      LambdaConfig: sameNames('lambda_config'),
    },
  },
  aws_cognito_user_pool_client: {
    type: 'AWS::Cognito::UserPoolClient',
    properties: {
      UserPoolId: 'user_pool_id',
      ExplicitAuthFlows: 'explicit_auth_flows',
      PreventUserExistenceErrors: 'prevent_user_existence_errors',
      EnableTokenRevocation: 'enable_token_revocation',
    },
  },
  aws_cognito_identity_pool: {
    type: 'AWS::Cognito::IdentityPool',
    properties: {
      IdentityPoolName: 'identity_pool_name',
      AllowUnauthenticatedIdentities: 'allow_unauthenticated_identities',
    },
  },
  aws_iam_role: {
    type: 'AWS::IAM::Role',
    properties: {
      RoleName: 'name',
      Path: 'path',
      AssumeRolePolicyDocument: document('assume_role_policy'),
      ManagedPolicyArns: 'managed_policy_arns',
      PermissionsBoundary: 'permissions_boundary',
      Policies: (values) => {
        const inline = blocks(values, 'inline_policy').filter((policy) => get(policy, 'policy'));
        return inline.length === 0
          ? undefined
          : inline.map((policy) => ({ PolicyName: get(policy, 'name'), PolicyDocument: document('policy')(policy) }));
      },
    },
  },
  aws_iam_policy: {
    type: 'AWS::IAM::ManagedPolicy',
    properties: { ManagedPolicyName: 'name', PolicyDocument: document('policy') },
  },
  aws_iam_role_policy: {
    type: 'AWS::IAM::Policy',
    properties: {
      PolicyName: 'name',
      PolicyDocument: document('policy'),
      Roles: (values) => listOf(get(values, 'role')),
    },
  },
  aws_iam_user_policy: {
    type: 'AWS::IAM::Policy',
    properties: {
      PolicyName: 'name',
      PolicyDocument: document('policy'),
      Users: (values) => listOf(get(values, 'user')),
    },
  },
  aws_iam_group_policy: {
    type: 'AWS::IAM::Policy',
    properties: {
      PolicyName: 'name',
      PolicyDocument: document('policy'),
      Groups: (values) => listOf(get(values, 'group')),
    },
  },
  aws_iam_user: { type: 'AWS::IAM::User', properties: { UserName: 'name' } },
  aws_iam_group: { type: 'AWS::IAM::Group', properties: { GroupName: 'name' } },
  aws_iam_access_key: { type: 'AWS::IAM::AccessKey', properties: { UserName: 'user' } },
};
