import { isUnknown } from '@bulkhead/core';
import { factCheck } from '../helpers/facts.ts';
import { nodeFunction, pythonFunction } from '../helpers/fixture.ts';
import type { FunctionView } from '../helpers/functions.ts';
import { field, isPlainMap } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const TOKENS = `
      import jwt from 'jsonwebtoken';
      const key = process.env.JWT_SECRET || 'shop-secret-key';
      export const handler = async (event) => {
        console.log('asked');
        return jwt.verify(event.token, key).sub;
      };
    `;

export const rule: Rule = {
  id: 'secret-literal',
  title: 'A credential stands in the code',
  severity: 'high',
  risk: 'SAS-7',
  needs: 'code',
  defaultState: 'on',
  rationale:
    'Whoever can read the repository, or the package by lambda:GetFunction, has the credential, and its history keeps it after it is removed. It cannot be changed without a deploy either.',
  fix: 'Take the credential out of service first; then read its successor from Secrets Manager or a SecureString parameter.',
  references: ['CWE-798', 'OWASP A07:2021'],
  peers: ['prowler awslambda_function_no_secrets_in_code', 'semgrep hardcoded-credentials'],
  check: factCheck('secret-literal', ({ subject, detail }, view) => {
    // Where the variable is set, the code's own text is used by nobody.
    if (detail !== undefined && !isMissing(view, detail)) return undefined;
    return `${subject || 'A credential'} stands in the code`;
  }),
  fixtures: {
    fails: [
      nodeFunction('a text in the place of a variable that no template sets', TOKENS),
      pythonFunction(
        'the same in Python',
        `
      import os, jwt
      KEY = os.environ.get('JWT_SECRET', 'shop-secret-key')
      def handler(event, context):
          print('asked')
          return jwt.decode(event['token'], KEY, algorithms=['HS256'])
    `,
      ),
      nodeFunction(
        'a key of AWS',
        `
      const key = '${'AKIA'}Q7JZ4MXW2KTR6VNB';
      export const handler = async () => console.log(key.length);
    `,
      ),
    ],
    passes: [
      nodeFunction(
        'a text for machines of developers',
        TOKENS,
        'Environment: { Variables: { JWT_SECRET: !Ref Secret } }',
      ),
      nodeFunction(
        'from the environment',
        `
      const key = process.env.MAIL_KEY;
      export const handler = async () => console.log(key.length);
    `,
      ),
    ],
  },
};

/** Whether the template says of all variables what they are, and this is none of them. */
function isMissing({ fn, resource }: FunctionView, name: string): boolean {
  if (resource === undefined || name in fn.environment) return false;
  const variables = field(resource.properties, 'Environment', 'Variables');
  return !isUnknown(field(resource.properties, 'Environment')) && (variables === undefined || isPlainMap(variables));
}
