import { factCheck } from '../helpers/facts.ts';
import { nodeFunction } from '../helpers/fixture.ts';
import type { Rule } from '../rule.ts';

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
  check: factCheck('secret-literal', ({ subject }) => `${subject || 'A credential'} stands in the code`),
  fixtures: {
    fails: [
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
        'from the environment',
        `
      const key = process.env.MAIL_KEY;
      export const handler = async () => console.log(key.length);
    `,
      ),
    ],
  },
};
