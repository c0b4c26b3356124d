import { BulkheadError } from '@bulkhead/core';

/**
 * Errors that say that there is no such thing, of all services that are read. A resource that was deleted between two calls
 * answers with one of these as well.
 */
const ABSENT =
  /^(?:ResourceNotFoundException|NotFoundException|TrailNotFoundException|NoSuch(?:Entity|BucketPolicy|PublicAccessBlockConfiguration|CORSConfiguration|Bucket|WebsiteConfiguration|Key)(?:Exception)?|ServerSideEncryptionConfigurationNotFoundError|ReplicationConfigurationNotFoundError|ObjectLockConfigurationNotFoundError|OwnershipControlsNotFoundError|PolicyNotFoundException|QueueDoesNotExist|AWS\.SimpleQueueService\.NonExistentQueue|StateMachineDoesNotExist|NotFound|TableNotFoundException)$/;

/** Errors that every further call would get too. */
const FATAL: Readonly<Record<string, string>> = {
  CredentialsProviderError: 'Set credentials as for the AWS CLI, or name a profile with --profile.',
  ExpiredToken: 'The session is over: sign in again.',
  ExpiredTokenException: 'The session is over: sign in again.',
  TokenProviderError: 'The session is over: aws sso login.',
  UnrecognizedClientException: 'These keys are not known to AWS.',
  InvalidClientTokenId: 'These keys are not known to AWS.',
  InvalidAccessKeyId: 'These keys are not known to AWS.',
  SignatureDoesNotMatch: 'The secret key does not fit, or the clock is wrong.',
  InvalidSignatureException: 'The secret key does not fit, or the clock is wrong.',
};

/** Begins the reason of a call that the caller's permissions do not cover. */
export const NOT_ALLOWED = 'not allowed';

export function isAbsent(error: unknown): boolean {
  return ABSENT.test(nameOf(error));
}

export function fatalError(error: unknown): BulkheadError | undefined {
  if (error instanceof BulkheadError) return error;
  const name = nameOf(error);
  const isUnset = /region is missing/i.test(messageOf(error));
  const next = isUnset ? 'Name the region with --region.' : Object.hasOwn(FATAL, name) ? FATAL[name] : undefined;
  if (next === undefined) return undefined;
  return new BulkheadError('BULKHEAD_AWS_FAILED', `${name === 'Error' ? '' : `${name}: `}${messageOf(error)}`, {
    cause: error,
    next,
  });
}

/** Why a call was refused, for a person: `AccessDenied for lambda:GetPolicy`. */
export function reasonOf(error: unknown, call: string): string {
  const name = nameOf(error);
  if (/AccessDenied|NotAuthorized|Unauthorized|Forbidden/i.test(name) || statusOf(error) === 403)
    return `${NOT_ALLOWED}: ${call}`;
  return `${call}: ${name}`;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'Error';
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
