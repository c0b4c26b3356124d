import { describe, expect, it } from 'vitest';
import { at, ENCODED, PAYLOAD, PLUS, plant, testMatrix } from '../testing/matrix.ts';
import { s3Batch, samples } from './s3-batch.ts';

for (const sample of Object.values(samples)) {
  testMatrix(
    s3Batch,
    sample,
    [
      ['a key', plant(at('tasks', 0, 's3Key'), ENCODED), 'tasks[0].s3Key|url'],
      ['a key with blanks', plant(at('tasks', 0, 's3Key'), PLUS), 'tasks[0].s3Key|url'],
      ['a key as sent', plant(at('tasks', 0, 's3Key'), `'+alert(1)+'`), 'tasks[0].s3Key', `'+alert(1)+'`],
    ],
    [
      ['the task', plant(at('tasks', 0, 'taskId'), PAYLOAD)],
      ['the bucket', plant(at('tasks', 0, 's3Bucket'), PAYLOAD)],
      ['an argument of the job', plant(at('job', 'userArguments', 'prefix'), PAYLOAD)],
    ],
  );
}

describe('a hostile object', () => {
  const task = (number: number) => ({ taskId: `task-${number}`, s3Key: `ballot-${number}`, s3Bucket: 'ballots' });
  const event = { ...samples['version-2'], tasks: [task(0), task(1), task(2)] };
  const request = { requestId: 'r-1', paths: ['tasks[1].s3Key|url'] };
  const refused = { taskId: 'task-1', resultCode: 'PermanentFailure', resultString: 'Forbidden (request r-1)' };
  const done = (number: number) => ({ taskId: `task-${number}`, resultCode: 'Succeeded', resultString: '' });

  it('fails for good without running the handler', () => {
    const alone = { ...event, tasks: [task(1)] };
    expect(s3Batch.block(alone, { ...request, paths: ['tasks[0].s3Key'] })).toEqual({
      is: 'respond',
      removed: [task(1)],
      response: {
        invocationSchemaVersion: '2.0',
        treatMissingKeysAs: 'TemporaryFailure',
        invocationId: 'aW52b2NhdGlvbi10d28',
        results: [refused],
      },
    });
  });

  it("is put into the handler's answer in its place", () => {
    const outcome = s3Batch.block(event, request);
    expect(outcome).toMatchObject({ is: 'continue', event: { tasks: [task(0), task(2)] }, removed: [task(1)] });
    if (outcome.is !== 'continue') return;
    const answer = { invocationSchemaVersion: '2.0', invocationId: 'i', results: [done(2), done(0)] };
    expect(outcome.merge!(answer)).toEqual({ ...answer, results: [done(0), refused, done(2)] });
    expect(outcome.merge!(undefined)).toMatchObject({ invocationSchemaVersion: '2.0', results: [refused] });
    expect(event.tasks).toHaveLength(3);
  });
});
