import { writeFileSync } from 'node:fs';
import { BulkheadError } from '@bulkhead/core';
import { expect, test } from 'vitest';
import { mutate, random } from '../../test/mutate.ts';
import { makeProject } from '../../test/project.ts';
import { loadApp } from '../load-app.ts';
import { deployedResources } from './deployed-resources.ts';

const SERVERLESS = `service: shop
plugins: [serverless-iam-roles-per-function]
provider:
  name: aws
  runtime: nodejs22.x
  environment: {KEY: "\${env:TOKEN}"}
  tracing: {lambda: true, apiGateway: true}
  logs: {restApi: true, httpApi: true, websocket: true}
  iam: {role: {statements: [{Effect: Allow, Action: "*", Resource: "*"}]}}
  apiGateway: {apiKeys: [k, {free: [a]}], usagePlan: [{free: {quota: {limit: 1}}}], resourcePolicy: [{Effect: Allow}]}
  httpApi: {cors: true, authorizers: {jwt: {identitySource: $a, issuerUrl: b, audience: [c]}, own: {type: request, functionName: g}}}
  s3: {files: {name: files, corsConfiguration: {}}}
  deploymentBucket: {blockPublicAccess: true}
layers: {l: {path: l, allowedAccounts: ["*"]}}
functions:
  f:
    handler: f.h
    url: {cors: true}
    onError: arn:aws:sns:us-east-1:123456789012:t
    provisionedConcurrency: 1
    destinations: {onSuccess: g}
    iamRoleStatements: [{Effect: Allow, Action: s3:GetObject, Resource: "*"}]
    events:
      - http: {path: "a/{b}", method: get, cors: {origins: [x]}, authorizer: {name: g, type: request}, request: {schemas: {application/json: {}}}}
      - httpApi: {method: "*", path: /x, authorizer: {name: own}}
      - websocket: {route: $connect, authorizer: g}
      - sqs: {arn: !GetAtt Q.Arn, filterPatterns: [{a: [1]}]}
      - stream: {type: kinesis, arn: !GetAtt S.Arn, consumer: true, destinations: {onFailure: {arn: !Ref T, type: sns}}}
      - schedule: {rate: [rate(1 day)], method: scheduler, input: {a: 1}}
      - sns: {topicName: t, redrivePolicy: {deadLetterTargetRef: Q}}
      - s3: {bucket: files, rules: [{prefix: a}], existing: false}
      - eventBridge: {eventBus: b, pattern: {a: [b]}, deadLetterQueueArn: !GetAtt Q.Arn}
      - cognitoUserPool: {pool: p, trigger: PreSignUp, existing: true}
      - alb: {listenerArn: !Ref L, priority: 1, conditions: {path: /a}}
      - kafka: {topic: t, bootstrapServers: [a], accessConfigurations: {saslScram512Auth: arn}}
  g: {handler: g.h}
resources: {Resources: {Q: {Type: AWS::SQS::Queue}}, extensions: {FLogGroup: {Properties: {A: 1}}}}
`;
const SAM = `Transform: AWS::Serverless-2016-10-31
Parameters: {Secret: {Type: String, NoEcho: true, Default: token-value}, Names: {Type: CommaDelimitedList, Default: "a,b"}}
Conditions: {C: !Equals [!Ref Secret, x]}
Globals: {Function: {Runtime: nodejs22.x, Handler: a.h, Environment: {Variables: {S: !Sub "x\${Secret}"}}}, Api: {OpenApiVersion: 3.0.1}}
Resources:
  Fn::ForEach::Loop: [N, !Ref Names, {"Q\${N}": {Type: AWS::SQS::Queue}}]
  F:
    Type: AWS::Serverless::Function
    Connectors: {K: {Properties: {Destination: [{Id: Table}], Permissions: [Read]}}}
    Properties:
      AutoPublishAlias: live
      Policies: [AWSLambdaExecute, {S3CrudPolicy: {BucketName: !Ref B}}, !If [C, arn, !Ref "AWS::NoValue"]]
      EventInvokeConfig: {DestinationConfig: {OnFailure: {Type: SQS}}}
      Events:
        A: {Type: Api, Properties: {Path: /a, Method: get, RestApiId: !Ref Api, Auth: {Authorizer: O}}}
        B: {Type: S3, Properties: {Bucket: !Ref B, Events: s3:ObjectCreated:*}}
        C: {Type: Cognito, Properties: {UserPool: !Ref P, Trigger: [PreSignUp]}}
        N: {Type: SNS, Properties: {Topic: !Ref T, SqsSubscription: true}}
        V: {Type: ScheduleV2, Properties: {ScheduleExpression: rate(1 day), DeadLetterConfig: {Type: SQS}}}
  Api: {Type: AWS::Serverless::Api, Properties: {StageName: v, Cors: {AllowOrigin: "'*'"}, Auth: {Authorizers: {O: {FunctionArn: !GetAtt F.Arn}}, UsagePlan: {CreateUsagePlan: SHARED}}}}
  Raw: {Type: AWS::ApiGateway::RestApi, Properties: {Body: {paths: {/x: {get: {security: [{k: []}]}}}, securityDefinitions: {k: {type: apiKey}}}}}
  B: {Type: AWS::S3::Bucket}
  P: {Type: AWS::Cognito::UserPool}
  T: {Type: AWS::SNS::Topic}
  Table: {Type: AWS::Serverless::SimpleTable}
  M: {Type: AWS::Serverless::StateMachine, Properties: {Definition: {a: !Ref F}, Events: {E: {Type: EventBridgeRule, Properties: {Pattern: {}}}}}}
  Self: {Type: AWS::Serverless::Application, Properties: {Location: template.yaml}}
`;
const SEEDS: readonly (readonly [string, string])[] = [
  ['serverless.yml', SERVERLESS],
  ['template.yaml', SAM],
];

test('800 mutated documents: only our own errors, no secret in what is deployed', { timeout: 120_000 }, async () => {
  const next = random(7);
  const root = makeProject({});
  let deployed = 0;
  for (let i = 0; i < 800; i++) {
    const [name, seed] = SEEDS[i % SEEDS.length]!;
    const text = i < SEEDS.length ? seed : mutate(seed, next);
    writeFileSync(`${root}/${name}`, text);
    try {
      const app = await loadApp(`${root}/${name}`, { env: { TOKEN: 'hunter2' }, nested: true });
      const resources = deployedResources(app);
      expect(resources.length).toBeLessThan(5_000);
      const all = JSON.stringify(resources);
      expect(all).not.toContain('hunter2');
      // The declaration itself may be mutated; as long as it stands, its value shows nowhere.
      if (/Secret: \{Type: String, NoEcho: true,/.test(text)) expect(all).not.toContain('xtoken-value');
      for (const { placeOf } of resources) expect(placeOf(['Policies', 0, 'a', -1]).line).toBeGreaterThan(0);
      deployed++;
    } catch (error) {
      if (!(error instanceof BulkheadError)) throw new Error(`document ${i} broke it:\n${text}`, { cause: error });
      expect(error.place, `document ${i}: ${error.message}`).toBeDefined();
      if (i < SEEDS.length) throw error;
    }
  }
  expect(deployed).toBeGreaterThan(100);
});
