import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { TallyAnswer, TallyRequest } from './tally.ts';

/** The tally could not be asked now; asking again later may work. */
export class TallyUnavailable extends Error {
  override readonly name = 'TallyUnavailable';
}

/**
 * One environment answers for everybody, so a busy moment shows as throttling. Six attempts with the SDK's backoff wait a
 * few seconds in all, within the functions' timeout.
 */
const client = new LambdaClient({ maxAttempts: 6 });

/** @throws TallyUnavailable when the tally is busy, failed, or does not exist */
export async function askTally(request: TallyRequest): Promise<TallyAnswer> {
  let payload: Uint8Array | undefined;
  let failed: string | undefined;
  try {
    const command = new InvokeCommand({
      FunctionName: process.env['TALLY_FUNCTION'],
      Payload: Buffer.from(JSON.stringify(request)),
    });
    ({ Payload: payload, FunctionError: failed } = await client.send(command));
  } catch (cause) {
    throw new TallyUnavailable('the tally did not answer', { cause });
  }
  if (failed !== undefined || payload === undefined) throw new TallyUnavailable(`the tally failed: ${failed}`);
  return JSON.parse(Buffer.from(payload).toString('utf8')) as TallyAnswer;
}
