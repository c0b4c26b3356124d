import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isPlainMap, isSet } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const fn = (extra: string) =>
  `Main: { Type: AWS::Lambda::Function, Properties: { Handler: i.h, Runtime: nodejs22.x, Role: r, Code: { ZipFile: x }, Environment: { Variables: { STAGE: dev } }${extra} } }`;

export const rule: Rule = {
  id: 'lambda-environment-key',
  title: "Environment variables are encrypted with AWS's key, not your own",
  severity: 'informational',
  risk: 'SAS-7',
  needs: 'template',
  // Lambda always encrypts them; a key of one's own matters where they hold secrets, and those belong elsewhere.
  defaultState: 'off',
  rationale:
    'With a customer managed key, reading the variables needs kms:Decrypt as well, which can be granted to the function alone. Variables that hold no secrets gain little by it.',
  fix: 'Set KmsKeyArn of the function, and grant kms:Decrypt on the key to its role only.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html', 'CWE-311'],
  peers: [
    'checkov CKV_AWS_173',
    'KICS 4495bc5d',
    'prowler awslambda_function_env_vars_not_encrypted_with_cmk',
    'semgrep aws-lambda-environment-unencrypted',
  ],
  check: perResource(['AWS::Lambda::Function'], function* (resource) {
    const variables = field(resource.properties, 'Environment', 'Variables');
    if (!isPlainMap(variables) || Object.keys(variables).length === 0) return;
    if (isSet(field(resource.properties, 'KmsKeyArn')) !== 'no') return;
    yield found(resource, ['Environment'], `${resource.id} has variables, and no key of your own encrypts them`);
  }),
  fixtures: {
    fails: [cloudformation('no key', fn(''))],
    passes: [cloudformation('a key', fn(', KmsKeyArn: arn:aws:kms:eu-west-1:123456789012:key/k'))],
  },
};
