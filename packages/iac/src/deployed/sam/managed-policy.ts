import { type Buildable, sub } from '../build.ts';

/**
 * Managed policies that do not stand at the root, for the names that SAM templates use.
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
 */
const SERVICE_ROLE = new Set(
  `AWSAppRunnerServicePolicyForECRAccess AWSAppSyncPushToCloudWatchLogs AWSBackupServiceRolePolicyForBackup
   AWSBackupServiceRolePolicyForRestores AWSBatchServiceEventTargetRole AWSBatchServiceRole AWSCodeDeployRole
   AWSCodeDeployRoleForCloudFormation AWSCodeDeployRoleForLambda AWSCodeDeployRoleForLambdaLimited AWS_ConfigRole
   AWSConfigRulesExecutionRole AWSConfigRoleForOrganizations AWSGlueServiceNotebookRole AWSGlueServiceRole AWSIoTLogging
   AWSIoTRuleActions AWSIoTThingsRegistration AWSLambdaBasicExecutionRole AWSLambdaBasicDurableExecutionRolePolicy
   AWSLambdaDynamoDBExecutionRole AWSLambdaENIManagementAccess AWSLambdaKinesisExecutionRole AWSLambdaMSKExecutionRole
   AWSLambdaRole AWSLambdaSQSQueueExecutionRole AWSLambdaVPCAccessExecutionRole AWSQuickSightDescribeRDS
   AWSQuickSightDescribeRedshift AWSQuickSightListIAM AWSQuicksightAthenaAccess AWSTransferLoggingAccess
   AmazonAPIGatewayPushToCloudWatchLogs AmazonDMSCloudWatchLogsRole AmazonDMSRedshiftS3Role AmazonDMSVPCManagementRole
   AmazonEC2ContainerServiceAutoscaleRole AmazonEC2ContainerServiceEventsRole AmazonEC2ContainerServiceRole
   AmazonEC2ContainerServiceforEC2Role AmazonEC2RoleforSSM AmazonECSTaskExecutionRolePolicy
   AmazonEC2RoleforAWSCodeDeploy AmazonElasticMapReduceRole AmazonElasticMapReduceforEC2Role AmazonElasticTranscoderRole
   AmazonMachineLearningRoleforRedshiftDataSourceV3 AmazonRDSDirectoryServiceAccess AmazonRDSEnhancedMonitoringRole
   AmazonRekognitionServiceRole AmazonS3ObjectLambdaExecutionRolePolicy AmazonSNSRole AmazonSSMAutomationRole
   AmazonSSMMaintenanceWindowRole AmazonPersonalizeFullAccess AmazonTextractServiceRole AutoScalingNotificationAccessRole
   CloudWatchEventsBuiltInTargetExecutionAccess CloudWatchEventsInvocationAccess ComprehendDataAccessRolePolicy
   AmplifyBackendDeployFullAccess AmazonGrafanaAthenaAccess AmazonGrafanaCloudWatchAccess AmazonGrafanaRedshiftAccess`.split(
    /\s+/,
  ),
);
const JOB_FUNCTION = new Set(
  'Billing DataScientist DatabaseAdministrator NetworkAdministrator SupportUser SystemAdministrator ViewOnlyAccess'.split(
    ' ',
  ),
);

/** The ARN of a policy that AWS manages, from its name, with or without its path. */
export function managedPolicyArn(name: string): Buildable {
  const path = SERVICE_ROLE.has(name) ? 'service-role/' : JOB_FUNCTION.has(name) ? 'job-function/' : '';
  return sub(`arn:\${AWS::Partition}:iam::aws:policy/${path}${name}`);
}
