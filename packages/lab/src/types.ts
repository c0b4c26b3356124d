import type { App, BulkheadError, CompiledPolicy, LambdaFunction } from '@bulkhead/core';
import type { LogStreamRef } from '@bulkhead/logs';
import type { AccessRequest, ApiCall } from './access/types.ts';

/** One line that an environment printed or that Lambda prints about it (START, END, REPORT, INIT_START). */
export interface LabLine {
  readonly functionId: string;
  readonly stream: LogStreamRef;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Without the newline. */
  readonly text: string;
}

export interface LabOptions {
  readonly app: App;
  /** Port of the HTTP front on 127.0.0.1; 0 takes a free one. */
  readonly port: number;
  /** How the runtime comes into each Node.js environment; left out: not protected. */
  readonly protection?: LabProtection;
  /** Receives every line, in order for each environment. */
  readonly onLine: (line: LabLine) => void;
  /** Notices for the person at the terminal: reloads, build errors with file:line, which runtime runs what. */
  readonly onNotice: (notice: LabNotice) => void;
  /** Reload functions when their sources change. */
  readonly watch: boolean;
  /** Added to every function's environment (the template's own values win). */
  readonly environment?: Readonly<Record<string, string>>;
  /** `AWS_ENDPOINT_URL` for SDK calls other than Lambda's (which the lab answers itself). */
  readonly awsEndpoint?: string;
  /**
   * Judges every signed request of a function before it reaches `awsEndpoint` or the lab's own Invoke API; needs
   * `awsEndpoint`.
   * @returns why the call is denied; `undefined`: it may pass
   */
  readonly access?: (functionId: string, call: ApiCall, asks: readonly AccessRequest[]) => string | undefined;
  /**
   * Makes the template's queues, topics, streams, tables, buses and buckets at `awsEndpoint` and delivers from them. Left
   * out: functions are invoked through HTTP and the Invoke API alone.
   */
  readonly triggers?: boolean;
  /** Opens a debugger port in the next environment of this function; `wait` holds its code until a debugger is there. */
  readonly inspect?: { readonly functionId: string; readonly port: number; readonly wait?: boolean };
  /** Ends a chain of self-invocations, as Lambda's own loop detection does at about 16. */
  readonly recursionStop?: number;
}

export interface LabProtection {
  /** Absolute path of the runtime's preload, given to `--require`. */
  readonly preload: string;
  /** Key of the lines' HMAC, given to each environment as `BULKHEAD_KEY`. */
  readonly key: string;
  readonly policyFor: (fn: LambdaFunction) => CompiledPolicy;
}

export interface LabNotice {
  readonly level: 'info' | 'warn' | 'error';
  readonly functionId?: string;
  /** Finished text; may hold file:line. */
  readonly message: string;
}

export interface InvokeRequest {
  /** JSON text. */
  readonly payload: string;
  readonly invocationType?: 'RequestResponse' | 'Event' | 'DryRun';
  /** Base64, as the Invoke API's `X-Amz-Client-Context`. */
  readonly clientContext?: string;
  /** `X-Amzn-Trace-Id` of the caller. */
  readonly traceHeader?: string;
  /** `Tail` returns the last 4 kB of the log. */
  readonly logType?: 'None' | 'Tail';
  /** Alias or version of the Invoke API; the lab has one version of the code, and only the ARN in `context` shows this. */
  readonly qualifier?: string;
}

export interface InvokeResult {
  readonly requestId: string;
  /** As the Invoke API: 200, 202 (`Event`), 204 (`DryRun`); 400, 413 or 429 when Lambda would refuse the request. */
  readonly statusCode: number;
  /** Exception name of a refusal, as `x-amzn-ErrorType`. */
  readonly errorType?: string;
  /** `Unhandled`, as `X-Amz-Function-Error`, when the handler or the runtime failed. */
  readonly functionError?: string;
  /** JSON text, or the raw body of a streamed response. */
  readonly payload: Buffer;
  /**
   * Media type of a streamed response. `application/vnd.awslambda.http-integration-response`: the payload is a JSON prelude
   * with status and headers, 8 NUL bytes, and the body.
   */
  readonly contentType?: string;
  readonly logTail?: string;
  /** The function could not be loaded: why, and where. */
  readonly initError?: BulkheadError;
}

export interface LabFunctionStatus {
  readonly id: string;
  readonly name: string;
  readonly runtime: string;
  /** `aws-lambda-ric 4.0.2 on Node 24.21.0`, `Bulkhead bootstrap on Node 20.20.2`, `Bulkhead Python client on Python 3.11.7`. */
  readonly runsOn: string;
  readonly ric: 'aws-lambda-ric' | 'bootstrap' | 'python' | 'none';
  readonly protected: boolean;
  /** Why it does not run or is not protected. */
  readonly reason?: string;
  /** Ready-to-paste URLs, one for each HTTP trigger: method and URL. */
  readonly urls: readonly { readonly method: string; readonly url: string; readonly source: string }[];
}

/** A trigger other than HTTP, as the lab delivers it. */
export interface LabTrigger {
  readonly functionId: string;
  readonly type: string;
  /** What is polled or subscribed to: `queue votes`. */
  readonly source?: string;
  /** Why it is not delivered. */
  readonly reason?: string;
}

export interface Lab {
  /** `http://127.0.0.1:PORT` of the HTTP front; also answers the Lambda Invoke API. */
  readonly url: string;
  readonly functions: readonly LabFunctionStatus[];
  /** Triggers that are delivered from an AWS server; empty without `LabOptions.triggers`. */
  readonly triggers?: readonly LabTrigger[];
  /** @throws BulkheadError BULKHEAD_NO_FUNCTION with the nearest names */
  invoke(functionIdOrName: string, request: InvokeRequest): Promise<InvokeResult>;
  /** Stops every environment and server that this lab started. */
  close(): Promise<void>;
}
