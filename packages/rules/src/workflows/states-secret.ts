import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { secretIn } from '../helpers/secrets.ts';
import { field, textsIn } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const machine = (token: string) =>
  `Machine: { Type: AWS::StepFunctions::StateMachine, Properties: { RoleArn: r, Definition: { StartAt: Call, States: { Call: { Type: Pass, Result: { apiToken: ${token} }, End: true } } } } }`;

export const rule: Rule = {
  id: 'states-secret',
  title: "A secret stands in a workflow's definition",
  severity: 'high',
  risk: 'SAS-7',
  needs: 'template',
  defaultState: 'on',
  rationale:
    'The definition is shown to everybody with states:DescribeStateMachine, and its values go into the history of each run. Both are read by more people than the secret was meant for.',
  fix: 'Fetch the secret in the task that needs it, or use an EventBridge connection for HTTP tasks.',
  references: ['https://docs.aws.amazon.com/step-functions/latest/dg/call-https-apis.html', 'CWE-798'],
  peers: ['prowler stepfunctions_statemachine_no_secrets_in_definition'],
  check: perResource(['AWS::StepFunctions::StateMachine'], function* (resource) {
    for (const name of ['Definition', 'DefinitionString']) {
      for (const { path, text } of textsIn(field(resource.properties, name))) {
        const key = path.findLast((part) => typeof part === 'string') ?? name;
        const kind = secretIn(String(key), text);
        if (kind) yield found(resource, [name, ...path], `${resource.id} holds ${kind} in its definition`);
      }
    }
  }),
  fixtures: {
    fails: [cloudformation('a key of AWS', machine(`${'AKIA'}Q7JZ4MXW2KTR6VNB`))],
    passes: [cloudformation('a reference to it', machine("'{{resolve:secretsmanager:mail}}'"))],
  },
};
