import type { CodeProblem, PolicyAction, Severity } from '@bulkhead/core';
import type { RoleParts } from '@bulkhead/iam';

/** What is asked of the program behind the constructs, one at a time: JSON in, JSON out. */
export type WorkRequest = ScanRequest | RolesRequest | ProtectRequest;

export interface ScanRequest {
  readonly kind: 'scan';
  /** Absolute paths of templates. */
  readonly templates: readonly { readonly file: string; readonly region?: string }[];
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly enable?: readonly string[];
  readonly failOn?: Severity | 'never';
  /** Absolute. */
  readonly baseline?: string;
  /** Folder with `bulkhead.scan.yml`. */
  readonly project: string;
}

export interface RolesRequest {
  readonly kind: 'roles';
  /** One template of the whole application. */
  readonly template: unknown;
  /** Absolute folder within which code may lie. */
  readonly root: string;
  readonly externalKeys: boolean;
}

export interface ProtectRequest {
  readonly kind: 'protect';
  /** Folder with `bulkhead.yml`. */
  readonly project: string;
  /** Ids of functions that the policy may name. */
  readonly functions: readonly string[];
  readonly mode: PolicyAction;
  /** Absolute; the zip is written there. Left out: a published layer is used, and no policy may be long. */
  readonly zip?: string;
}

export interface ScanAnswer {
  readonly findings: readonly {
    readonly template: string;
    readonly rule: string;
    readonly severity: Severity;
    readonly message: string;
    readonly fix: string;
    /** Logical id, where the finding is of one resource. */
    readonly resource: string;
    /** `file:line:column`, relative to the folder of the template. */
    readonly at: string;
    /** As bad as what the synthesis is to fail on. */
    readonly fails: boolean;
  }[];
  readonly unread: readonly string[];
}

export interface RolesAnswer {
  /** By logical id of the template. */
  readonly roles: Readonly<Record<string, RoleParts>>;
  readonly problems: readonly (CodeProblem & { readonly functionId: string })[];
}

export interface ProtectAnswer {
  /** Environment variables by function. */
  readonly variables: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** An error that a person should see as one message. */
export interface WorkError {
  readonly error: string;
}

export interface WorkAnswers {
  readonly scan: ScanAnswer;
  readonly roles: RolesAnswer;
  readonly protect: ProtectAnswer;
}
