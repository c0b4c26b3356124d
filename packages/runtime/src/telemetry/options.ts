/** How requests are followed; what is left out keeps its default. */
export interface TelemetryOptions {
  /** On every log line, and a dimension of metrics that are given none by `metrics.configure`. */
  readonly service?: string;
  /** Share of requests, 0 to 1, that are logged at DEBUG through all functions. 0.05 by default. */
  readonly debugRate?: number;
  /**
   * Whose ids and debug decision count when they come over HTTP. `signed`: those that carry the signature of another function
   * with the deploy's key (default). `anyone`: all, for APIs that strangers cannot reach. Or callers that an authorizer let
   * in, by its principal: a role's ARN with `*`, a JWT's `iss`, the `principalId` of a Lambda authorizer.
   */
  readonly trust?: 'signed' | 'anyone' | { readonly principals: readonly string[] };
  /**
   * Other headers over HTTP that bring a field, where it is not there by its own name:
   * `{ 'x-request-id': 'x-correlation-id', 'x-tenant': 'x-correlation-tenant', 'x-debug': 'debug-log-enabled' }`.
   */
  readonly headers?: Readonly<Record<string, string>>;
}
