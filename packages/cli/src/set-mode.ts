import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { BulkheadError, type PolicyAction } from '@bulkhead/core';
import { EXEC_WRAPPER } from '@bulkhead/iac';
import type { Io } from './io.ts';

export interface ModeOptions {
  readonly function: string;
  readonly region?: string;
  readonly profile?: string;
}

/** How often the function is read again when somebody else changed it in between. */
const ATTEMPTS = 3;

/**
 * Reads the function's variables, and writes them back with `BULKHEAD_MODE` under the revision that was read, so that a
 * change by somebody else is never overwritten (UpdateFunctionConfiguration replaces all variables). The SDK finds credentials as the AWS CLI does, single sign-on included.
 * @throws BulkheadError BULKHEAD_NO_FUNCTION, BULKHEAD_AWS_FAILED
 */
export async function setMode(mode: PolicyAction, options: ModeOptions, io: Io): Promise<void> {
  // Seven lines about the end of Node.js 20, which is not what a person in a hurry has to know.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  const client = new LambdaClient({
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.profile === undefined ? {} : { profile: options.profile }),
  });
  const name = options.function;
  try {
    for (let attempt = 1; ; attempt++) {
      const found = await client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
      const variables = found.Environment?.Variables ?? {};
      if (found.Environment?.Error) {
        throw new BulkheadError(
          'BULKHEAD_AWS_FAILED',
          `the variables of ${name} cannot be read, so they are left alone`,
          {
            next: `Allow kms:Decrypt on the function's key: ${found.Environment.Error.Message ?? found.Environment.Error.ErrorCode}`,
          },
        );
      }
      const before = variables['BULKHEAD_MODE'];
      if (before === mode) {
        io.out.write(`${name} is in ${mode} mode already\n`);
        return;
      }
      try {
        await client.send(
          new UpdateFunctionConfigurationCommand({
            FunctionName: name,
            RevisionId: found.RevisionId,
            Environment: { Variables: { ...variables, BULKHEAD_MODE: mode } },
          }),
        );
      } catch (error) {
        if (nameOf(error) === 'PreconditionFailedException' && attempt < ATTEMPTS) continue;
        throw error;
      }
      io.out.write(`${name}: ${before ?? 'the policy’s own mode'} -> ${mode}, from its next cold starts on\n`);
      if (variables['AWS_LAMBDA_EXEC_WRAPPER'] !== EXEC_WRAPPER) {
        io.out.write(
          'The function does not start through Bulkhead’s layer: this counts only if its code calls protect().\n',
        );
      }
      io.out.write('Published versions keep their variables: an alias that points to one is not changed by this.\n');
      return;
    }
  } catch (error) {
    throw explained(error, name);
  } finally {
    client.destroy();
  }
}

const NEXT: Record<string, string> = {
  PreconditionFailedException: 'Somebody else keeps changing the function; nothing was overwritten. Try again.',
  ResourceConflictException:
    'Another update of the function is under way; nothing was overwritten. Try again in a minute.',
  AccessDeniedException: 'The role needs lambda:GetFunctionConfiguration and lambda:UpdateFunctionConfiguration.',
  TooManyRequestsException: 'AWS asks to slow down; nothing was changed. Try again in a minute.',
  CredentialsProviderError: 'Set credentials as for the AWS CLI, or name a profile with --profile.',
};

function explained(error: unknown, name: string): unknown {
  if (error instanceof BulkheadError) return error;
  const kind = nameOf(error);
  const message = error instanceof Error ? error.message : String(error);
  if (kind === 'ResourceNotFoundException') {
    return new BulkheadError('BULKHEAD_NO_FUNCTION', `there is no function ${name} in this account and region`, {
      next: 'Check --function, --region and --profile.',
      cause: error,
    });
  }
  const isUnreachable = /\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT)\b/.test(message);
  const next =
    NEXT[kind] ??
    (/region is missing/i.test(message)
      ? 'Name the region with --region.'
      : isUnreachable
        ? 'Check the network, --region and AWS_ENDPOINT_URL.'
        : undefined);
  return new BulkheadError('BULKHEAD_AWS_FAILED', `${kind === 'Error' ? '' : `${kind}: `}${message}`, {
    cause: error,
    ...(next === undefined ? {} : { next }),
  });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'Error';
}
