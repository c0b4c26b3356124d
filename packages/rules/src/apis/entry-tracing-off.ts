import { cloudformation } from '../helpers/fixture.ts';
import { cannotTell, found, perResource } from '../helpers/resources.ts';
import { field, isTrue } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'entry-tracing-off',
  title: 'An API or a state machine is not traced',
  severity: 'low',
  risk: 'SAS-5',
  needs: 'template',
  defaultState: 'off',
  rationale:
    'Without a trace from the entry on, a request that goes through several functions has to be put together from their logs.',
  fix: 'Set TracingEnabled: true on the stage, TracingConfiguration.Enabled: true on the state machine.',
  references: ['https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-xray.html', 'CWE-778'],
  peers: ['checkov CKV_AWS_73', 'checkov CKV_AWS_284'],
  check: perResource(['AWS::ApiGateway::Stage', 'AWS::StepFunctions::StateMachine'], function* (resource) {
    const path = resource.type === 'AWS::ApiGateway::Stage' ? ['TracingEnabled'] : ['TracingConfiguration', 'Enabled'];
    const answer = isTrue(field(resource.properties, ...path));
    if (answer === 'unknown') yield cannotTell(resource, path, 'tracing');
    else if (answer === 'no') yield found(resource, path, `${resource.id} is not traced`);
  }),
  fixtures: {
    fails: [cloudformation('a stage', `Stage: { Type: AWS::ApiGateway::Stage, Properties: { StageName: live } }`)],
    passes: [
      cloudformation(
        'traced',
        `Stage: { Type: AWS::ApiGateway::Stage, Properties: { StageName: live, TracingEnabled: true } }`,
      ),
    ],
  },
};
