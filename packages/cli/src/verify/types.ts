import type { SourcePlace } from '@bulkhead/core';
import type { AccessRequest, ApiCall } from '@bulkhead/lab';

/** A statement with the names that resources have in the lab. */
export interface LocalStatement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: { readonly [operator: string]: { readonly [key: string]: string | readonly string[] } };
  /** Where the need comes from: the call in the code, or the template. */
  readonly places: readonly SourcePlace[];
  /** What Lambda itself needs (logs, polling, interfaces): nothing in the lab asks for it. */
  readonly forRuntime: boolean;
}

/** One call that a function made in the lab, and how it was judged. */
export interface ObservedCall {
  readonly functionId: string;
  readonly call: ApiCall;
  readonly asks: readonly AccessRequest[];
  /** Why it was denied; left out: it passed. */
  readonly denied?: string;
}

/** Judges one request under statements as IAM does: `unknown` where a condition or a resource cannot be told. */
export type Judge = (statements: readonly LocalStatement[], ask: AccessRequest) => 'allowed' | 'denied' | 'unknown';
