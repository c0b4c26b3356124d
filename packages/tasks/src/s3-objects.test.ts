import { expect, it } from 'vitest';
import { s3Objects } from './s3-objects.ts';

const record = (key: unknown, more = {}) => ({
  eventSource: 'aws:s3',
  s3: { bucket: { name: 'b' }, object: { key, ...more } },
});

it.each<[string, unknown, unknown]>([
  ['a plain key', { Records: [record('in/tasks.json')] }, [{ Bucket: 'b', Key: 'in/tasks.json' }]],
  [
    'an encoded key',
    { Records: [record('my+file%281%29%2B%C3%A4.json')] },
    [{ Bucket: 'b', Key: 'my file(1)+ä.json' }],
  ],
  ['a key that is not encoded well', { Records: [record('100%')] }, [{ Bucket: 'b', Key: '100%' }]],
  ['a version', { Records: [record('k', { versionId: 'v1' })] }, [{ Bucket: 'b', Key: 'k', VersionId: 'v1' }]],
  [
    'two records',
    { Records: [record('a'), record('b')] },
    [
      { Bucket: 'b', Key: 'a' },
      { Bucket: 'b', Key: 'b' },
    ],
  ],
  [
    'EventBridge, which does not encode',
    {
      'detail-type': 'Object Created',
      detail: { bucket: { name: 'b' }, object: { key: 'a+b%20c', 'version-id': 'v2' } },
    },
    [{ Bucket: 'b', Key: 'a+b%20c', VersionId: 'v2' }],
  ],
  ['other records', { Records: [{ eventSource: 'aws:sqs', body: '' }, null, record(5), 'x'] }, []],
  ['S3’s test event', { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' }, []],
  ['nothing', undefined, []],
  ['a list', [], []],
])('reads %s', (_, event, objects) => {
  expect(s3Objects(event)).toEqual(objects);
});
