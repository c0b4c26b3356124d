import { expect, it } from 'vitest';
import { at, ENCODED, PAYLOAD, PLUS, plant, testMatrix } from '../testing/matrix.ts';
import { s3, samples } from './s3.ts';

const key = (text: string) => plant(at('Records', 0, 's3', 'object', 'key'), text);
const PATH = 'Records[0].s3.object.key';

for (const sample of Object.values(samples)) {
  testMatrix(
    s3,
    sample,
    [
      ['a key', key(ENCODED), `${PATH}|url`],
      ['a key with blanks', key(PLUS), `${PATH}|url`],
      ['a key as sent', key(PLUS), PATH, PLUS],
      ['a key with an encoded plus', key('a%2Bb%27+OR+1%2B1'), `${PATH}|url`, "a+b' OR 1+1"],
      ['a key that is encoded itself', key(encodeURIComponent(ENCODED)), `${PATH}|url|url`],
      ['a path', key('..%2F..%2Fetc/passwd'), `${PATH}|url`, '../../etc/passwd'],
    ],
    [
      ['the bucket', plant(at('Records', 0, 's3', 'bucket', 'name'), PAYLOAD)],
      ['the principal', plant(at('Records', 0, 'userIdentity', 'principalId'), PAYLOAD)],
      ['the address', plant(at('Records', 0, 'requestParameters', 'sourceIPAddress'), PAYLOAD)],
      ['the version', plant(at('Records', 0, 's3', 'object', 'versionId'), PAYLOAD)],
      ['the rule', plant(at('Records', 0, 's3', 'configurationId'), PAYLOAD)],
    ],
  );
}

it('counts a hostile object as handled, and hands the others on', () => {
  const [one] = samples.created.Records;
  const [two] = samples.removed.Records;
  const event = { Records: [one, two] };
  expect(s3.block(event, { requestId: 'r', paths: [`${PATH}|url`] })).toEqual({
    is: 'continue',
    event: { Records: [two] },
    removed: [one],
  });
  expect(event.Records).toHaveLength(2);
  expect(s3.block(samples.created, { requestId: 'r', paths: [PATH] })).toEqual({
    is: 'respond',
    response: null,
    removed: [one],
  });
});
