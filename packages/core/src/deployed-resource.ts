import type { SourcePlace, Unknown } from './app.ts';

/**
 * A value of a template with parameters, mappings, conditions and pseudo parameters replaced as far as they are known.
 * What only the deploy decides stays {@link ResourceReference} or {@link Unknown}; a text that holds one is {@link JoinedText}.
 */
export type TemplateValue =
  | string
  | number
  | boolean
  | null
  | readonly TemplateValue[]
  | { readonly [key: string]: TemplateValue }
  | ResourceReference
  | JoinedText
  | Unknown;

/** `Ref` (no attribute) or `Fn::GetAtt` of a resource of the same application. */
export interface ResourceReference {
  /** Logical id. */
  readonly ref: string;
  readonly attribute?: string;
}

/** Text whose parts are not all known: `arn:aws:s3:::${Bucket}/*`. No two strings follow each other. */
export interface JoinedText {
  readonly joined: readonly (string | ResourceReference | Unknown)[];
}

/**
 * A resource as it would be deployed, in CloudFormation's types and spelling, whichever language the template is written in:
 * what SAM, the Serverless Framework, CDK and Terraform make of it included. Rules read these.
 *
 * - An unknown pseudo parameter has its name as expression, `AWS::AccountId`. Without a region, `AWS::Partition` is `aws`.
 * - Secret parameters (`NoEcho`) and what comes from the environment are unknown, never text.
 * - Operations of an API are `AWS::ApiGateway::Method` or `AWS::ApiGatewayV2::Route` with authorizers beside them, also
 *   where an OpenAPI document (`Body`) or events hold them; `ResourceId` of such a method is its path as text.
 * - A deployment that names a stage has an `AWS::ApiGateway::Stage`.
 */
export interface DeployedResource {
  /** Logical id; of a nested stack's resource `Stack/Id`, of a Terraform resource its address. */
  readonly id: string;
  /** `AWS::S3::Bucket`. */
  readonly type: string;
  readonly properties: { readonly [key: string]: TemplateValue };
  readonly place: SourcePlace;
  /** `written` in the template, or `generated` by the framework from what stands at `place`. */
  readonly origin: 'written' | 'generated';
  /**
   * Where a property stands, or the nearest thing above it.
   * @param path keys and indexes into `properties`: `['BucketEncryption', 'ServerSideEncryptionConfiguration', 0]`
   */
  placeOf(path: readonly (string | number)[]): SourcePlace;
  /** The condition that decides whether it exists, where that cannot be told. */
  readonly condition?: string;
  readonly deletionPolicy?: string;
  readonly dependsOn?: readonly string[];
  /** `Metadata`, for suppressions that other tools' users have written there already. */
  readonly metadata?: { readonly [key: string]: TemplateValue };
  /** As {@link placeOf}, of what stands in {@link metadata}. */
  metadataPlaceOf?(path: readonly (string | number)[]): SourcePlace;
  /** Region of its stack, where a repository deploys to several. */
  readonly region?: string;
}

export function isReference(value: unknown): value is ResourceReference {
  return typeof value === 'object' && value !== null && typeof (value as ResourceReference).ref === 'string';
}

export function isJoinedText(value: unknown): value is JoinedText {
  return typeof value === 'object' && value !== null && Array.isArray((value as JoinedText).joined);
}

/** The id of a stack's resource for the other stacks of the repository: `services/orders/template.yaml#Queue`. */
export function linkedId(file: string, id: string): string {
  return `${file.replaceAll('#', '%23')}#${id}`;
}

/** Template and id in it; `undefined`: an id of the stack itself. */
export function splitLinkedId(id: string): readonly [file: string, own: string] | undefined {
  const at = id.indexOf('#');
  return at < 0 ? undefined : [id.slice(0, at).replaceAll('%23', '#'), id.slice(at + 1)];
}

/** The id within a stack, where it is one of that stack's resources; else as it is. */
export function ownId(id: string, file: string): string {
  const own = linkedId(file, '');
  return id.startsWith(own) ? id.slice(own.length) : id;
}
