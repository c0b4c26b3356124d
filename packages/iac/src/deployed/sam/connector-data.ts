export interface ConnectorStatement {
  /** Separated by blanks. */
  readonly actions: string;
  /** Patterns with `${Source}` and `${Destination}` for the two ARNs. */
  readonly resources: readonly string[];
  readonly principal?: string;
  readonly source?: string;
}

export interface ConnectorProfile {
  /** What is made: a policy of a role, a permission to invoke, the policy of a topic or a queue. */
  readonly kind: 'role' | 'invoke' | 'topic' | 'queue';
  /** Whose role gets the policy. */
  readonly holder: 'source' | 'destination';
  readonly access: { readonly Read?: readonly ConnectorStatement[]; readonly Write?: readonly ConnectorStatement[] };
}

/**
 * What a SAM connector allows between two kinds of resource, after
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/reference-sam-connector.html
 * and the profiles that the translator carries (aws/serverless-application-model, profiles.json, version 1).
 */
export const CONNECTOR_PROFILES: Readonly<Record<string, ConnectorProfile>> = {
  'AWS::DynamoDB::Table -> AWS::Lambda::Function': {
    kind: 'role',
    holder: 'destination',
    access: {
      Read: [
        {
          actions: 'dynamodb:DescribeStream dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:ListStreams',
          resources: ['${Source}/stream/*'],
        },
      ],
    },
  },
  'AWS::Events::Rule -> AWS::SNS::Topic': {
    kind: 'topic',
    holder: 'destination',
    access: {
      Write: [
        {
          actions: 'sns:Publish',
          resources: ['${Destination}'],
          principal: 'events.amazonaws.com',
          source: '${Source}',
        },
      ],
    },
  },
  'AWS::Events::Rule -> AWS::Events::EventBus': {
    kind: 'role',
    holder: 'source',
    access: { Write: [{ actions: 'events:PutEvents', resources: ['${Destination}'] }] },
  },
  'AWS::Events::Rule -> AWS::StepFunctions::StateMachine': {
    kind: 'role',
    holder: 'source',
    access: { Write: [{ actions: 'states:StartExecution', resources: ['${Destination}'] }] },
  },
  'AWS::Events::Rule -> AWS::Lambda::Function': {
    kind: 'invoke',
    holder: 'destination',
    access: {
      Write: [
        { actions: 'lambda:InvokeFunction', resources: [], principal: 'events.amazonaws.com', source: '${Source}' },
      ],
    },
  },
  'AWS::Events::Rule -> AWS::SQS::Queue': {
    kind: 'queue',
    holder: 'destination',
    access: {
      Write: [
        {
          actions: 'sqs:SendMessage',
          resources: ['${Destination}'],
          principal: 'events.amazonaws.com',
          source: '${Source}',
        },
      ],
    },
  },
  'AWS::Lambda::Function -> AWS::Lambda::Function': {
    kind: 'role',
    holder: 'source',
    access: { Write: [{ actions: 'lambda:InvokeAsync lambda:InvokeFunction', resources: ['${Destination}'] }] },
  },
  'AWS::Lambda::Function -> AWS::S3::Bucket': {
    kind: 'role',
    holder: 'source',
    access: {
      Read: [
        {
          actions:
            's3:GetObject s3:GetObjectAcl s3:GetObjectLegalHold s3:GetObjectRetention s3:GetObjectTorrent s3:GetObjectVersion s3:GetObjectVersionAcl s3:GetObjectVersionForReplication s3:GetObjectVersionTorrent s3:ListBucket s3:ListBucketMultipartUploads s3:ListBucketVersions s3:ListMultipartUploadParts',
          resources: ['${Destination}', '${Destination}/*'],
        },
      ],
      Write: [
        {
          actions:
            's3:AbortMultipartUpload s3:DeleteObject s3:DeleteObjectVersion s3:PutObject s3:PutObjectLegalHold s3:PutObjectRetention s3:RestoreObject',
          resources: ['${Destination}', '${Destination}/*'],
        },
      ],
    },
  },
  'AWS::Lambda::Function -> AWS::DynamoDB::Table': {
    kind: 'role',
    holder: 'source',
    access: {
      Read: [
        {
          actions:
            'dynamodb:GetItem dynamodb:Query dynamodb:Scan dynamodb:BatchGetItem dynamodb:ConditionCheckItem dynamodb:PartiQLSelect',
          resources: ['${Destination}', '${Destination}/index/*'],
        },
      ],
      Write: [
        {
          actions:
            'dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:BatchWriteItem dynamodb:PartiQLDelete dynamodb:PartiQLInsert dynamodb:PartiQLUpdate',
          resources: ['${Destination}', '${Destination}/index/*'],
        },
      ],
    },
  },
  'AWS::Lambda::Function -> AWS::SQS::Queue': {
    kind: 'role',
    holder: 'source',
    access: {
      Read: [{ actions: 'sqs:ReceiveMessage sqs:GetQueueAttributes', resources: ['${Destination}'] }],
      Write: [
        {
          actions: 'sqs:DeleteMessage sqs:SendMessage sqs:ChangeMessageVisibility sqs:PurgeQueue',
          resources: ['${Destination}'],
        },
      ],
    },
  },
  'AWS::Lambda::Function -> AWS::SNS::Topic': {
    kind: 'role',
    holder: 'source',
    access: { Write: [{ actions: 'sns:Publish', resources: ['${Destination}'] }] },
  },
  'AWS::Lambda::Function -> AWS::StepFunctions::StateMachine': {
    kind: 'role',
    holder: 'source',
    access: {
      Write: [
        { actions: 'states:StartExecution states:StartSyncExecution', resources: ['${Destination}'] },
        {
          actions: 'states:StopExecution',
          resources: ['arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:*:*'],
        },
      ],
      Read: [
        { actions: 'states:DescribeStateMachine states:ListExecutions', resources: ['${Destination}'] },
        {
          actions: 'states:DescribeExecution states:DescribeStateMachineForExecution states:GetExecutionHistory',
          resources: ['arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:*:*'],
        },
      ],
    },
  },
  'AWS::Lambda::Function -> AWS::Events::EventBus': {
    kind: 'role',
    holder: 'source',
    access: { Write: [{ actions: 'events:PutEvents', resources: ['${Destination}'] }] },
  },
  'AWS::Lambda::Function -> AWS::Location::PlaceIndex': {
    kind: 'role',
    holder: 'source',
    access: {
      Read: [
        {
          actions:
            'geo:DescribePlaceIndex geo:GetPlace geo:SearchPlaceIndexForPosition geo:SearchPlaceIndexForSuggestions geo:SearchPlaceIndexForText',
          resources: ['${Destination}'],
        },
      ],
    },
  },
  'AWS::ApiGatewayV2::Api -> AWS::Lambda::Function': {
    kind: 'invoke',
    holder: 'destination',
    access: {
      Write: [
        { actions: 'lambda:InvokeFunction', resources: [], principal: 'apigateway.amazonaws.com', source: '${Source}' },
      ],
    },
  },
  'AWS::ApiGateway::RestApi -> AWS::Lambda::Function': {
    kind: 'invoke',
    holder: 'destination',
    access: {
      Write: [
        { actions: 'lambda:InvokeFunction', resources: [], principal: 'apigateway.amazonaws.com', source: '${Source}' },
      ],
    },
  },
  'AWS::SNS::Topic -> AWS::SQS::Queue': {
    kind: 'queue',
    holder: 'destination',
    access: {
      Write: [
        {
          actions: 'sqs:SendMessage',
          resources: ['${Destination}'],
          principal: 'sns.amazonaws.com',
          source: '${Source}',
        },
      ],
    },
  },
  'AWS::SNS::Topic -> AWS::Lambda::Function': {
    kind: 'invoke',
    holder: 'destination',
    access: {
      Write: [{ actions: 'lambda:InvokeFunction', resources: [], principal: 'sns.amazonaws.com', source: '${Source}' }],
    },
  },
  'AWS::SQS::Queue -> AWS::Lambda::Function': {
    kind: 'role',
    holder: 'destination',
    access: {
      Write: [{ actions: 'sqs:DeleteMessage', resources: ['${Source}'] }],
      Read: [{ actions: 'sqs:ReceiveMessage sqs:GetQueueAttributes', resources: ['${Source}'] }],
    },
  },
  'AWS::S3::Bucket -> AWS::Lambda::Function': {
    kind: 'invoke',
    holder: 'destination',
    access: {
      Write: [{ actions: 'lambda:InvokeFunction', resources: [], principal: 's3.amazonaws.com', source: '${Source}' }],
    },
  },
  'AWS::StepFunctions::StateMachine -> AWS::Lambda::Function': {
    kind: 'role',
    holder: 'source',
    access: { Write: [{ actions: 'lambda:InvokeAsync lambda:InvokeFunction', resources: ['${Destination}'] }] },
  },
  'AWS::StepFunctions::StateMachine -> AWS::SNS::Topic': {
    kind: 'role',
    holder: 'source',
    access: { Write: [{ actions: 'sns:Publish', resources: ['${Destination}'] }] },
  },
  'AWS::StepFunctions::StateMachine -> AWS::SQS::Queue': {
    kind: 'role',
    holder: 'source',
    access: { Write: [{ actions: 'sqs:SendMessage', resources: ['${Destination}'] }] },
  },
  'AWS::StepFunctions::StateMachine -> AWS::S3::Bucket': {
    kind: 'role',
    holder: 'source',
    access: {
      Read: [
        {
          actions:
            's3:GetObject s3:GetObjectAcl s3:GetObjectLegalHold s3:GetObjectRetention s3:GetObjectTorrent s3:GetObjectVersion s3:GetObjectVersionAcl s3:GetObjectVersionForReplication s3:GetObjectVersionTorrent s3:ListBucket s3:ListBucketMultipartUploads s3:ListBucketVersions s3:ListMultipartUploadParts',
          resources: ['${Destination}', '${Destination}/*'],
        },
      ],
      Write: [
        {
          actions:
            's3:AbortMultipartUpload s3:DeleteObject s3:DeleteObjectVersion s3:PutObject s3:PutObjectLegalHold s3:PutObjectRetention s3:RestoreObject',
          resources: ['${Destination}', '${Destination}/*'],
        },
      ],
    },
  },
  'AWS::StepFunctions::StateMachine -> AWS::DynamoDB::Table': {
    kind: 'role',
    holder: 'source',
    access: {
      Read: [
        {
          actions:
            'dynamodb:GetItem dynamodb:Query dynamodb:Scan dynamodb:BatchGetItem dynamodb:ConditionCheckItem dynamodb:PartiQLSelect',
          resources: ['${Destination}', '${Destination}/index/*'],
        },
      ],
      Write: [
        {
          actions:
            'dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:BatchWriteItem dynamodb:PartiQLDelete dynamodb:PartiQLInsert dynamodb:PartiQLUpdate',
          resources: ['${Destination}', '${Destination}/index/*'],
        },
      ],
    },
  },
  'AWS::StepFunctions::StateMachine -> AWS::StepFunctions::StateMachine': {
    kind: 'role',
    holder: 'source',
    access: {
      Read: [
        {
          actions: 'states:DescribeExecution',
          resources: ['arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:*:*'],
        },
        {
          actions: 'events:DescribeRule',
          resources: [
            'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule',
          ],
        },
      ],
      Write: [
        { actions: 'states:StartExecution', resources: ['${Destination}'] },
        {
          actions: 'states:StopExecution',
          resources: ['arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:*:*'],
        },
        {
          actions: 'events:PutTargets events:PutRule',
          resources: [
            'arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/StepFunctionsGetEventsForStepFunctionsExecutionRule',
          ],
        },
      ],
    },
  },
  'AWS::StepFunctions::StateMachine -> AWS::Events::EventBus': {
    kind: 'role',
    holder: 'source',
    access: { Write: [{ actions: 'events:PutEvents', resources: ['${Destination}'] }] },
  },
  'AWS::AppSync::DataSource -> AWS::DynamoDB::Table': {
    kind: 'role',
    holder: 'source',
    access: {
      Read: [
        {
          actions:
            'dynamodb:GetItem dynamodb:Query dynamodb:Scan dynamodb:BatchGetItem dynamodb:ConditionCheckItem dynamodb:PartiQLSelect',
          resources: ['${Destination}', '${Destination}/index/*'],
        },
      ],
      Write: [
        {
          actions:
            'dynamodb:PutItem dynamodb:UpdateItem dynamodb:DeleteItem dynamodb:BatchWriteItem dynamodb:PartiQLDelete dynamodb:PartiQLInsert dynamodb:PartiQLUpdate',
          resources: ['${Destination}', '${Destination}/index/*'],
        },
      ],
    },
  },
  'AWS::AppSync::DataSource -> AWS::Lambda::Function': {
    kind: 'role',
    holder: 'source',
    access: {
      Write: [
        { actions: 'lambda:InvokeAsync lambda:InvokeFunction', resources: ['${Destination}', '${Destination}:*'] },
      ],
    },
  },
  'AWS::AppSync::DataSource -> AWS::Events::EventBus': {
    kind: 'role',
    holder: 'source',
    access: { Write: [{ actions: 'events:PutEvents', resources: ['${Destination}'] }] },
  },
  'AWS::AppSync::GraphQLApi -> AWS::Lambda::Function': {
    kind: 'invoke',
    holder: 'destination',
    access: {
      Write: [
        { actions: 'lambda:InvokeFunction', resources: [], principal: 'appsync.amazonaws.com', source: '${Source}' },
      ],
    },
  },
};
