import { RESERVED_VARIABLES } from '@bulkhead/core';
import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isPlainMap } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const fn = (name: string) =>
  `Main: { Type: AWS::Lambda::Function, Properties: { Handler: i.h, Runtime: nodejs22.x, Role: r, Code: { ZipFile: x }, Environment: { Variables: { ${name}: x } } } }`;

export const rule: Rule = {
  id: 'lambda-reserved-variable',
  title: 'A variable name belongs to Lambda',
  severity: 'low',
  risk: 'SAS-13',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "Lambda refuses functions that set its own variables, so the deploy fails. Where the name is one of the credentials, somebody tried to give the function a user's key in place of its role.",
  fix: 'Choose another name; for credentials, give the role what the function needs.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html'],
  peers: ['semgrep reserved-aws-lambda-environment-variable'],
  check: perResource(['AWS::Lambda::Function'], function* (resource) {
    const variables = field(resource.properties, 'Environment', 'Variables');
    if (!isPlainMap(variables)) return;
    for (const name of Object.keys(variables)) {
      if (RESERVED_VARIABLES.has(name))
        yield found(
          resource,
          ['Environment', 'Variables', name],
          `${resource.id}: ${name} is set by Lambda itself, and the deploy will fail`,
        );
    }
  }),
  fixtures: {
    fails: [cloudformation('a region', fn('AWS_REGION'))],
    passes: [
      cloudformation('one that may be set', fn('AWS_LAMBDA_EXEC_WRAPPER')),
      cloudformation('an own name', fn('REGION')),
    ],
  },
};
