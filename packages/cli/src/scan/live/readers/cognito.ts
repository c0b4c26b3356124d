import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { type LiveResource, pick, properties } from '@bulkhead/iac';
import { allPages, each, type ReadContext } from '../reader.ts';

export const Client = CognitoIdentityProviderClient;

/** User pools and their clients, without users. A client's answer holds its secret, so it is dropped here and never kept. */
export async function readUserPools(context: ReadContext): Promise<readonly LiveResource[]> {
  const { ask, accountId, partition, region } = context;
  const { items } = await allPages(
    (NextToken) => ask(ListUserPoolsCommand, { NextToken, MaxResults: 60 }, { always: true }),
    (page) => ({ items: page.UserPools, next: page.NextToken }),
  );
  return each(items, async ({ Id: UserPoolId = '', LastModifiedDate }): Promise<LiveResource[]> => {
    const arn = `arn:${partition}:cognito-idp:${region}:${accountId}:userpool/${UserPoolId}`;
    if (!context.wanted(arn, UserPoolId)) return [];
    const mark = LastModifiedDate === undefined ? undefined : new Date(LastModifiedDate).toISOString();
    const [pool, clients] = await Promise.all([
      ask(DescribeUserPoolCommand, { UserPoolId }, { mark }),
      allPages(
        (NextToken) => ask(ListUserPoolClientsCommand, { UserPoolId, NextToken, MaxResults: 60 }, { always: true }),
        (page) => ({ items: page.UserPoolClients, next: page.NextToken }),
      ),
    ]);
    if (pool.kind !== 'found') return [];
    const found = pool.value.UserPool ?? {};
    const own: LiveResource = {
      id: arn,
      type: 'AWS::Cognito::UserPool',
      properties: {
        ...pick(found, [
          'Policies',
          'MfaConfiguration',
          'LambdaConfig',
          'AdminCreateUserConfig',
          'UsernameAttributes',
          'AccountRecoverySetting',
          'UserPoolAddOns',
          'DeletionProtection',
          'UserPoolTier',
        ]),
        ...properties({ UserPoolName: found['Name'] }),
      },
      names: { [UserPoolId]: '' },
    };
    const described = await each(clients.items, async ({ ClientId = '' }): Promise<LiveResource[]> => {
      const client = await ask(DescribeUserPoolClientCommand, { UserPoolId, ClientId }, { always: true });
      if (client.kind !== 'found') return [];
      return [
        {
          id: `${arn}#client/${ClientId}`,
          type: 'AWS::Cognito::UserPoolClient',
          properties: {
            UserPoolId: { ref: arn },
            ...pick(client.value.UserPoolClient ?? {}, [
              'ClientName',
              'ExplicitAuthFlows',
              'AllowedOAuthFlows',
              'AllowedOAuthScopes',
              'AllowedOAuthFlowsUserPoolClient',
              'CallbackURLs',
              'PreventUserExistenceErrors',
              'EnableTokenRevocation',
              'AccessTokenValidity',
              'RefreshTokenValidity',
              'TokenValidityUnits',
            ]),
          },
        },
      ];
    });
    return [own, ...described];
  });
}
