import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, itemsOf, textOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

/**
 * Accounts that publish layers for everybody, after their own documentation: AWS (Powertools, Parameters and Secrets
 * Extension by region, Insights, AppConfig, ADOT, pandas) and vendors whose agents are a dependency like any other.
 */
const PUBLISHERS: Readonly<Record<string, string>> = {
  '017000801446': 'Powertools for AWS',
  '094274105915': 'Powertools for AWS',
  '580247275435': 'Lambda Insights',
  '901920570463': 'AWS Distro for OpenTelemetry',
  '336392948345': 'AWS SDK for pandas',
  '464622532012': 'Datadog',
  '451483290750': 'New Relic',
};

const fn = (layer: string) =>
  `Main: { Type: AWS::Lambda::Function, Properties: { Handler: i.h, Runtime: nodejs22.x, Role: r, Code: { ZipFile: x }, Layers: ['${layer}'] } }`;

export const rule: Rule = {
  id: 'lambda-layer-foreign',
  title: 'A layer of another account runs inside the function',
  severity: 'low',
  risk: 'SAS-6',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'A layer is code with all rights of the function, and nobody in this repository reviewed it. Its version cannot change under its number, but its owner can delete it or take the permission away, and the next deploy fails.',
  fix: 'Copy the layer into an account of your own after reading it, or take the code as a dependency with a lock file.',
  references: ['https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html', 'CWE-829', 'CICD-SEC-3'],
  peers: ['prowler awslambda_function_using_cross_account_layers'],
  check: perResource(['AWS::Lambda::Function'], function* (resource) {
    for (const [i, layer] of itemsOf(field(resource.properties, 'Layers')).entries()) {
      const account = /:lambda:[^:]*:(\d{12}):layer:/.exec(textOf(layer))?.[1];
      if (account === undefined || Object.hasOwn(PUBLISHERS, account)) continue;
      // Ids of a live account are ARNs, which say whose it is.
      if (resource.id.split(':')[4] === account) continue;
      yield found(
        resource,
        ['Layers', i],
        `${resource.id} runs code of account ${account}: ${textOf(layer).replace(/^.*:layer:/, '')}`,
        { key: textOf(layer) },
      );
    }
  }),
  fixtures: {
    fails: [cloudformation("a stranger's", fn('arn:aws:lambda:eu-west-1:553035198032:layer:tools:11'))],
    passes: [
      cloudformation(
        'Powertools',
        fn('arn:aws:lambda:eu-west-1:094274105915:layer:AWSLambdaPowertoolsTypeScriptV2:30'),
      ),
    ],
  },
};
