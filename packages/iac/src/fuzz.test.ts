import { writeFileSync } from 'node:fs';
import { BulkheadError } from '@bulkhead/core';
import { expect, test } from 'vitest';
import { mutate, random } from '../test/mutate.ts';
import { makeProject } from '../test/project.ts';
import { checkHandlers } from './check-handlers.ts';
import { loadApp } from './load-app.ts';
import { loadPolicy } from './load-policy.ts';
import { localValue } from './local-value.ts';

const SERVERLESS = `service: {name: shop}
plugins: [serverless-pseudo-parameters]
provider:
  name: aws
  runtime: nodejs22.x
  stage: \${opt:stage, 'dev'}
  environment: &env {A: "\${self:custom.a}", B: !Ref Table, C: "#{AWS::AccountId}"}
  httpApi: {payload: '1.0', cors: true, authorizers: {own: {type: request, functionName: g}}}
custom:
  a: \${self:custom.b.\${self:provider.stage}, "\${env:X, 'y'}"}
  b: {dev: "\${file(more.yml):a}", prod: 1}
functions:
  f:
    handler: src/f.handler
    environment: {<<: *env, D: "\${ssm:/x}-\${aws:accountId}"}
    url: {cors: true}
    events:
      - http: {path: /a, method: get, authorizer: g, private: true}
      - httpApi: {path: /b, method: post, authorizer: own}
      - sqs: {arn: !GetAtt Jobs.Arn, batchSize: 5}
      - alb: {conditions: {path: [/a], method: GET}}
      - sns: topic
  g: {handler: g.h, memorySize: "256", timeout: 3, logs: {logFormat: JSON}}
resources:
  - Resources:
      Table: {Type: AWS::DynamoDB::Table, Properties: {TableName: !Sub "\${AWS::StackName}-t"}}
      Jobs: {Type: AWS::SQS::Queue}
`;
const SAM = `Transform: AWS::Serverless-2016-10-31
Parameters: {Stage: {Type: String, Default: dev}, Names: {Type: CommaDelimitedList, Default: "a,b"}}
Mappings: {M: {dev: {size: 256}}}
Conditions: {Dev: !Equals [!Ref Stage, dev], Both: !And [!Condition Dev, !Not [!Condition Dev]]}
Globals:
  Function: {Runtime: nodejs22.x, Timeout: 5, Environment: {Variables: {A: !Ref Table}}}
  Api: {Cors: "'*'", Auth: {DefaultAuthorizer: Users, Authorizers: {Users: {UserPoolArn: !GetAtt Pool.Arn}}}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.h
      CodeUri: src/
      MemorySize: !FindInMap [M, !Ref Stage, size]
      FunctionUrlConfig: {AuthType: NONE}
      Environment: {Variables: {B: !Sub ["\${X}-\${Table.Arn}", {X: !Select [0, !Ref Names]}], C: !If [Both, 1, !Join ["-", !Ref Names]]}}
      Events:
        A: {Type: Api, Properties: {Path: /a, Method: get}}
        H: {Type: HttpApi, Properties: {Path: /h, Method: post}}
        Q: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn, BatchSize: 3}}
  Table: {Type: AWS::DynamoDB::Table}
  Pool: {Type: AWS::Cognito::UserPool}
  Jobs: {Type: AWS::SQS::Queue, Condition: Dev}
  Url: {Type: AWS::Lambda::Url, Properties: {TargetFunctionArn: !Ref F, AuthType: AWS_IAM}}
`;
const POLICY = `mode: block
detectors: {sqli: block, xss: off}
hooks:
  outbound: {action: block, allow: [api.example.com]}
functions:
  f: {mode: alert}
`;
const SEEDS: [string, string][] = [
  ['serverless.yml', SERVERLESS],
  ['template.yaml', SAM],
  ['bulkhead.yml', POLICY],
];
test('the seeds themselves load', async () => {
  const root = makeProject({ 'more.yml': 'a: ${self:service.name}\n', ...Object.fromEntries(SEEDS) });
  expect((await loadApp(`${root}/serverless.yml`)).functions).toHaveLength(2);
  expect((await loadApp(`${root}/template.yaml`)).functions).toHaveLength(1);
  expect(await loadPolicy(root, ['f'])).toBeDefined();
});

test('3,000 mutated documents: only our own errors, each with a place', { timeout: 120_000 }, async () => {
  const next = random(20261120);
  const root = makeProject({ 'more.yml': 'a: ${self:service.name}\n' });
  let loaded = 0;
  let refused = 0;
  for (let i = 0; i < 3_000; i++) {
    const [name, seed] = SEEDS[i % SEEDS.length]!;
    const text = mutate(seed, next);
    writeFileSync(`${root}/${name}`, text);
    try {
      if (name === 'bulkhead.yml') await loadPolicy(root, ['f', 'g']);
      else {
        const app = await loadApp(`${root}/${name}`, { env: { X: 'hunter2' }, params: { P: 'hunter2' } });
        checkHandlers(app);
        for (const unknown of app.unknowns) localValue(app, unknown);
        structuredClone(app);
      }
      loaded++;
    } catch (error) {
      if (!(error instanceof BulkheadError))
        throw new Error(`document ${i} broke the loader:\n${text}`, { cause: error });
      expect(error.place, `document ${i}: ${error.message}`).toBeDefined();
      expect(error.message).not.toContain('hunter2');
      refused++;
    }
  }
  // A fuzzer that only ever makes valid, or only ever makes broken documents tests nothing.
  expect(loaded).toBeGreaterThan(300);
  expect(refused).toBeGreaterThan(1_000);
});
