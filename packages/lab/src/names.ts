import { type App, isUnknown, type LambdaFunction, LOCAL_ACCOUNT } from '@bulkhead/core';

/** Lambda's limit for a synchronous request and its answer: 6 MiB (docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
export const MAX_REQUEST_BYTES = 6 * 1024 * 1024;

/** What the Runtime API accepts as an answer: 6 MiB and 100 bytes for the envelope, as AWS's runtime interface emulator. */
export const MAX_RESPONSE_BYTES = MAX_REQUEST_BYTES + 100;

/** Lambda's limit for an asynchronous event: 1 MiB since October 2025. */
export const MAX_EVENT_BYTES = 1024 * 1024;

/** Lambda's limit for a streamed answer: 200 MB. */
export const MAX_STREAM_BYTES = 200 * 1024 * 1024;

/** Region of the app, or `us-east-1` while the template leaves it open. */
export function regionOf(app: App): string {
  return isUnknown(app.region) ? 'us-east-1' : app.region;
}

/** Deployed name, or the template's key while the name is unknown. */
export function nameOf(fn: LambdaFunction): string {
  return isUnknown(fn.name) ? fn.id : fn.name;
}

export function arnOf(fn: LambdaFunction, region: string): string {
  return `arn:aws:lambda:${region}:${LOCAL_ACCOUNT}:function:${nameOf(fn)}`;
}
