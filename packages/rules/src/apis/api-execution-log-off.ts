import { cloudformation } from '../helpers/fixture.ts';
import { found, perResource } from '../helpers/resources.ts';
import { field, isUndecided, itemsOf, literal } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

export const rule: Rule = {
  id: 'api-execution-log-off',
  title: 'A stage writes no execution log',
  severity: 'low',
  risk: 'SAS-5',
  needs: 'template',
  defaultState: 'off',
  rationale:
    'The execution log says why a request was turned away before it reached a function: a failed authorizer, a bad mapping, a throttle.',
  fix: 'Set LoggingLevel: ERROR in MethodSettings for all methods.',
  references: ['https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html', 'CWE-778'],
  peers: ['checkov CKV2_AWS_4', 'guard API_GW_EXECUTION_LOGGING_ENABLED'],
  check: perResource(['AWS::ApiGateway::Stage'], function* (stage) {
    const settings = field(stage.properties, 'MethodSettings');
    const logs = itemsOf(settings).some((setting) => {
      const level = field(setting, 'LoggingLevel');
      return isUndecided(setting) || isUndecided(level) || /^(?:ERROR|INFO)$/.test(literal(level) ?? '');
    });
    if (!logs) yield found(stage, ['MethodSettings'], `${stage.id} writes no execution log`);
  }),
  fixtures: {
    fails: [cloudformation('none', `Stage: { Type: AWS::ApiGateway::Stage, Properties: { StageName: live } }`)],
    passes: [
      cloudformation(
        'errors',
        `Stage: { Type: AWS::ApiGateway::Stage, Properties: { StageName: live, MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', LoggingLevel: ERROR }] } }`,
      ),
    ],
  },
};
