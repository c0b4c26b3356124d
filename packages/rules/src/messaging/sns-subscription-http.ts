import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, itemsOf, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'sns-subscription-http',
  title: 'A topic sends its messages over plain HTTP',
  severity: 'medium',
  risk: 'SAS-3',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Each message crosses the internet readable and changeable by everybody on the way. The receiver can check the signature, but what was read is read.',
  fix: 'Subscribe an https endpoint.',
  references: ['https://docs.aws.amazon.com/sns/latest/dg/sns-security-best-practices.html', 'CWE-319'],
  peers: ['prowler sns_subscription_not_using_http_endpoints'],
  check: perResource(['AWS::SNS::Subscription', 'AWS::SNS::Topic'], function* (resource) {
    if (resource.type === 'AWS::SNS::Subscription') {
      if (literal(field(resource.properties, 'Protocol')) === 'http')
        yield found(resource, ['Protocol'], `${resource.id} sends messages over plain HTTP`);
      return;
    }
    for (const [i, subscription] of itemsOf(field(resource.properties, 'Subscription')).entries()) {
      if (literal(field(subscription, 'Protocol')) === 'http')
        yield found(resource, ['Subscription', i, 'Protocol'], `${resource.id} sends messages over plain HTTP`, {
          key: String(i),
        });
    }
  }),
  fixtures: {
    fails: [
      cloudformation(
        'http',
        'Sub: { Type: AWS::SNS::Subscription, Properties: { TopicArn: t, Protocol: http, Endpoint: http://hooks.example.com } }',
      ),
    ],
    passes: [
      cloudformation(
        'https',
        'Sub: { Type: AWS::SNS::Subscription, Properties: { TopicArn: t, Protocol: https, Endpoint: https://hooks.example.com } }',
      ),
    ],
  },
};
