import { visitExcept } from '../reading/except.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Rotation of a secret by Secrets Manager.
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html
 *
 * No stranger has a say: the ARN and the step are AWS's, and `ClientRequestToken` and `RotationToken` name a version and
 * authorise the call. Walked nevertheless: fields that Secrets Manager does not send, so that a message from elsewhere
 * cannot hide by looking like a rotation.
 */
export const secretsManagerRotation: EventSource = {
  id: 'secrets-manager-rotation',
  title: 'Secrets Manager rotation',
  invocation: 'synchronous',
  match(event) {
    return (
      typeof event['SecretId'] === 'string' &&
      typeof event['ClientRequestToken'] === 'string' &&
      typeof event['Step'] === 'string'
    );
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', NOT_A_STRANGERS);
  },
  /** The rotation has failed and the secret stays as it is; a success would make Secrets Manager go on to the next step. */
  block() {
    return { is: 'throw' };
  },
};

const NOT_A_STRANGERS = ['SecretId', 'ClientRequestToken', 'RotationToken', 'Step'];

/** Events after the AWS page above, by variant. */
export const samples = {
  rotation: {
    Step: 'createSecret',
    SecretId: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:polls-0a1b2c',
    ClientRequestToken: '550e8400-e29b-41d4-a716-446655440000',
    RotationToken: 'sample-rotation-token',
  },
} satisfies EventSamples;
