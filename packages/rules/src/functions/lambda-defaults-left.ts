import { sam } from '../helpers/fixture.ts';
import { functionsOf, nameOf } from '../helpers/functions.ts';
import { field } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const main = (more: string) =>
  `Main: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: index.handler, CodeUri: s3://b/k${more} } }`;

export const rule: Rule = {
  id: 'lambda-defaults-left',
  title: 'Nobody has chosen the timeout or the memory of a function',
  severity: 'low',
  risk: 'SAS-8',
  needs: 'template',
  // A matter of habit: 3 s and 128 MB are right for many functions.
  defaultState: 'off',
  rationale:
    'Without a choice a function has 3 seconds and 128 MB, which also means the smallest share of a processor. Work that is cut off in its middle is tried again, with everything that it had written already.',
  fix: 'Set Timeout and MemorySize of each function, or for all of them in Globals or provider.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html', 'CWE-1188'],
  peers: [
    'serverless-rules ES1005',
    'serverless-rules ES1006',
    'cdk-nag Serverless-LambdaDefaultMemorySize',
    'cdk-nag Serverless-LambdaDefaultTimeout',
    'sls-dev-tools no-default-memory',
    'sls-dev-tools no-default-timeout',
  ],
  *check(model) {
    for (const view of functionsOf(model)) {
      if (!view.resource) continue;
      const left = ['Timeout', 'MemorySize'].filter((name) => field(view.resource!.properties, name) === undefined);
      if (left.length === 0) continue;
      yield {
        message: `${nameOf(view)} has the default for ${left.join(' and ')}`,
        place: view.fn.place,
        subject: view.fn.id,
      };
    }
  },
  fixtures: {
    fails: [sam('neither', main('')), sam('no memory', main(', Timeout: 10'))],
    passes: [sam('both', main(', Timeout: 10, MemorySize: 256'))],
  },
};
