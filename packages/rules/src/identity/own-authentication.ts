import { factCheck } from '../helpers/facts.ts';
import { nodeFunction, PUBLIC_ROUTE } from '../helpers/fixture.ts';
import { nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'own-authentication',
  title: 'Passwords or tokens are checked by home-made code',
  severity: 'medium',
  risk: 'SAS-2',
  needs: 'code',
  defaultState: 'on',
  rationale:
    'Fast hashes of passwords are guessed by the billion, tokens that are decoded and not verified are written by anybody, and comparisons tell by their time how much was right. Services for identities have made these mistakes already.',
  fix: 'Leave sign-in to Cognito or another identity service and tokens to a JWT authorizer; else use scrypt or argon2id, and a library that verifies signature, issuer, audience and time.',
  references: [
    'CWE-916',
    'CWE-347',
    'OWASP A07:2021',
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html',
  ],
  peers: ['semgrep jwt-decode-without-verify'],
  check: factCheck(
    'own-authentication',
    ({ subject }, view) => `${nameOf(view)} checks passwords or tokens by itself: ${subject}`,
  ),
  fixtures: {
    fails: [
      nodeFunction(
        'a fast hash',
        `
      import { createHash } from 'node:crypto';
      export const handler = async (event) => {
        const { password } = JSON.parse(event.body);
        const hash = createHash('sha256').update(password).digest('hex');
        console.log('signing in');
        return { statusCode: hash === process.env.HASH ? 200 : 401 };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
    passes: [
      nodeFunction(
        'a hash of a file',
        `
      import { createHash } from 'node:crypto';
      export const handler = async (event) => {
        console.log('etag');
        return { statusCode: 200, headers: { etag: createHash('sha256').update(event.body).digest('hex') } };
      };
    `,
        PUBLIC_ROUTE,
      ),
    ],
  },
};
