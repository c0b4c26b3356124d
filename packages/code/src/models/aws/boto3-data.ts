import { own } from '@bulkhead/core';
import data from '../../../data/boto3.json' with { type: 'json' };

/** `[target, source, name]`: the field of the request, where its value comes from, and under which name it is there. */
export type ParameterRow = readonly [target: string, source: string, name: string];

export interface RequestRow {
  readonly op: string;
  readonly params?: readonly ParameterRow[];
}

export interface MadeRow {
  readonly type: string;
  readonly ids?: readonly ParameterRow[];
  /** Where in the answer its own data is. */
  readonly path?: string;
}

/** One kind of resource: `Table` of dynamodb. */
export interface ResourceRow {
  readonly ids?: readonly string[];
  /** Attributes that are identifiers under another name: `table_name`. */
  readonly aliases?: Readonly<Record<string, string>>;
  readonly load?: RequestRow;
  /** What reading loads it for, apart by blanks. */
  readonly attributes?: string;
  readonly actions?: Readonly<Record<string, RequestRow & { readonly returns?: MadeRow }>>;
  readonly batch?: Readonly<Record<string, RequestRow>>;
  readonly has?: Readonly<Record<string, MadeRow>>;
  readonly many?: Readonly<Record<string, RequestRow & { readonly returns?: MadeRow }>>;
  readonly waiters?: Readonly<Record<string, { readonly waiter: string; readonly params: readonly ParameterRow[] }>>;
}

interface Data {
  readonly resources: Readonly<Record<string, Readonly<Record<string, ResourceRow>>>>;
  readonly waiters: Readonly<Record<string, string>>;
}

const DATA = data as unknown as Data;

/** @param type `''`: the service itself */
export function resourceRow(service: string, type: string): ResourceRow | undefined {
  return own(own(DATA.resources, service), type);
}

/** `bucket_exists` of s3 → `HeadBucket`. */
export function waiterOperation(service: string, waiter: string): string | undefined {
  const row = own(DATA.waiters, service) ?? '';
  return row
    .split(' ')
    .find((each) => each.startsWith(`${waiter}=`))
    ?.slice(waiter.length + 1);
}
