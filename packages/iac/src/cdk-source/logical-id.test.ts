import { expect, test } from 'vitest';
import { logicalId } from './logical-id.ts';

/** Ids that aws-cdk-lib 2.276 gave. */
test.each([
  ['iotPublishHandler/ServiceRole/DefaultPolicy/Resource', 'iotPublishHandlerServiceRoleDefaultPolicy59EE9411'],
  ['iotPublishApi/CloudWatchRole/Resource', 'iotPublishApiCloudWatchRoleEBD7F730'],
  ['StateMachine/Role/Resource', 'StateMachineRoleB840431D'],
  ['StateMachine/Resource', 'StateMachine2E01A3A5'],
  ['SrcLambda/ServiceRole/DefaultPolicy/Resource', 'SrcLambdaServiceRoleDefaultPolicy7AE673D1'],
  // What is made alone keeps its name: constructs of level 1.
  ['pipe', 'pipe'],
  ['my-pipe', 'mypipe'],
])('%s is %s', (path, id) => expect(logicalId(path.split('/'))).toBe(id));
