import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { isPlainSecret } from '../helpers/secrets.ts';
import { field, textOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const permission = (token: string) =>
  `Skill: { Type: AWS::Lambda::Permission, Properties: { FunctionName: f, Action: 'lambda:InvokeFunction', Principal: alexa-appkit.amazon.com, EventSourceToken: ${token} } }`;

export const rule: Rule = {
  id: 'event-source-token-plain',
  title: 'The token that proves a caller stands in the template',
  severity: 'medium',
  risk: 'SAS-7',
  needs: 'template',
  defaultState: 'on',
  rationale:
    "For an Alexa skill the event source token is all that tells the skill of the owner from a stranger's. In the template it is known to everybody who can read the repository. (A skill's id is not a secret; any other token is.)",
  fix: 'Take the token from a parameter with NoEcho or a dynamic reference to Secrets Manager.',
  references: [
    'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-lambda-permission.html',
    'CWE-798',
  ],
  peers: ['cfn_nag F45'],
  check: perResource(['AWS::Lambda::Permission'], function* (resource) {
    const token = field(resource.properties, 'EventSourceToken');
    if (!isPlainSecret(token) || textOf(token).startsWith('amzn1.ask.skill.')) return;
    yield found(resource, ['EventSourceToken'], `${resource.id} keeps its event source token in clear`);
  }),
  fixtures: {
    fails: [cloudformation('in clear', permission('s0me-token'))],
    passes: [
      cloudformation('from Secrets Manager', permission("'{{resolve:secretsmanager:skill:SecretString:token}}'")),
      cloudformation('the id of a skill', permission('amzn1.ask.skill.0a1b2c3d')),
    ],
  },
};
