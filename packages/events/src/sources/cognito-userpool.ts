import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import type { Walk } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Cognito user pool, every trigger that Cognito waits for: before and after sign-up, sign-in and token generation (event
 * versions 1 to 3), custom messages, custom challenges, migration of users, inbound federation.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 *
 * Walked: `userName`, `userAttributes`, `clientMetadata`, `validationData`, `challengeAnswer`, `password` and, from an
 * external provider, the claims about the user: who signs up or signs in writes all of these. Also the version of the SDK
 * that the caller claims to have.
 * Not walked: pool and client ids, groups and roles are the owner's; `privateChallengeParameters`, `session` and
 * `response` are the function's own (the answer to the challenge stands in the first); `codeParameter`, `linkParameter`
 * and `challengeName` are Cognito's; the tokens of an external provider are credentials.
 */
export const cognitoUserpool: EventSource = {
  id: 'cognito-userpool',
  title: 'Cognito user pool',
  invocation: 'synchronous',
  match(event) {
    return isUserPoolEvent(event) && !isCustomSender(event);
  },
  read: readUserPoolEvent,
  /**
   * An error is the one answer that denies everywhere: Cognito hands every other on, so that the event returned as it
   * came lets the user through. What an error does:
   * - PreSignUp, PreAuthentication, DefineAuthChallenge, CreateAuthChallenge, VerifyAuthChallengeResponse,
   *   TokenGeneration, PostAuthentication, UserMigration, InboundFederation: the call fails, nobody is signed up or in;
   * - CustomMessage: the call fails and no message goes out;
   * - PostConfirmation: the call fails, but the user is confirmed already.
   * The user sees the error's message, `… failed with error …`; it is not tried again.
   */
  block() {
    return { is: 'throw' };
  },
};

/** True for the event of any trigger of a user pool. */
export function isUserPoolEvent(event: Record<string, unknown>): boolean {
  return (
    typeof event['userPoolId'] === 'string' && typeof event['triggerSource'] === 'string' && isMap(event['request'])
  );
}

/** True where the trigger is CustomEmailSender or CustomSMSSender. */
export function isCustomSender(event: Record<string, unknown>): boolean {
  const source = event['triggerSource'];
  return (
    typeof source === 'string' && (source.startsWith('CustomEmailSender_') || source.startsWith('CustomSMSSender_'))
  );
}

/** Reads the event of any trigger of a user pool. */
export function readUserPoolEvent(walk: Walk, event: Record<string, unknown>): void {
  visitExcept(walk, event, '', '', EVENT);
  visitExcept(walk, event['callerContext'], '', 'callerContext', CALLER);
  const request = event['request'];
  visitExcept(walk, request, '', 'request', REQUEST);
  if (isMap(request)) visitExcept(walk, request['attributes'], 'request', 'attributes', PROVIDERS_TOKENS);
}

const EVENT = ['version', 'triggerSource', 'region', 'userPoolId', 'callerContext', 'request', 'response'];
const CALLER = ['clientId'];
const REQUEST = [
  'type',
  'code',
  'codeParameter',
  'linkParameter',
  'challengeName',
  'session',
  'privateChallengeParameters',
  'groupConfiguration',
  'attributes',
];
const PROVIDERS_TOKENS = ['tokenResponse'];

