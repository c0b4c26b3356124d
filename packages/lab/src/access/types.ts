/** An HTTP request to AWS, signed, as it came. */
export interface SignedRequest {
  readonly method: string;
  /** Path and query, as on the request line. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** Which operation of which service a request asks for. */
export interface ApiCall {
  /** Service name of the signature: `dynamodb`, `s3`, `events`. */
  readonly service: string;
  readonly region: string;
  /** Of whoever signed: one execution environment's. */
  readonly accessKeyId: string;
  /** As the API spells it: `PutItem`. */
  readonly operation: string;
  /** Its input, as far as it is read: the JSON body, or the fields of the query protocol. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** What IAM is asked for one call; a call may ask for several, all of which have to be allowed. */
export interface AccessRequest {
  /** `dynamodb:PutItem` */
  readonly action: string;
  /** ARN, or `*` where the action knows no resource; `undefined`: this reader cannot tell. */
  readonly resource: string | undefined;
  /** Condition keys of the request: `s3:prefix`, `aws:SecureTransport`. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

/** Where the ARNs of requests lie. */
export interface AccessScope {
  readonly account: string;
  readonly region: string;
  /** Names of partition keys by table. */
  readonly partitionKeys: ReadonlyMap<string, string>;
}
