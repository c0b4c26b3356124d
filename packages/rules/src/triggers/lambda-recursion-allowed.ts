import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'lambda-recursion-allowed',
  title: "Lambda's own stop for endless loops is switched off",
  severity: 'high',
  risk: 'SAS-8',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Lambda stops a chain through SQS, SNS, S3 or itself after about 16 rounds, and RecursiveLoop: Allow takes that away. From then on only a budget alarm stands between a loop and the bill.',
  fix: 'Leave RecursiveLoop out, or set it to Terminate; where the recursion is wanted, bound it in the code and alarm on the number of invocations.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html', 'CWE-674'],
  peers: [],
  check: perResource(['AWS::Lambda::Function'], function* (fn) {
    if (literal(field(fn.properties, 'RecursiveLoop')) !== 'Allow') return;
    yield found(fn, ['RecursiveLoop'], `${fn.id} may call itself without end: RecursiveLoop is Allow`);
  }),
  fixtures: {
    fails: [
      cloudformation(
        'allowed',
        `
      Main: { Type: AWS::Lambda::Function, Properties: { Handler: i.h, Runtime: nodejs22.x, Role: r, Code: { ZipFile: x }, RecursiveLoop: Allow } }
    `,
      ),
    ],
    passes: [
      cloudformation(
        'the default, said aloud',
        `
      Main: { Type: AWS::Lambda::Function, Properties: { Handler: i.h, Runtime: nodejs22.x, Role: r, Code: { ZipFile: x }, RecursiveLoop: Terminate } }
    `,
      ),
    ],
  },
};
