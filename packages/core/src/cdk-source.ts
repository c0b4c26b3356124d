import type { SourcePlace } from './app.ts';
import type { CodeProblem } from './function-code.ts';

/**
 * What reading the source of a CDK application tells, without running it: the constructs that it makes and what is called on
 * them. Plain data; what the source decides at synthesis stays unknown.
 */
export interface CdkSource {
  /** The file that `cdk.json` names, relative to the root. */
  readonly entry: string;
  /** Folder of `cdk.json`, against which the paths of assets count; relative to the root, `''` for the root itself. */
  readonly folder: string;
  /** In the order in which they are made. */
  readonly constructs: readonly CdkConstruct[];
  readonly calls: readonly CdkCall[];
  /** Source files that were read, relative to the root, sorted. */
  readonly files: readonly string[];
  readonly problems: readonly CodeProblem[];
}

export interface CdkConstruct {
  /** Names it among the constructs of the application. */
  readonly key: string;
  /** Key of the construct that it stands in; `undefined` for the application itself, and where that is not known. */
  readonly scope: string | undefined;
  /** Id within its scope; `undefined` where it is decided at synthesis. */
  readonly id: string | undefined;
  /** Module without its scope, and class: `aws-s3.Bucket`, `core.Stack`; `aws-s3.Bucket.fromBucketName` of what is not made here. */
  readonly type: string;
  /** What it is made with, after scope and id; Python's keywords as one object in the spelling of TypeScript. */
  readonly arguments: readonly CdkValue[];
  /** Made in several rounds of a loop, or by several calls of one function: what differs between them is unknown. */
  readonly several: boolean;
  readonly place: SourcePlace;
}

/** A method that is called on a construct: `grantRead`, `addEventSource`, `root.addResource`. */
export interface CdkCall {
  readonly on: string;
  /** From the construct on: `grantRead`, `root.addResource`. */
  readonly method: string;
  readonly arguments: readonly CdkValue[];
  /** Key under which later calls name what this one gave. */
  readonly result: string;
  readonly place: SourcePlace;
}

export type CdkValue =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  /** Joined text. */
  | { readonly kind: 'text'; readonly parts: readonly CdkValue[] }
  | {
      readonly kind: 'object';
      readonly fields: Readonly<Record<string, CdkValue>>;
      /** May have more fields than are named. */
      readonly open: boolean;
      /** Values of fields whose names only the synthesis knows: `` {[`${Aws.STACK_NAME}-read`]: …} ``. */
      readonly computed?: readonly CdkValue[];
    }
  | { readonly kind: 'list'; readonly items: readonly CdkValue[]; readonly open: boolean }
  /** A constant of the library: `aws-s3.BucketEncryption.KMS`, `core.Aws.REGION`. */
  | { readonly kind: 'constant'; readonly name: string }
  /** What the library made of arguments: `aws-lambda.Code.fromAsset`, `aws-iam.PolicyStatement`. */
  | { readonly kind: 'made'; readonly name: string; readonly arguments: readonly CdkValue[] }
  /** A construct (`attribute` is empty), or something of it: `bucketArn`, `currentVersion`. */
  | { readonly kind: 'construct'; readonly key: string; readonly attribute: string }
  | { readonly kind: 'unknown'; readonly reason: string };
