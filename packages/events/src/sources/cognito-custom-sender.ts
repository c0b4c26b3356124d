import { dropEvent } from '../reading/dropped.ts';
import type { EventSamples, EventSource } from '../types.ts';
import { isCustomSender, isUserPoolEvent, readUserPoolEvent } from './cognito-userpool.ts';

/**
 * Cognito user pool with a sender of its own for mail or text messages: the only triggers of a user pool that Cognito does
 * not wait for.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-custom-sender-triggers.html
 *
 * Walked: `userName`, `userAttributes`, `clientMetadata`, as for the other triggers of a user pool.
 * Not walked: `code`, which is the one-time code, encrypted with a KMS key.
 */
export const cognitoCustomSender: EventSource = {
  id: 'cognito-custom-sender',
  title: 'Cognito custom sender',
  invocation: 'asynchronous',
  match(event) {
    return isCustomSender(event) && isUserPoolEvent(event);
  },
  read: readUserPoolEvent,
  /** No message goes out, and the user who waits for a code gets none; an error would only make Lambda try twice more. */
  block(event) {
    return dropEvent(event);
  },
};

/** Events after the AWS page above, by variant. */
export const samples = {
  email: {
    version: '1',
    triggerSource: 'CustomEmailSender_SignUp',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_EXAMPLE',
    userName: 'ada',
    callerContext: { awsSdkVersion: 'aws-sdk-js-3.980.0', clientId: '1example23456789' },
    request: {
      type: 'customEmailSenderRequestV1',
      code: 'AYADeExampleCiphertext==',
      userAttributes: { email: 'ada@example.com', name: 'Ada Example' },
      clientMetadata: { campaign: 'newsletter' },
    },
  },
  sms: {
    version: '1',
    triggerSource: 'CustomSMSSender_Authentication',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_EXAMPLE',
    userName: 'ada',
    callerContext: { awsSdkVersion: 'aws-sdk-js-3.980.0', clientId: '1example23456789' },
    request: {
      type: 'customSMSSenderRequestV1',
      code: 'AYADeExampleCiphertext==',
      userAttributes: { phone_number: '+12025550123', name: 'Ada Example' },
    },
  },
} satisfies EventSamples;
