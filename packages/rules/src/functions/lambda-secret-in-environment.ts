import { serverless } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { secretIn } from '../helpers/secrets.ts';
import { field, isPlainMap } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'lambda-secret-in-environment',
  title: "A secret stands in a function's environment variables",
  severity: 'high',
  risk: 'SAS-7',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "A value in the template is in the repository, in every copy of the package and in the stack's history, and anybody with lambda:GetFunctionConfiguration reads it in clear. Any code that runs in the function reads it too, a dependency's included.",
  fix: 'Take the credential out of service, put its successor into Secrets Manager or a SecureString parameter, and let the function fetch it by name.',
  references: ['CWE-798', 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html', 'OWASP A07:2021'],
  peers: [
    'checkov CKV_AWS_45',
    'prowler awslambda_function_no_secrets_in_variables',
    'safeguards no-secret-env-vars',
    'semgrep aws-lambda-environment-credentials',
  ],
  check: perResource(['AWS::Lambda::Function'], function* (fn) {
    const variables = field(fn.properties, 'Environment', 'Variables');
    if (!isPlainMap(variables)) return;
    for (const [name, value] of Object.entries(variables)) {
      if (typeof value !== 'string') continue;
      const kind = secretIn(name, value);
      if (kind) yield found(fn, ['Environment', 'Variables', name], `${fn.id}: ${name} holds ${kind} in clear`);
    }
  }),
  fixtures: {
    fails: [
      serverless(
        'a key of AWS',
        `
      functions:
        mail:
          handler: src/mail.handler
          environment: { MAIL_KEY: ${'AKIA'}Q7JZ4MXW2KTR6VNB }
    `,
      ),
    ],
    passes: [
      serverless(
        'the name of a secret',
        `
        functions:
          mail:
            handler: src/mail.handler
            environment: { MAIL_SECRET_NAME: prod/mail, DB_PASSWORD_PARAMETER: /prod/db/password }
      `,
      ),
      serverless(
        'resolved at the deploy',
        `
        functions:
          mail:
            handler: src/mail.handler
            environment: { API_TOKEN: '\${env:API_TOKEN}' }
      `,
      ),
    ],
  },
};
