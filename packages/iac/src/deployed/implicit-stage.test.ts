import { expect, test } from 'vitest';
import { deploy, find, idsOf, plain } from '../../test/deployed.ts';

const API = '  Api: {Type: AWS::ApiGateway::RestApi}\n';
const DEPLOYMENT =
  '  D: {Type: AWS::ApiGateway::Deployment, Properties: {RestApiId: !Ref Api, StageName: dev, StageDescription: {TracingEnabled: true}}}\n';

test('a deployment that names a stage makes it', async () => {
  const resources = await deploy({ 'template.yaml': `Resources:\n${API}${DEPLOYMENT}` });
  expect(plain(find(resources, 'DStage').properties)).toEqual({
    RestApiId: '<Api>',
    DeploymentId: '<D>',
    StageName: 'dev',
    TracingEnabled: true,
  });
});

test('an API with a stage of its own gets no other', async () => {
  const stage = '  S: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, StageName: v1}}\n';
  const resources = await deploy({ 'template.yaml': `Resources:\n${API}${DEPLOYMENT}${stage}` });
  expect(idsOf(resources)).toEqual(['Api ApiGateway::RestApi', 'D ApiGateway::Deployment', 'S ApiGateway::Stage']);
});

test('what the Serverless Framework sets later is not known from its package', async () => {
  const plain = '  D: {Type: AWS::ApiGateway::Deployment, Properties: {RestApiId: !Ref Api, StageName: v1}}\n';
  const bucket = '  ServerlessDeploymentBucket: {Type: AWS::S3::Bucket}\n';
  const resources = await deploy({ 'template.yaml': `Resources:\n${API}${plain}${bucket}` });
  const { properties } = find(resources, 'DStage');
  expect(properties['TracingEnabled']).toMatchObject({ unknown: 'is set after the deploy' });
  // Logs only where the framework has made a group for them.
  expect(properties['AccessLogSetting']).toBeUndefined();
  const group = '  ApiGatewayLogGroup: {Type: AWS::Logs::LogGroup}\n';
  const logged = await deploy({ 'template.yaml': `Resources:\n${API}${plain}${bucket}${group}` });
  expect(find(logged, 'DStage').properties['AccessLogSetting']).toMatchObject({ unknown: 'is set after the deploy' });
});
