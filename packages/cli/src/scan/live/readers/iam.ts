import {
  GetAccessKeyLastUsedCommand,
  GetAccountAuthorizationDetailsCommand,
  IAMClient,
  ListAccessKeysCommand,
} from '@aws-sdk/client-iam';
import { iamHolder, iamManagedPolicy, type LiveResource, properties, toValue } from '@bulkhead/iac';
import { given, propertyOf } from '../ask.ts';
import { allPages, each, type ReadContext } from '../reader.ts';

export const Client = IAMClient;

type Page = Awaited<ReturnType<typeof detailsOf>>[number];

/**
 * Roles, users, groups and the account's own managed policies: one call for a hundred of them. Roles that AWS makes for its
 * services are left out: nobody can change them.
 */
export async function readIam(context: ReadContext): Promise<readonly LiveResource[]> {
  const pages = await detailsOf(context);
  const users = pages.flatMap(({ UserDetailList }) => UserDetailList ?? []);
  return [
    ...pages.flatMap(holdersOf),
    ...pages.flatMap(({ Policies }) => (Policies ?? []).map((policy) => iamManagedPolicy(policy))),
    ...(await each(users, ({ UserName, Arn }) => accessKeys(UserName ?? '', Arn ?? '', context))),
  ];
}

async function detailsOf({ ask }: ReadContext) {
  const { items } = await allPages(
    (Marker) =>
      ask(
        GetAccountAuthorizationDetailsCommand,
        { Marker, MaxItems: 500, Filter: ['Role', 'User', 'Group', 'LocalManagedPolicy'] },
        { always: true },
      ),
    (page) => ({ items: [page], next: page.IsTruncated ? page.Marker : undefined }),
  );
  return items;
}

function holdersOf({ RoleDetailList, UserDetailList, GroupDetailList }: Page): LiveResource[] {
  return [
    ...(RoleDetailList ?? [])
      .filter(({ Path }) => !Path?.startsWith('/aws-service-role/') && !Path?.startsWith('/aws-reserved/'))
      .map((role) => iamHolder('Role', role)),
    ...(UserDetailList ?? []).map((user) => iamHolder('User', user)),
    ...(GroupDetailList ?? []).map((group) => iamHolder('Group', group)),
  ];
}

async function accessKeys(UserName: string, user: string, { ask }: ReadContext): Promise<LiveResource[]> {
  const keys = await ask(ListAccessKeysCommand, { UserName });
  if (keys.kind !== 'found') return [];
  return each(keys.value.AccessKeyMetadata ?? [], async (key) => {
    const used = await ask(GetAccessKeyLastUsedCommand, { AccessKeyId: key.AccessKeyId });
    return [
      {
        // The id of a key is no secret, and still nothing for reports that are passed on: its end tells keys apart.
        id: `${user}#access-key/${key.AccessKeyId?.slice(-4)}`,
        type: 'AWS::IAM::AccessKey',
        properties: {
          UserName: { ref: user },
          ...properties({
            Status: key.Status,
            CreateDate: key.CreateDate,
          }),
          ...given({
            LastUsedDate: propertyOf(used, ({ AccessKeyLastUsed }) => toValue(AccessKeyLastUsed?.LastUsedDate)),
          }),
        },
      },
    ];
  });
}
