import type { SourcePlace } from './app.ts';
import type { TemplateValue } from './deployed-resource.ts';
import type { AwsCall } from './function-code.ts';

/** A statement of an IAM policy as a function holds it today. */
export interface GrantedStatement {
  readonly effect: 'Allow' | 'Deny';
  /** As written: `s3:Get*`. Empty where `notActions` is used. */
  readonly actions: readonly string[];
  readonly notActions?: readonly string[];
  /** As written. Empty where `notResources` is used. */
  readonly resources: readonly TemplateValue[];
  readonly notResources?: readonly TemplateValue[];
  readonly conditions?: TemplateValue;
  /** Why it cannot be read: a managed policy that is not known here. Without actions and resources then, and may allow anything. */
  readonly unknown?: string;
  readonly place: SourcePlace;
  /** Logical id of the role, or ARN of the managed policy, that holds it. */
  readonly from: string;
}

/** A statement that a function needs, with the reason for each. */
export interface NeededStatement {
  /** IAM spelling, sorted: `dynamodb:PutItem`. */
  readonly actions: readonly string[];
  /** ARNs; a {@link JoinedText} or {@link ResourceReference} where only the deploy knows them. */
  readonly resources: readonly TemplateValue[];
  readonly conditions?: { readonly [operator: string]: { readonly [key: string]: TemplateValue } };
  readonly because: readonly NeedReason[];
}

export interface NeedReason {
  /** The call that needs it; left out for what Lambda itself needs (logs, network interfaces, polling a queue). */
  readonly call?: AwsCall;
  readonly place: SourcePlace;
  /** `call`: the operation's own action. `dependent`: an action that it needs besides. `derived`: not checked by hand. */
  readonly kind: 'call' | 'dependent' | 'runtime' | 'derived';
  /** Why a resource is wider than one name, in words; left out where it is exact. */
  readonly wide?: string;
}

/**
 * What is wrong with a policy document by AWS's own data about actions, resources and condition keys; the kinds are those of
 * the linter parliament.
 */
export interface PolicyIssue {
  readonly kind:
    | 'malformed'
    | 'invalid-sid'
    | 'duplicate-sid'
    | 'invalid-arn'
    | 'unknown-action'
    | 'unknown-operator'
    | 'unknown-condition'
    | 'mismatched-type'
    | 'mismatched-type-usable'
    | 'bad-mfa-pattern'
    | 'resource-mismatch'
    | 'resource-effectively-any';
  /** To the culprit in the resource's properties. */
  readonly path: readonly (string | number)[];
  /** What is wrong, to be put behind the name of the resource: `allows s3:GetObjekt, which does not exist`. */
  readonly text: string;
}
