import { expect, it } from 'vitest';
import { judgeValue } from '../judge.ts';

const found = (field: string, value: string): string[] =>
  judgeValue(value, { isKey: false, field }).map(({ detector }) => detector.class);

it.each([
  ['web_url', 'http://localhost:3000/john_smith'],
  ['html_url', 'http://127.0.0.1:8080/group/project'],
  ['deployableUrl', 'http://10.11.12.13:3000/group/app/-/jobs/796'],
  ['$id', 'http://localhost:1234/draft2020-12/'],
  ['origin', 'http://localhost:5173'],
  ['href', 'http://localhost:7990/users/jo'],
  ['referer', 'http://localhost:5173/'],
  ['self', 'http://localhost:8090/rest/api/2/status/3'],
  ['@location', 'http://localhost:9080/services/Orders'],
  ['@AssertionConsumerServiceURL', 'http://localhost:9001/saml/acs'],
  ['Audience', 'http://localhost:9001/'],
])('%s may tell of a local address: %s', (field, value) => {
  expect(found(field, value)).toEqual([]);
});

it.each([
  ['url', 'http://localhost:3000/john_smith'],
  ['location', 'http://localhost:9080/services/Orders'],
  ['@href', 'http://localhost:9080/'],
  ['@location', 'http://169.254.169.254/'],
  ['avatar_url', 'http://127.0.0.1:8080/admin'],
  ['callback_url', 'http://10.11.12.13:3000/'],
  ['web_url', 'http://169.254.169.254/latest/meta-data/'],
  ['web_url', 'http://2130706433/'],
  ['origin', 'http://169.254.169.254/'],
  ['href', 'http://169.254.169.254/'],
  ['referer', 'http://127.0.0.1:6379/'],
])('%s may not: %s', (field, value) => {
  expect(found(field, value)).toEqual(['ssrf']);
});
