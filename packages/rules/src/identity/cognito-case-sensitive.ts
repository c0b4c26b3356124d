import { cloudformation } from '../helpers/fixture.ts';
import { cannotTell, found, perResource } from '../helpers/resources.ts';
import { isForMachines } from '../helpers/user-pools.ts';
import { field, isTrue } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const PATH = ['UsernameConfiguration', 'CaseSensitive'];

export const rule: Rule = {
  id: 'cognito-case-sensitive',
  title: 'Two users may have names that differ in capitals alone',
  severity: 'informational',
  risk: 'SAS-2',
  needs: 'template',
  // It cannot be changed for a pool that exists.
  defaultState: 'off',
  rationale:
    'A pool tells Anna@example.com from anna@example.com unless it was made otherwise. Where the application compares names without their case, the second one to sign up is taken for the first.',
  fix: 'Set UsernameConfiguration.CaseSensitive: false when a pool is made; for one that exists, compare by the sub claim and by nothing else.',
  references: ['https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-case-sensitivity.html', 'CWE-178'],
  peers: ['sls-mentor cognitoSignInCaseInsensitivity'],
  check: perResource(['AWS::Cognito::UserPool'], function* (pool, model) {
    if (isForMachines(model, pool)) return;
    const value = field(pool.properties, ...PATH);
    // Left out: sensitive, after the API's own default.
    const answer = value === undefined ? 'yes' : isTrue(value);
    if (answer === 'unknown') yield cannotTell(pool, PATH, 'whether names are told apart by case');
    else if (answer === 'yes') yield found(pool, PATH, `${pool.id} tells users apart by capitals`);
  }),
  fixtures: {
    fails: [
      cloudformation('by default', 'Pool: { Type: AWS::Cognito::UserPool }'),
      cloudformation(
        'on purpose',
        'Pool: { Type: AWS::Cognito::UserPool, Properties: { UsernameConfiguration: { CaseSensitive: true } } }',
      ),
    ],
    passes: [
      cloudformation(
        'alike',
        'Pool: { Type: AWS::Cognito::UserPool, Properties: { UsernameConfiguration: { CaseSensitive: false } } }',
      ),
    ],
  },
};
