import { visitExcept } from '../reading/except.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * CloudFormation custom resource.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-requests.html
 *
 * No stranger has a say: who may write the template may write the function as well. `ResourceProperties` and
 * `OldResourceProperties` are not walked for a second reason: they hold SQL, scripts, policies and addresses that the
 * function is there to carry out, and taking those for event data would stop honest deploys. `PhysicalResourceId` is the
 * function's own; `ResponseURL` is a presigned address of CloudFormation's bucket, which the function has to call.
 * Walked nevertheless: fields that CloudFormation does not send, so that a message from elsewhere cannot hide by looking
 * like a custom resource.
 */
export const cloudformationCustomResource: EventSource = {
  id: 'cloudformation-custom-resource',
  title: 'CloudFormation custom resource',
  invocation: 'asynchronous',
  match(event) {
    return (
      typeof event['RequestType'] === 'string' &&
      typeof event['ResponseURL'] === 'string' &&
      typeof event['LogicalResourceId'] === 'string'
    );
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', NOT_A_STRANGERS);
  },
  /**
   * The invocation succeeds, so that Lambda does not try again. CloudFormation learns nothing of it, because only a call
   * to `ResponseURL` would tell it: the stack waits until the resource times out (an hour, or its `ServiceTimeout`). The
   * event is not kept among removed records, because whoever has the address can answer for the resource.
   */
  block() {
    return { is: 'respond', response: null };
  },
};

const NOT_A_STRANGERS = [
  'RequestType',
  'ServiceToken',
  'ResponseURL',
  'StackId',
  'RequestId',
  'LogicalResourceId',
  'PhysicalResourceId',
  'ResourceType',
  'ResourceProperties',
  'OldResourceProperties',
];

/** Events after the AWS page above, by variant. */
export const samples = {
  update: {
    RequestType: 'Update',
    ServiceToken: 'arn:aws:lambda:eu-west-1:123456789012:function:create-tables',
    ResponseURL: 'https://cloudformation-custom-resource-response-euwest1.s3.amazonaws.com/sample',
    StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/polls/271845b0-f2e8-11ed-90ac-0eeb25b8ae21',
    RequestId: '0b1a2c3d-d2a0-4dfb-ab1f-0a1b2c3d4e5f',
    LogicalResourceId: 'Tables',
    PhysicalResourceId: 'tables-1',
    ResourceType: 'Custom::Tables',
    ResourceProperties: { Statement: 'CREATE TABLE votes (id int)' },
    OldResourceProperties: { Statement: 'CREATE TABLE vote (id int)' },
  },
} satisfies EventSamples;