/** Events after the AWS page above and the pages of the triggers below it, by variant. */
export const samples = {
  'pre-sign-up': {
    version: '1',
    triggerSource: 'PreSignUp_SignUp',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_EXAMPLE',
    userName: 'ada',
    callerContext: { awsSdkVersion: 'aws-sdk-js-3.980.0', clientId: '1example23456789' },
    request: {
      userAttributes: { email: 'ada@example.com', name: 'Ada Example' },
      validationData: { invitation: 'spring-2026' },
      clientMetadata: { campaign: 'newsletter' },
    },
    response: { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false },
  },
  'post-confirmation': {
    version: '1',
    triggerSource: 'PostConfirmation_ConfirmSignUp',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_EXAMPLE',
    userName: 'ada',
    callerContext: { awsSdkVersion: 'aws-sdk-js-3.980.0', clientId: '1example23456789' },
    request: {
      userAttributes: { sub: '8f2f5a0e-1b6c-4a57-9d0e-2c1b3a4d5e6f', email: 'ada@example.com', email_verified: 'true' },
      clientMetadata: { campaign: 'newsletter' },
    },
    response: {},
  },
  'pre-authentication': {
    version: '1',
    triggerSource: 'PreAuthentication_Authentication',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_EXAMPLE',
    userName: 'ada',
    callerContext: { awsSdkVersion: 'aws-sdk-js-3.980.0', clientId: '1example23456789' },
    request: {
      userAttributes: { email: 'ada@example.com' },
      validationData: { device: 'tablet' },
      userNotFound: false,
    },
    response: {},
  },
  'post-authentication': {
    version: '1',
    triggerSource: 'PostAuthentication_Authentication',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_EXAMPLE',
    userName: 'ada',
    callerContext: { awsSdkVersion: 'aws-sdk-js-3.980.0', clientId: '1example23456789' },
    request: {
      userAttributes: { email: 'ada@example.com' },
      newDeviceUsed: true,
      clientMetadata: { device: 'tablet' },
    },
    response: {},
  },
  'pre-token-generation': {
    version: '3',
    triggerSource: 'TokenGeneration_ClientCredentials',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_EXAMPLE',
    userName: 'ada',
    callerContext: { awsSdkVersion: 'aws-sdk-js-3.980.0', clientId: '1example23456789' },
    request: {
      userAttributes: { email: 'ada@example.com', name: 'Ada Example' },
      groupConfiguration: { groupsToOverride: ['voters'], iamRolesToOverride: [], preferredRole: null },
      scopes: ['polls/vote'],
      clientMetadata: { tenant: 'north' },
    },
    response: { claimsAndScopeOverrideDetails: null },
  },
  'custom-message': {
    version: '1',
    triggerSource: 'CustomMessage_SignUp',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_EXAMPLE',
    userName: 'ada',
    callerContext: { awsSdkVersion: 'aws-sdk-js-3.980.0', clientId: '1example23456789' },
    request: {
      userAttributes: { email: 'ada@example.com', name: 'Ada Example' },
      codeParameter: '{####}',
      linkParameter: '{##Click Here##}',
      usernameParameter: 'ada',
      clientMetadata: { campaign: 'newsletter' },
    },
    response: { smsMessage: null, emailMessage: null, emailSubject: null },
  },
  'define-auth-challenge': {
    version: '1',
    triggerSource: 'DefineAuthChallenge_Authentication',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_EXAMPLE',
    userName: 'ada',
    callerContext: { awsSdkVersion: 'aws-sdk-js-3.980.0', clientId: '1example23456789' },
    request: {
      userAttributes: { email: 'ada@example.com' },
      session: [{ challengeName: 'SRP_A', challengeResult: true, challengeMetadata: 'CODE-1' }],
      clientMetadata: { device: 'tablet' },
      userNotFound: false,
    },
    response: { challengeName: null, issueTokens: null, failAuthentication: null },
  },
  'create-auth-challenge': {
    version: '1',
    triggerSource: 'CreateAuthChallenge_Authentication',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_EXAMPLE',
    userName: 'ada',
    callerContext: { awsSdkVersion: 'aws-sdk-js-3.980.0', clientId: '1example23456789' },
    request: {
      userAttributes: { email: 'ada@example.com' },
      challengeName: 'CUSTOM_CHALLENGE',
      session: [],
      clientMetadata: { device: 'tablet' },
    },
    response: { publicChallengeParameters: null, privateChallengeParameters: null, challengeMetadata: null },
  },
  'verify-auth-challenge': {
    version: '1',
    triggerSource: 'VerifyAuthChallengeResponse_Authentication',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_EXAMPLE',
    userName: 'ada',
    callerContext: { awsSdkVersion: 'aws-sdk-js-3.980.0', clientId: '1example23456789' },
    request: {
      userAttributes: { email: 'ada@example.com' },
      privateChallengeParameters: { answer: '624 913' },
      challengeAnswer: '624 914',
      clientMetadata: { device: 'tablet' },
    },
    response: { answerCorrect: null },
  },
  'user-migration': {
    version: '1',
    triggerSource: 'UserMigration_Authentication',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_EXAMPLE',
    userName: 'ada',
    callerContext: { awsSdkVersion: 'aws-sdk-js-3.980.0', clientId: '1example23456789' },
    request: {
      password: 'not-a-real-password',
      validationData: { tenant: 'north' },
      clientMetadata: { device: 'tablet' },
    },
    response: { userAttributes: null, finalUserStatus: null, messageAction: null },
  },
  'inbound-federation': {
    version: '1',
    triggerSource: 'InboundFederation_ExternalProvider',
    region: 'eu-west-1',
    userPoolId: 'eu-west-1_EXAMPLE',
    userName: 'ada',
    callerContext: { awsSdkVersion: 'aws-sdk-js-3.980.0', clientId: '1example23456789' },
    request: {
      providerName: 'ExampleProvider',
      providerType: 'OIDC',
      attributes: {
        tokenResponse: { access_token: 'sample', token_type: 'Bearer', expires_in: '3600' },
        idToken: { sub: 'ada', email: 'ada@example.com' },
        userInfo: { email: 'ada@example.com', given_name: 'Ada' },
      },
    },
    response: { userAttributesToMap: null },
  },
} satisfies EventSamples;
