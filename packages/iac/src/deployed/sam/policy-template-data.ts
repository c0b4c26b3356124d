export interface TemplateStatement {
  /** Separated by blanks. */
  readonly actions: string;
  /** Patterns of `Fn::Sub`; names that are no pseudo parameter are the template's own parameters. */
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * SAM's policy templates and what each allows, after
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/serverless-policy-template-list.html
 * and the list that the translator carries (aws/serverless-application-model, policy_templates.json, May 2026).
 */
export const POLICY_TEMPLATES: Readonly<Record<string, readonly TemplateStatement[]>> = {
  AMIDescribePolicy: [{ actions: 'ec2:DescribeImages', resources: ['*'] }],
  AWSSecretsManagerGetSecretValuePolicy: [{ actions: 'secretsmanager:GetSecretValue', resources: ['${SecretArn}'] }],
  AWSSecretsManagerRotationPolicy: [
    {
      actions:
        'secretsmanager:DescribeSecret secretsmanager:GetSecretValue secretsmanager:PutSecretValue secretsmanager:UpdateSecretVersionStage',
      resources: ['arn:${AWS::Partition}:secretsmanager:${AWS::Region}:${AWS::AccountId}:secret:*'],
      conditions: {
        StringEquals: {
          'secretsmanager:resource/AllowRotationLambdaArn':
            'arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${FunctionName}',
        },
      },
    },
    { actions: 'secretsmanager:GetRandomPassword', resources: ['*'] },
  ],
  AcmGetCertificatePolicy: [{ actions: 'acm:GetCertificate', resources: ['${CertificateArn}'] }],
  AthenaQueryPolicy: [
    {
      actions:
        'athena:ListWorkGroups athena:GetExecutionEngine athena:GetExecutionEngines athena:GetNamespace athena:GetCatalogs athena:GetNamespaces athena:GetTables athena:GetTable',
      resources: ['*'],
    },
    {
      actions:
        'athena:StartQueryExecution athena:GetQueryResults athena:DeleteNamedQuery athena:GetNamedQuery athena:ListQueryExecutions athena:StopQueryExecution athena:GetQueryResultsStream athena:ListNamedQueries athena:CreateNamedQuery athena:GetQueryExecution athena:BatchGetNamedQuery athena:BatchGetQueryExecution athena:GetWorkGroup',
      resources: ['arn:${AWS::Partition}:athena:${AWS::Region}:${AWS::AccountId}:workgroup/${WorkGroupName}'],
    },
  ],
  CloudFormationDescribeStacksPolicy: [
    {
      actions: 'cloudformation:DescribeStacks',
      resources: ['arn:${AWS::Partition}:cloudformation:${AWS::Region}:${AWS::AccountId}:stack/*'],
    },
  ],
  CloudWatchDashboardPolicy: [
    {
      actions: 'cloudwatch:GetDashboard cloudwatch:ListDashboards cloudwatch:PutDashboard cloudwatch:ListMetrics',
      resources: ['*'],
    },
  ],
  CloudWatchDescribeAlarmHistoryPolicy: [{ actions: 'cloudwatch:DescribeAlarmHistory', resources: ['*'] }],
  CloudWatchPutMetricPolicy: [{ actions: 'cloudwatch:PutMetricData', resources: ['*'] }],
  CodeCommitCrudPolicy: [
    {
      actions:
        'codecommit:GitPull codecommit:GitPush codecommit:CreateBranch codecommit:DeleteBranch codecommit:GetBranch codecommit:ListBranches codecommit:MergeBranchesByFastForward codecommit:MergeBranchesBySquash codecommit:MergeBranchesByThreeWay codecommit:UpdateDefaultBranch codecommit:BatchDescribeMergeConflicts codecommit:CreateUnreferencedMergeCommit codecommit:DescribeMergeConflicts codecommit:GetMergeCommit codecommit:GetMergeOptions codecommit:BatchGetPullRequests codecommit:CreatePullRequest codecommit:DescribePullRequestEvents codecommit:GetCommentsForPullRequest codecommit:GetCommitsFromMergeBase codecommit:GetMergeConflicts codecommit:GetPullRequest codecommit:ListPullRequests codecommit:MergePullRequestByFastForward codecommit:MergePullRequestBySquash codecommit:MergePullRequestByThreeWay codecommit:PostCommentForPullRequest codecommit:UpdatePullRequestDescription codecommit:UpdatePullRequestStatus codecommit:UpdatePullRequestTitle codecommit:DeleteFile codecommit:GetBlob codecommit:GetFile codecommit:GetFolder codecommit:PutFile codecommit:DeleteCommentContent codecommit:GetComment codecommit:GetCommentsForComparedCommit codecommit:PostCommentForComparedCommit codecommit:PostCommentReply codecommit:UpdateComment codecommit:BatchGetCommits codecommit:CreateCommit codecommit:GetCommit codecommit:GetCommitHistory codecommit:GetDifferences codecommit:GetObjectIdentifier codecommit:GetReferences codecommit:GetTree codecommit:GetRepository codecommit:UpdateRepositoryDescription codecommit:ListTagsForResource codecommit:TagResource codecommit:UntagResource codecommit:GetRepositoryTriggers codecommit:PutRepositoryTriggers codecommit:TestRepositoryTriggers codecommit:GetBranch codecommit:GetCommit codecommit:UploadArchive codecommit:GetUploadArchiveStatus codecommit:CancelUploadArchive',
      resources: ['arn:${AWS::Partition}:codecommit:${AWS::Region}:${AWS::AccountId}:${RepositoryName}'],
    },
  ],
  CodeCommitReadPolicy: [
    {
      actions:
        'codecommit:GitPull codecommit:GetBranch codecommit:ListBranches codecommit:BatchDescribeMergeConflicts codecommit:DescribeMergeConflicts codecommit:GetMergeCommit codecommit:GetMergeOptions codecommit:BatchGetPullRequests codecommit:DescribePullRequestEvents codecommit:GetCommentsForPullRequest codecommit:GetCommitsFromMergeBase codecommit:GetMergeConflicts codecommit:GetPullRequest codecommit:ListPullRequests codecommit:GetBlob codecommit:GetFile codecommit:GetFolder codecommit:GetComment codecommit:GetCommentsForComparedCommit codecommit:BatchGetCommits codecommit:GetCommit codecommit:GetCommitHistory codecommit:GetDifferences codecommit:GetObjectIdentifier codecommit:GetReferences codecommit:GetTree codecommit:GetRepository codecommit:ListTagsForResource codecommit:GetRepositoryTriggers codecommit:TestRepositoryTriggers codecommit:GetBranch codecommit:GetCommit codecommit:GetUploadArchiveStatus',
      resources: ['arn:${AWS::Partition}:codecommit:${AWS::Region}:${AWS::AccountId}:${RepositoryName}'],
    },
  ],
  CodePipelineLambdaExecutionPolicy: [
    { actions: 'codepipeline:PutJobSuccessResult codepipeline:PutJobFailureResult', resources: ['*'] },
  ],
  CodePipelineReadOnlyPolicy: [
    {
      actions: 'codepipeline:ListPipelineExecutions',
      resources: ['arn:${AWS::Partition}:codepipeline:${AWS::Region}:${AWS::AccountId}:${PipelineName}'],
    },
  ],
  ComprehendBasicAccessPolicy: [
    {
      actions:
        'comprehend:BatchDetectKeyPhrases comprehend:DetectDominantLanguage comprehend:DetectEntities comprehend:BatchDetectEntities comprehend:DetectKeyPhrases comprehend:DetectSentiment comprehend:BatchDetectDominantLanguage comprehend:BatchDetectSentiment',
      resources: ['*'],
    },
  ],
  CostExplorerReadOnlyPolicy: [
    {
      actions:
        'ce:GetCostAndUsage ce:GetDimensionValues ce:GetReservationCoverage ce:GetReservationPurchaseRecommendation ce:GetReservationUtilization ce:GetTags',
      resources: ['*'],
    },
  ],
  DynamoDBBackupFullAccessPolicy: [
    {
      actions: 'dynamodb:CreateBackup dynamodb:DescribeContinuousBackups',
      resources: ['arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}'],
    },
    {
      actions: 'dynamodb:DeleteBackup dynamodb:DescribeBackup dynamodb:ListBackups',
      resources: ['arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/backup/*'],
    },
  ],
  DynamoDBCrudPolicy: [
    {
      actions:
        'dynamodb:GetItem dynamodb:DeleteItem dynamodb:PutItem dynamodb:Scan dynamodb:Query dynamodb:UpdateItem dynamodb:BatchWriteItem dynamodb:BatchGetItem dynamodb:DescribeTable dynamodb:ConditionCheckItem',
      resources: [
        'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}',
        'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/index/*',
      ],
    },
  ],
  DynamoDBReadPolicy: [
    {
      actions: 'dynamodb:GetItem dynamodb:Scan dynamodb:Query dynamodb:BatchGetItem dynamodb:DescribeTable',
      resources: [
        'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}',
        'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/index/*',
      ],
    },
  ],
  DynamoDBReconfigurePolicy: [
    {
      actions: 'dynamodb:UpdateTable',
      resources: ['arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}'],
    },
  ],
  DynamoDBRestoreFromBackupPolicy: [
    {
      actions: 'dynamodb:RestoreTableFromBackup',
      resources: ['arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/backup/*'],
    },
    {
      actions:
        'dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:GetItem dynamodb:Query dynamodb:Scan dynamodb:BatchWriteItem',
      resources: ['arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}'],
    },
  ],
  DynamoDBStreamReadPolicy: [
    {
      actions: 'dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator',
      resources: [
        'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/stream/${StreamName}',
      ],
    },
    {
      actions: 'dynamodb:ListStreams',
      resources: ['arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/stream/*'],
    },
  ],
  DynamoDBWritePolicy: [
    {
      actions: 'dynamodb:PutItem dynamodb:UpdateItem dynamodb:BatchWriteItem',
      resources: [
        'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}',
        'arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${TableName}/index/*',
      ],
    },
  ],
  EC2CopyImagePolicy: [
    {
      actions: 'ec2:CopyImage',
      resources: ['arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:image/${ImageId}'],
    },
  ],
  EC2DescribePolicy: [{ actions: 'ec2:DescribeRegions ec2:DescribeInstances', resources: ['*'] }],
  EFSWriteAccessPolicy: [
    {
      actions: 'elasticfilesystem:ClientMount elasticfilesystem:ClientWrite',
      resources: ['arn:${AWS::Partition}:elasticfilesystem:${AWS::Region}:${AWS::AccountId}:file-system/${FileSystem}'],
      conditions: {
        StringEquals: {
          'elasticfilesystem:AccessPointArn':
            'arn:${AWS::Partition}:elasticfilesystem:${AWS::Region}:${AWS::AccountId}:access-point/${AccessPoint}',
        },
      },
    },
  ],
  EKSDescribePolicy: [{ actions: 'eks:DescribeCluster eks:ListClusters', resources: ['*'] }],
  EcsRunTaskPolicy: [
    {
      actions: 'ecs:RunTask',
      resources: ['arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:task-definition/${TaskDefinition}'],
    },
  ],
  ElasticMapReduceAddJobFlowStepsPolicy: [
    {
      actions: 'elasticmapreduce:AddJobFlowSteps',
      resources: ['arn:${AWS::Partition}:elasticmapreduce:${AWS::Region}:${AWS::AccountId}:cluster/${ClusterId}'],
    },
  ],
  ElasticMapReduceCancelStepsPolicy: [
    {
      actions: 'elasticmapreduce:CancelSteps',
      resources: ['arn:${AWS::Partition}:elasticmapreduce:${AWS::Region}:${AWS::AccountId}:cluster/${ClusterId}'],
    },
  ],
  ElasticMapReduceModifyInstanceFleetPolicy: [
    {
      actions: 'elasticmapreduce:ModifyInstanceFleet elasticmapreduce:ListInstanceFleets',
      resources: ['arn:${AWS::Partition}:elasticmapreduce:${AWS::Region}:${AWS::AccountId}:cluster/${ClusterId}'],
    },
  ],
  ElasticMapReduceModifyInstanceGroupsPolicy: [
    {
      actions: 'elasticmapreduce:ModifyInstanceGroups elasticmapreduce:ListInstanceGroups',
      resources: ['arn:${AWS::Partition}:elasticmapreduce:${AWS::Region}:${AWS::AccountId}:cluster/${ClusterId}'],
    },
  ],
  ElasticMapReduceSetTerminationProtectionPolicy: [
    {
      actions: 'elasticmapreduce:SetTerminationProtection',
      resources: ['arn:${AWS::Partition}:elasticmapreduce:${AWS::Region}:${AWS::AccountId}:cluster/${ClusterId}'],
    },
  ],
  ElasticMapReduceTerminateJobFlowsPolicy: [
    {
      actions: 'elasticmapreduce:TerminateJobFlows',
      resources: ['arn:${AWS::Partition}:elasticmapreduce:${AWS::Region}:${AWS::AccountId}:cluster/${ClusterId}'],
    },
  ],
  ElasticsearchHttpPostPolicy: [
    {
      actions: 'es:ESHttpPost es:ESHttpPut',
      resources: ['arn:${AWS::Partition}:es:${AWS::Region}:${AWS::AccountId}:domain/${DomainName}/*'],
    },
  ],
  EventBridgePutEventsPolicy: [
    {
      actions: 'events:PutEvents',
      resources: ['arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:event-bus/${EventBusName}'],
    },
  ],
  FilterLogEventsPolicy: [
    {
      actions: 'logs:FilterLogEvents',
      resources: ['arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${LogGroupName}:log-stream:*'],
    },
  ],
  FirehoseCrudPolicy: [
    {
      actions:
        'firehose:CreateDeliveryStream firehose:DeleteDeliveryStream firehose:DescribeDeliveryStream firehose:PutRecord firehose:PutRecordBatch firehose:UpdateDestination',
      resources: [
        'arn:${AWS::Partition}:firehose:${AWS::Region}:${AWS::AccountId}:deliverystream/${DeliveryStreamName}',
      ],
    },
  ],
  FirehoseWritePolicy: [
    {
      actions: 'firehose:PutRecord firehose:PutRecordBatch',
      resources: [
        'arn:${AWS::Partition}:firehose:${AWS::Region}:${AWS::AccountId}:deliverystream/${DeliveryStreamName}',
      ],
    },
  ],
  KMSDecryptPolicy: [
    { actions: 'kms:Decrypt', resources: ['arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${KeyId}'] },
  ],
  KMSEncryptPolicy: [
    { actions: 'kms:Encrypt', resources: ['arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${KeyId}'] },
  ],
  KMSEncryptPolicy_v2: [
    {
      actions:
        'kms:Encrypt kms:GenerateDataKey kms:GenerateDataKeyWithoutPlaintext kms:GenerateDataKeyPair kms:GenerateDataKeyPairWithoutPlaintext',
      resources: ['arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${KeyId}'],
    },
  ],
  KinesisCrudPolicy: [
    {
      actions:
        'kinesis:AddTagsToStream kinesis:CreateStream kinesis:DecreaseStreamRetentionPeriod kinesis:DeleteStream kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetShardIterator kinesis:IncreaseStreamRetentionPeriod kinesis:ListTagsForStream kinesis:MergeShards kinesis:PutRecord kinesis:PutRecords kinesis:SplitShard kinesis:RemoveTagsFromStream',
      resources: ['arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/${StreamName}'],
    },
  ],
  KinesisStreamReadPolicy: [
    {
      actions: 'kinesis:ListStreams kinesis:DescribeLimits',
      resources: ['arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/*'],
    },
    {
      actions: 'kinesis:DescribeStream kinesis:DescribeStreamSummary kinesis:GetRecords kinesis:GetShardIterator',
      resources: ['arn:${AWS::Partition}:kinesis:${AWS::Region}:${AWS::AccountId}:stream/${StreamName}'],
    },
  ],
  LambdaInvokePolicy: [
    {
      actions: 'lambda:InvokeFunction',
      resources: ['arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${FunctionName}*'],
    },
  ],
  MobileAnalyticsWriteOnlyAccessPolicy: [{ actions: 'mobileanalytics:PutEvents', resources: ['*'] }],
  OrganizationsListAccountsPolicy: [{ actions: 'organizations:ListAccounts', resources: ['*'] }],
  PinpointEndpointAccessPolicy: [
    {
      actions: 'mobiletargeting:GetEndpoint mobiletargeting:UpdateEndpoint mobiletargeting:UpdateEndpointsBatch',
      resources: [
        'arn:${AWS::Partition}:mobiletargeting:${AWS::Region}:${AWS::AccountId}:apps/${PinpointApplicationId}/endpoints/*',
      ],
    },
  ],
  PollyFullAccessPolicy: [
    {
      actions: 'polly:GetLexicon polly:DeleteLexicon',
      resources: ['arn:${AWS::Partition}:polly:${AWS::Region}:${AWS::AccountId}:lexicon/${LexiconName}'],
    },
    {
      actions: 'polly:DescribeVoices polly:ListLexicons polly:PutLexicon polly:SynthesizeSpeech',
      resources: ['arn:${AWS::Partition}:polly:${AWS::Region}:${AWS::AccountId}:lexicon/*'],
    },
  ],
  RekognitionDetectOnlyPolicy: [
    {
      actions:
        'rekognition:DetectFaces rekognition:DetectLabels rekognition:DetectModerationLabels rekognition:DetectText',
      resources: ['*'],
    },
  ],
  RekognitionFacesManagementPolicy: [
    {
      actions:
        'rekognition:IndexFaces rekognition:DeleteFaces rekognition:SearchFaces rekognition:SearchFacesByImage rekognition:ListFaces',
      resources: ['arn:${AWS::Partition}:rekognition:${AWS::Region}:${AWS::AccountId}:collection/${CollectionId}'],
    },
  ],
  RekognitionFacesPolicy: [{ actions: 'rekognition:CompareFaces rekognition:DetectFaces', resources: ['*'] }],
  RekognitionLabelsPolicy: [
    { actions: 'rekognition:DetectLabels rekognition:DetectModerationLabels', resources: ['*'] },
  ],
  RekognitionNoDataAccessPolicy: [
    {
      actions:
        'rekognition:CompareFaces rekognition:DetectFaces rekognition:DetectLabels rekognition:DetectModerationLabels',
      resources: ['arn:${AWS::Partition}:rekognition:${AWS::Region}:${AWS::AccountId}:collection/${CollectionId}'],
    },
  ],
  RekognitionReadPolicy: [
    {
      actions:
        'rekognition:ListCollections rekognition:ListFaces rekognition:SearchFaces rekognition:SearchFacesByImage',
      resources: ['arn:${AWS::Partition}:rekognition:${AWS::Region}:${AWS::AccountId}:collection/${CollectionId}'],
    },
  ],
  RekognitionWriteOnlyAccessPolicy: [
    {
      actions: 'rekognition:CreateCollection rekognition:IndexFaces',
      resources: ['arn:${AWS::Partition}:rekognition:${AWS::Region}:${AWS::AccountId}:collection/${CollectionId}'],
    },
  ],
  Route53ChangeResourceRecordSetsPolicy: [
    {
      actions: 'route53:ChangeResourceRecordSets',
      resources: ['arn:${AWS::Partition}:route53:::hostedzone/${HostedZoneId}'],
    },
  ],
  S3CrudPolicy: [
    {
      actions:
        's3:GetObject s3:ListBucket s3:GetBucketLocation s3:GetObjectVersion s3:PutObject s3:PutObjectAcl s3:GetLifecycleConfiguration s3:PutLifecycleConfiguration s3:DeleteObject',
      resources: ['arn:${AWS::Partition}:s3:::${BucketName}', 'arn:${AWS::Partition}:s3:::${BucketName}/*'],
    },
  ],
  S3FullAccessPolicy: [
    {
      actions:
        's3:GetObject s3:GetObjectAcl s3:GetObjectVersion s3:PutObject s3:PutObjectAcl s3:DeleteObject s3:DeleteObjectTagging s3:DeleteObjectVersionTagging s3:GetObjectTagging s3:GetObjectVersionTagging s3:PutObjectTagging s3:PutObjectVersionTagging',
      resources: ['arn:${AWS::Partition}:s3:::${BucketName}/*'],
    },
    {
      actions: 's3:ListBucket s3:GetBucketLocation s3:GetLifecycleConfiguration s3:PutLifecycleConfiguration',
      resources: ['arn:${AWS::Partition}:s3:::${BucketName}'],
    },
  ],
  S3ReadPolicy: [
    {
      actions: 's3:GetObject s3:ListBucket s3:GetBucketLocation s3:GetObjectVersion s3:GetLifecycleConfiguration',
      resources: ['arn:${AWS::Partition}:s3:::${BucketName}', 'arn:${AWS::Partition}:s3:::${BucketName}/*'],
    },
  ],
  S3WritePolicy: [
    {
      actions: 's3:PutObject s3:PutObjectAcl s3:PutLifecycleConfiguration',
      resources: ['arn:${AWS::Partition}:s3:::${BucketName}', 'arn:${AWS::Partition}:s3:::${BucketName}/*'],
    },
  ],
  SESBulkTemplatedCrudPolicy: [
    {
      actions:
        'ses:GetIdentityVerificationAttributes ses:SendEmail ses:SendRawEmail ses:SendTemplatedEmail ses:SendBulkTemplatedEmail ses:VerifyEmailIdentity',
      resources: ['arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${IdentityName}'],
    },
  ],
  SESBulkTemplatedCrudPolicy_v2: [
    {
      actions: 'ses:SendEmail ses:SendRawEmail ses:SendTemplatedEmail ses:SendBulkTemplatedEmail',
      resources: [
        'arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${IdentityName}',
        'arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:template/${TemplateName}',
      ],
    },
    { actions: 'ses:GetIdentityVerificationAttributes ses:VerifyEmailIdentity', resources: ['*'] },
  ],
  SESCrudPolicy: [
    {
      actions: 'ses:GetIdentityVerificationAttributes ses:SendEmail ses:SendRawEmail ses:VerifyEmailIdentity',
      resources: ['arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${IdentityName}'],
    },
  ],
  SESEmailTemplateCrudPolicy: [
    {
      actions:
        'ses:CreateTemplate ses:GetTemplate ses:ListTemplates ses:UpdateTemplate ses:DeleteTemplate ses:TestRenderTemplate',
      resources: ['*'],
    },
  ],
  SESSendBouncePolicy: [
    {
      actions: 'ses:SendBounce',
      resources: ['arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${IdentityName}'],
    },
  ],
  SNSCrudPolicy: [
    {
      actions: 'sns:ListSubscriptionsByTopic sns:CreateTopic sns:SetTopicAttributes sns:Subscribe sns:Publish',
      resources: ['arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${TopicName}*'],
    },
  ],
  SNSPublishMessagePolicy: [
    { actions: 'sns:Publish', resources: ['arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:${TopicName}'] },
  ],
  SQSPollerPolicy: [
    {
      actions:
        'sqs:ChangeMessageVisibility sqs:ChangeMessageVisibilityBatch sqs:DeleteMessage sqs:DeleteMessageBatch sqs:GetQueueAttributes sqs:ReceiveMessage',
      resources: ['arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${QueueName}'],
    },
  ],
  SQSSendMessagePolicy: [
    {
      actions: 'sqs:SendMessage*',
      resources: ['arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${QueueName}'],
    },
  ],
  SSMParameterReadPolicy: [
    { actions: 'ssm:DescribeParameters', resources: ['*'] },
    {
      actions: 'ssm:GetParameters ssm:GetParameter ssm:GetParametersByPath',
      resources: ['arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter/${ParameterName}'],
    },
  ],
  SSMParameterWithSlashPrefixReadPolicy: [
    { actions: 'ssm:DescribeParameters', resources: ['*'] },
    {
      actions: 'ssm:GetParameters ssm:GetParameter ssm:GetParametersByPath',
      resources: ['arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter${ParameterName}'],
    },
  ],
  SageMakerCreateEndpointConfigPolicy: [
    {
      actions: 'sagemaker:CreateEndpointConfig',
      resources: [
        'arn:${AWS::Partition}:sagemaker:${AWS::Region}:${AWS::AccountId}:endpoint-config/${EndpointConfigName}',
      ],
    },
  ],
  SageMakerCreateEndpointPolicy: [
    {
      actions: 'sagemaker:CreateEndpoint',
      resources: ['arn:${AWS::Partition}:sagemaker:${AWS::Region}:${AWS::AccountId}:endpoint/${EndpointName}'],
    },
  ],
  ServerlessRepoReadWriteAccessPolicy: [
    {
      actions:
        'serverlessrepo:CreateApplication serverlessrepo:CreateApplicationVersion serverlessrepo:UpdateApplication serverlessrepo:GetApplication serverlessrepo:ListApplications serverlessrepo:ListApplicationVersions serverlessrepo:ListApplicationDependencies',
      resources: ['arn:${AWS::Partition}:serverlessrepo:${AWS::Region}:${AWS::AccountId}:applications/*'],
    },
  ],
  StepFunctionsCallbackPolicy: [
    {
      actions: 'states:SendTaskFailure states:SendTaskHeartbeat states:SendTaskSuccess',
      resources: ['arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${StateMachineName}'],
    },
  ],
  StepFunctionsExecutionPolicy: [
    {
      actions: 'states:StartExecution',
      resources: ['arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${StateMachineName}'],
    },
  ],
  StepFunctionsExecutionPolicy_v2: [
    {
      actions: 'states:StartExecution states:StartSyncExecution',
      resources: ['arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:${StateMachineName}'],
    },
  ],
  TextractDetectAnalyzePolicy: [
    {
      actions:
        'textract:DetectDocumentText textract:StartDocumentTextDetection textract:StartDocumentAnalysis textract:AnalyzeDocument',
      resources: ['*'],
    },
  ],
  TextractGetResultPolicy: [
    { actions: 'textract:GetDocumentTextDetection textract:GetDocumentAnalysis', resources: ['*'] },
  ],
  TextractPolicy: [{ actions: 'textract:*', resources: ['*'] }],
  VPCAccessPolicy: [
    {
      actions:
        'ec2:CreateNetworkInterface ec2:DeleteNetworkInterface ec2:DescribeNetworkInterfaces ec2:DetachNetworkInterface',
      resources: ['*'],
    },
  ],
};
