import { factCheck } from '../helpers/facts.ts';
import { nodeFunction, PUBLIC_ROUTE, pythonFunction } from '../helpers/fixture.ts';
import { nameOf } from '../helpers/functions.ts';
import type { Rule } from '../rule.ts';

const byFact = factCheck(
  'own-authentication',
  ({ subject, detail }, view) =>
    `${nameOf(view)} checks passwords or tokens by itself (${subject})${detail === undefined ? '' : `: ${detail}`}`,
  ({ subject, detail }) => {
    if (detail !== undefined) return { severity: 'high' };
    return /^hashlib/.test(subject) ? { severity: 'medium' } : {};
  },
);

export const rule: Rule = {
  id: 'own-authentication',
  title: 'Passwords or tokens are checked by the function itself',
  severity: 'low',
  risk: 'SAS-2',
  needs: 'code',
  defaultState: 'on',
  rationale:
    'Tokens that are decoded and not verified are written by anybody, fast hashes of passwords are guessed by the billion, and each function that checks by itself does it a little differently. Services for identities have made these mistakes already.',
  fix: 'Leave sign-in to Cognito or another identity service and tokens to a JWT authorizer; else use scrypt or argon2id, and a library that verifies signature, issuer, audience and time.',
  references: [
    'CWE-347',
    'CWE-916',
    'OWASP A07:2021',
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html',
  ],
  peers: ['semgrep jwt-decode-without-verify', 'semgrep unverified-jwt-decode'],
  *check(model) {
    const told = new Set<string>();
    for (const one of byFact(model)) {
      // A salt and a hash, a check and its twin: one thing that a function does by itself.
      const what = `${one.place.file} ${one.message}`;
      if (one.severity === 'high' || !told.has(what)) yield one;
      told.add(what);
    }
  },
  fixtures: {
    fails: [
      nodeFunction(
        'a salt and a hash, told once',
        `
        import bcrypt from 'bcryptjs';
        export const handler = async (event) => {
          console.log('signing up');
          const salt = await bcrypt.genSalt(10);
          return { statusCode: 200, body: await bcrypt.hash(JSON.parse(event.body).password, salt) };
        };
      `,
        PUBLIC_ROUTE,
      ),
      nodeFunction(
        'a password of its own',
        `
        import { scryptSync } from 'node:crypto';
        export const handler = async (event) => {
          const { password } = JSON.parse(event.body);
          console.log('signing in');
          return { statusCode: scryptSync(password, process.env.SALT, 64).toString('hex') === process.env.HASH ? 200 : 401 };
        };
      `,
        PUBLIC_ROUTE,
      ),
      pythonFunction(
        'a token that nobody verifies',
        `
        import jwt
        def handler(event, context):
            print('called')
            claims = jwt.decode(event['headers']['authorization'], options={'verify_signature': False})
            return {'statusCode': 200, 'body': claims['sub']}
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
