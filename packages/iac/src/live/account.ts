import type { TemplateValue } from '@bulkhead/core';

/** What was read of one account in one region: resources in CloudFormation's types and property names, all names resolved. */
export interface LiveAccount {
  readonly accountId: string;
  readonly region: string;
  readonly resources: readonly LiveResource[];
  /** Absolute folder below which {@link LiveResource.code} lies. */
  readonly codeRoot?: string;
}

export interface LiveResource {
  /** Its ARN; of what has none, the ARN of its owner and a part behind `#`. */
  readonly id: string;
  readonly type: string;
  /** What could not be read is `Unknown` with the reason. ARNs of other resources become references to them. */
  readonly properties: { readonly [key: string]: TemplateValue };
  /** Further texts that mean this resource, each with the attribute that has this value; `''`: what `Ref` gives. */
  readonly names?: Readonly<Record<string, string>>;
  /** Absolute folder with the unpacked code of a function. */
  readonly code?: string;
}

/** The name that findings about a whole account and region stand under, as the CDK writes environments. */
export function liveFile({ accountId, region }: Pick<LiveAccount, 'accountId' | 'region'>): string {
  return `aws://${accountId}/${region}`;
}

/** The ARN that a resource stands at: its own, or its owner's. */
export function arnOf({ id }: Pick<LiveResource, 'id'>): string {
  const at = id.indexOf('#');
  return at < 0 ? id : id.slice(0, at);
}
