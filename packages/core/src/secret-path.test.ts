import { describe, expect, it } from 'vitest';
import { isSecretPath } from './secret-path.ts';

describe('isSecretPath', () => {
  it.each([
    'request.password',
    'request.challengeAnswer',
    'password',
    'protocolData.mqtt.password|base64',
    'headers.Authorization',
    'headers.authorization|basic',
    'multiValueHeaders.Authorization[0]',
    'headers.Proxy-Authorization',
    'headers.x-api-key',
    'headers.X-Amz-Security-Token',
    'authorizationToken',
    'headers.Cookie',
    'multiValueHeaders.cookie[0]',
    'headers.Cookie|cookie.session',
    'headers.Cookie|cookie.PHPSESSID',
    'cookies[1]|cookie.connect.sid',
    'cookies[0]|cookie.access_token|url',
    'body|json.user.newPassword',
    'body|json.users[3].passwd',
    'body|json.password.$ne',
    'body|form.password2|url',
    'body|form.otp',
    'body|form.PIN',
    'body|multipart.client_secret',
    'Records[0].body|json.card.cvv',
    'queryStringParameters.refresh_token',
    'rawQueryString|query.apiKey',
    'headers.Authorization|jwt.claims.password',
  ])('%s', (path) => {
    expect(isSecretPath(path)).toBe(true);
  });

  it.each([
    '',
    'body',
    'body|json.user.name',
    'body|json.shipping',
    'body|json.opinion',
    'body|json.tokenizer',
    'body|json.compass',
    'body|json.secretary.name',
    'body|json.monkey',
    'body|json.answer',
    'queryStringParameters.code',
    'headers.Cookie|cookie.theme',
    'cookies[0]|cookie.lang',
    'headers.Cookie|cookie.insides',
    'headers.Authorization|jwt.claims.name',
    'authorizationToken|jwt.header.kid',
    'body|json.{keys}.password',
    'body|json.password.{keys}.$ne',
    'request.clientMetadata.session',
  ])('not %s', (path) => {
    expect(isSecretPath(path)).toBe(false);
  });

  it('takes a path of any length', () => {
    for (const unit of ['a.', 'cookie.', 'aB', '[0]', '|']) {
      expect(isSecretPath(unit.repeat(100_000 / unit.length))).toBeTypeOf('boolean');
    }
  });
});
