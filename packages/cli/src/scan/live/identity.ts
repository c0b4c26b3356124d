import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { BulkheadError } from '@bulkhead/core';
import type { ClientConfiguration } from './read-account.ts';
import { fatalError } from './refusals.ts';

export interface Identity {
  readonly accountId: string;
  readonly partition: string;
  /** ARN of whoever asks. */
  readonly caller: string;
  /** The region that was named, or that the environment or the profile names. */
  readonly region: string;
}

/**
 * Who asks, and where. Needs no permission.
 * @throws BulkheadError BULKHEAD_AWS_FAILED without credentials or a region
 */
export async function readIdentity(configuration: ClientConfiguration): Promise<Identity> {
  const client = new STSClient(configuration);
  try {
    const region = await client.config.region();
    const { Account, Arn = '' } = await client.send(new GetCallerIdentityCommand({}));
    if (Account === undefined) throw new Error('AWS did not say which account this is');
    return { accountId: Account, partition: Arn.split(':')[1] || 'aws', caller: Arn, region };
  } catch (error) {
    throw (
      fatalError(error) ??
      new BulkheadError(
        'BULKHEAD_AWS_FAILED',
        `AWS does not say whose keys these are: ${(error instanceof Error ? error.message : String(error)).slice(0, 300)}`,
        {
          cause: error,
          next: 'Check the credentials with: aws sts get-caller-identity',
        },
      )
    );
  } finally {
    client.destroy();
  }
}
