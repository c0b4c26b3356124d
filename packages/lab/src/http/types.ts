/** Name and value as they stood on the wire, in order, duplicates kept. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** One request, as far as every source needs it. Nothing is decoded yet: each source decodes in its own way. */
export interface HttpRequest {
  readonly method: string;
  /** As sent, percent-encoded; starts with `/`. */
  readonly path: string;
  /** As sent, without `?`; empty where there is none. */
  readonly query: string;
  readonly headers: HeaderList;
  readonly body: Buffer;
  readonly sourceIp: string;
  /** `HTTP/1.1` */
  readonly protocol: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Port that the request came in on. */
  readonly port: number;
  /** Value of `X-Amzn-Trace-Id`: the caller's own, or a new root. */
  readonly traceHeader: string;
}

/** What goes back to the client, finished: header names may repeat. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Buffer;
}

/** An answer of the gateway made from what a function returned. */
export interface Interpreted {
  readonly answer: HttpAnswer;
  /** Why the function's value was refused, in words for the person at the terminal. */
  readonly refused?: string;
}

/** `rest` API Gateway REST API, `http` HTTP API, `url` Lambda function URL, `alb` Application Load Balancer. */
export type HttpSource = 'rest' | 'http' | 'url' | 'alb';

export type LambdaEvent = Readonly<Record<string, unknown>>;

/** What an authorizer adds to the event. */
export interface Authorization {
  /** `requestContext.authorizer`; left out: the key is left out. */
  readonly authorizer?: Readonly<Record<string, unknown>>;
  /** Overrides in `requestContext.identity` (REST API). */
  readonly identity?: Readonly<Record<string, string>>;
}
