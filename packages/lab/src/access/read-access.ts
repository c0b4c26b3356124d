import { readDynamoDbAccess } from './dynamodb-access.ts';
import { readOtherAccess } from './other-access.ts';
import { readApiCall } from './read-call.ts';
import { readS3Access } from './s3-access.ts';
import type { TableKeys } from './table-keys.ts';
import type { AccessRequest, ApiCall, SignedRequest } from './types.ts';

/**
 * What IAM would be asked for a signed request: action, resource and condition keys. Written from the services' own pages,
 * apart from the table that generates roles, so that one mistake cannot confirm itself.
 * @param account whose resources the names are
 * @returns `undefined` for a request that is not signed
 */
export async function readAccess(
  request: SignedRequest,
  account: string,
  tableKeys: Pick<TableKeys, 'of'>,
): Promise<{ readonly call: ApiCall; readonly asks: readonly AccessRequest[] } | undefined> {
  const call = readApiCall(request);
  if (!call) return undefined;
  const scope = { account, region: call.region, partitionKeys: await tableKeys.of(call) };
  const asks =
    call.service === 's3'
      ? readS3Access(request)
      : call.service === 'dynamodb'
        ? readDynamoDbAccess(call, scope)
        : readOtherAccess(call, scope);
  const secure = { 'aws:RequestedRegion': call.region };
  return { call, asks: asks.map((ask) => ({ ...ask, context: { ...secure, ...ask.context } })) };
}
