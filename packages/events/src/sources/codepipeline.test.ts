import { describe, expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix, visitsOf } from '../testing/matrix.ts';
import { codepipeline, samples } from './codepipeline.ts';

const data = (...steps: (string | number)[]) => at('CodePipeline.job', 'data', ...steps);
const parameters = data('actionConfiguration', 'configuration', 'UserParameters');
const PATH = 'CodePipeline.job.data';

testMatrix(
  codepipeline,
  samples.job,
  [
    [
      'a variable in the parameters',
      plant(parameters, PAYLOAD),
      `${PATH}.actionConfiguration.configuration.UserParameters`,
    ],
    [
      'a variable in JSON parameters',
      plant(parameters, JSON.stringify({ message: PAYLOAD })),
      `${PATH}.actionConfiguration.configuration.UserParameters|json.message`,
    ],
    ['a revision', plant(data('inputArtifacts', 0, 'revision'), PAYLOAD), `${PATH}.inputArtifacts[0].revision`],
    [
      'the object key of an input artifact',
      plant(data('inputArtifacts', 0, 'location', 's3Location', 'objectKey'), PAYLOAD),
      `${PATH}.inputArtifacts[0].location.s3Location.objectKey`,
    ],
    ['a field beside the job', plant(at('command'), PAYLOAD), 'command'],
  ],
  [
    ['a secret access key', plant(data('artifactCredentials', 'secretAccessKey'), PAYLOAD)],
    ['a session token', plant(data('artifactCredentials', 'sessionToken'), PAYLOAD)],
    ['an access key id', plant(data('artifactCredentials', 'accessKeyId'), PAYLOAD)],
    ['an encryption key', plant(data('encryptionKey', 'id'), PAYLOAD)],
    ['the continuation token', plant(data('continuationToken'), PAYLOAD)],
    ['the name of the function', plant(data('actionConfiguration', 'configuration', 'FunctionName'), PAYLOAD)],
    ['an output artifact', plant(data('outputArtifacts', 0, 'name'), PAYLOAD)],
  ],
);

describe('codepipeline', () => {
  it('visits no credential', () => {
    expect([...visitsOf(codepipeline, structuredClone(samples.job)).values()].join('\n')).not.toContain('sample-');
  });

  it('succeeds without the handler, and keeps nothing of an event with credentials', () => {
    const path = `${PATH}.actionConfiguration.configuration.UserParameters`;
    expect(codepipeline.block(samples.job, { requestId: 'r', paths: [path] })).toEqual({
      is: 'respond',
      response: null,
    });
  });
});
