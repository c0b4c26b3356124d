// Checks a webhook's signature and hands it on to the receivers in its configuration.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import yaml from 'yaml';

const { receivers } = yaml.parse(readFileSync(new URL('./templates/receivers.yml', import.meta.url), 'utf8'));
export const event = (i) => ({
  httpMethod: 'POST',
  path: '/hook',
  body: `{"n":${i}}`,
  headers: {},
  requestContext: {},
  resource: '/',
});
export async function handler({ body }) {
  const signature = createHmac('sha256', 'shared').update(body).digest('hex');
  for (const url of receivers) await fetch(url, { method: 'POST', body, headers: { signature } });
  return { statusCode: 202 };
}
