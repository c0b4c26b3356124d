import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isSet, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'lambda-code-not-signed',
  title: 'A function runs code that nobody signed',
  severity: 'low',
  risk: 'SAS-6',
  needs: 'template',
  defaultState: 'off',
  rationale:
    'With a code signing configuration Lambda refuses a package that the build did not sign, so that rights to update a function are not enough to change what it runs.',
  fix: 'Sign packages in the build with AWS Signer and set CodeSigningConfigArn.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html', 'CICD-SEC-9', 'CWE-345'],
  peers: ['checkov CKV_AWS_272'],
  check: perResource(['AWS::Lambda::Function'], function* (fn) {
    if (literal(field(fn.properties, 'PackageType')) === 'Image') return;
    if (isSet(field(fn.properties, 'CodeSigningConfigArn')) === 'no')
      yield found(fn, ['CodeSigningConfigArn'], `${fn.id} runs code that nobody signed`);
  }),
  fixtures: {
    fails: [
      cloudformation(
        'none',
        `Main: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: r, Code: { S3Bucket: b, S3Key: k } } }`,
      ),
    ],
    passes: [
      cloudformation(
        'signed',
        `Main: { Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, Role: r, CodeSigningConfigArn: 'arn:aws:lambda:eu-west-1:123456789012:code-signing-config:csc-1', Code: { S3Bucket: b, S3Key: k } } }`,
      ),
    ],
  },
};
