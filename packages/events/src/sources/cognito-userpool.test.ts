import { describe, expect, it } from 'vitest';
import { at, type Json, PAYLOAD, plant, type Row, testMatrix } from '../testing/matrix.ts';
import { cognitoUserpool, samples } from './cognito-userpool.ts';

const request = (...steps: string[]): Row => [
  steps.join('.'),
  plant(at('request', ...steps), PAYLOAD),
  `request.${steps.join('.')}`,
];
const secret = (...steps: (string | number)[]): [string, (event: Json) => void] => [
  steps.join('.'),
  plant(at('request', ...steps), PAYLOAD),
];

const USER: readonly Row[] = [
  ['the user name', plant(at('userName'), PAYLOAD), 'userName'],
  ['an attribute', plant(at('request', 'userAttributes', 'nickname'), PAYLOAD), 'request.userAttributes.nickname'],
  [
    'a custom attribute with JSON',
    plant(at('request', 'userAttributes', 'custom:profile'), JSON.stringify({ a: PAYLOAD })),
    'request.userAttributes.custom:profile|json.a',
  ],
];
const METADATA: readonly Row[] = [
  request('clientMetadata', 'note'),
  [
    'a name in the client metadata',
    plant(at('request', 'clientMetadata', PAYLOAD), '1'),
    `request.clientMetadata.{keys}.${PAYLOAD}`,
  ],
];

testMatrix(
  cognitoUserpool,
  samples['pre-sign-up'],
  [
    ...USER,
    ...METADATA,
    request('validationData', 'invitation'),
    [
      'the SDK that the caller claims',
      plant(at('callerContext', 'awsSdkVersion'), PAYLOAD),
      'callerContext.awsSdkVersion',
    ],
    ['a field that AWS may add', plant(at('request', 'phrase'), PAYLOAD), 'request.phrase'],
    ['a field that Cognito does not send', plant(at('command'), PAYLOAD), 'command'],
  ],
  [
    ['the client', plant(at('callerContext', 'clientId'), PAYLOAD)],
    ['the pool', plant(at('userPoolId'), PAYLOAD)],
    ['the response', plant(at('response', 'note'), PAYLOAD)],
  ],
);
testMatrix(cognitoUserpool, samples['post-confirmation'], [...USER, ...METADATA]);
testMatrix(cognitoUserpool, samples['pre-authentication'], [...USER, request('validationData', 'device')]);
testMatrix(cognitoUserpool, samples['post-authentication'], [...USER, ...METADATA]);
testMatrix(
  cognitoUserpool,
  samples['pre-token-generation'],
  [...USER, ...METADATA, ['a scope', plant(at('request', 'scopes', 0), PAYLOAD), 'request.scopes[0]']],
  [secret('groupConfiguration', 'preferredRole')],
);
testMatrix(
  cognitoUserpool,
  samples['custom-message'],
  [...USER, ...METADATA, request('usernameParameter')],
  [secret('codeParameter'), secret('linkParameter')],
);
testMatrix(
  cognitoUserpool,
  samples['define-auth-challenge'],
  [...USER, ...METADATA],
  [secret('session', 0, 'challengeMetadata')],
);
testMatrix(cognitoUserpool, samples['create-auth-challenge'], [...USER, ...METADATA], [secret('challengeName')]);
testMatrix(
  cognitoUserpool,
  samples['verify-auth-challenge'],
  [
    ...USER,
    ...METADATA,
    request('challengeAnswer'),
    [
      'an answer in several fields',
      plant(at('request', 'challengeAnswer'), { code: PAYLOAD }),
      'request.challengeAnswer.code',
    ],
  ],
  [secret('privateChallengeParameters', 'answer')],
);
testMatrix(cognitoUserpool, samples['user-migration'], [
  ...USER,
  ...METADATA,
  request('password'),
  request('validationData', 'tenant'),
]);
testMatrix(
  cognitoUserpool,
  samples['inbound-federation'],
  [
    [
      'a claim of the id token',
      plant(at('request', 'attributes', 'idToken', 'name'), PAYLOAD),
      'request.attributes.idToken.name',
    ],
    request('attributes', 'userInfo', 'given_name'),
    request('attributes', 'samlResponse', 'surname'),
  ],
  [secret('attributes', 'tokenResponse', 'access_token')],
);

describe('cognito-userpool', () => {
  it.each(Object.entries(samples))('%s fails with an error, which alone keeps the user out', (_variant, event) => {
    expect(cognitoUserpool.block(event, { requestId: 'r', paths: ['userName'] })).toEqual({ is: 'throw' });
  });
});
