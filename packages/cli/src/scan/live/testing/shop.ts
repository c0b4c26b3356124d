/**
 * A small application with mistakes, for a deploy to a real CloudFormation server and for a scan of the text itself.
 * Documents stand as JSON text: CloudFormation takes both forms, and moto keeps a map as it is, which IAM never answers.
 */
const policy = (statement: object) => JSON.stringify(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));

export const QUEUE_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Sid: 'all', Effect: 'Allow', Principal: '*', Action: 'sqs:SendMessage', Resource: '*' }],
});

export const SHOP = `AWSTemplateFormatVersion: '2010-09-09'
Resources:
  Jobs: { Type: AWS::SQS::Queue, Properties: { QueueName: jobs, VisibilityTimeout: 10 } }
  JobsPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties:
      Queues: [!Ref Jobs]
      PolicyDocument: ${JSON.stringify(QUEUE_POLICY)}
  Uploads:
    Type: AWS::S3::Bucket
    Properties:
      BucketName: uploads-of-the-shop
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: false }
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: orders
      BillingMode: PAY_PER_REQUEST
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      StreamSpecification: { StreamViewType: NEW_IMAGE }
  News: { Type: AWS::SNS::Topic, Properties: { TopicName: news } }
  Key: { Type: AWS::KMS::Key, Properties: { KeyPolicy: ${policy({ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' })} } }
  Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /aws/lambda/worker } }
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: worker-role
      AssumeRolePolicyDocument: ${policy({ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' })}
      Policies:
        - PolicyName: all
          PolicyDocument: ${policy({ Effect: 'Allow', Action: '*', Resource: '*' })}
  Worker:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: worker
      Runtime: nodejs14.x
      Handler: index.handler
      Role: !GetAtt Role.Arn
      Timeout: 30
      Code: { ZipFile: "exports.handler = async () => {}" }
      Environment: { Variables: { QUEUE_URL: !Ref Jobs, DB_PASSWORD: hunter2hunter2 } }
  FromQueue:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Worker, EventSourceArn: !GetAtt Jobs.Arn, BatchSize: 10 }
  FromTable:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: !Ref Worker, EventSourceArn: !GetAtt Orders.StreamArn, BatchSize: 10, StartingPosition: LATEST }
  Open:
    Type: AWS::Lambda::Permission
    Properties: { FunctionName: !Ref Worker, Action: lambda:InvokeFunction, Principal: s3.amazonaws.com }
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: shop } }
  Things: { Type: AWS::ApiGateway::Resource, Properties: { RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: things } }
  GetThings:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Things
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: { Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub 'arn:aws:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Worker.Arn}/invocations' }
  Deployment: { Type: AWS::ApiGateway::Deployment, DependsOn: GetThings, Properties: { RestApiId: !Ref Api, StageName: prod } }
`;

/** Deploys a template to a CloudFormation server. moto checks no signature; the scope of the credential names the service. */
export async function createStack(url: string, template: string): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20261121/eu-west-1/cloudformation/aws4_request, SignedHeaders=host, Signature=0',
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({
      Action: 'CreateStack',
      Version: '2010-05-15',
      StackName: 'shop',
      TemplateBody: template,
      'Capabilities.member.1': 'CAPABILITY_NAMED_IAM',
    }),
  });
  if (!answer.ok) throw new Error(`CreateStack: ${answer.status} ${(await answer.text()).slice(0, 500)}`);
}
