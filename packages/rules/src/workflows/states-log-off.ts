import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isUndecided, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const machine = (more: string) =>
  `Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: r, DefinitionString: '{}'${more} } }`;

export const rule: Rule = {
  id: 'states-log-off',
  title: 'Nobody can see what an express workflow did',
  severity: 'medium',
  risk: 'SAS-5',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'Express workflows keep no history: without logging, a run leaves nothing but a count. Standard workflows keep theirs for 90 days, so logging is a matter of choice there.',
  fix: 'Set LoggingConfiguration with Level ALL or ERROR and a log group; leave IncludeExecutionData off where the data is personal.',
  references: ['https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html', 'CWE-778'],
  peers: ['cdk-nag AwsSolutions-SF1', 'checkov CKV_AWS_285', 'trivy AWS-0119'],
  check: perResource(['AWS::StepFunctions::StateMachine'], function* (resource) {
    const level = field(resource.properties, 'LoggingConfiguration', 'Level');
    if (isUndecided(level) || /^(?:ALL|ERROR|FATAL)$/.test(literal(level) ?? '')) return;
    const kind = field(resource.properties, 'StateMachineType');
    if (literal(kind) === 'EXPRESS')
      yield found(resource, ['LoggingConfiguration'], `${resource.id} is an express workflow and writes no log`);
  }),
  fixtures: {
    fails: [cloudformation('express', machine(', StateMachineType: EXPRESS'))],
    passes: [
      cloudformation('with a log', machine(', StateMachineType: EXPRESS, LoggingConfiguration: { Level: ERROR }')),
      cloudformation('standard: it keeps its history', machine('')),
    ],
  },
};
