import type { DeployedResource } from '@bulkhead/core';
import type { TemplateModel } from '../rule.ts';
import { ofType } from './resources.ts';
import { field, itemsOf, literal, refsOf } from './values.ts';

/** Whether a user pool's client is for programs alone, which hold its secret; no user ever signs in with it. */
export function isMachine({ properties }: DeployedResource): boolean {
  const flows = itemsOf(field(properties, 'AllowedOAuthFlows')).map(literal);
  const isNamed = field(properties, 'ExplicitAuthFlows') !== undefined;
  return !isNamed && flows.length > 0 && flows.every((flow) => flow === 'client_credentials');
}

/** Whether all clients of a user pool are: it has no users then. A pool without a client in the template may have any. */
export function isForMachines(model: TemplateModel, pool: DeployedResource): boolean {
  const clients = ofType(model, 'AWS::Cognito::UserPoolClient').filter(({ properties }) =>
    refsOf(field(properties, 'UserPoolId')).includes(pool.id),
  );
  return clients.length > 0 && clients.every(isMachine);
}
