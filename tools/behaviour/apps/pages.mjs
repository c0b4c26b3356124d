// Renders pages from templates, which lodash compiles to functions; lists the templates of its own folder.
import { readdirSync, readFileSync } from 'node:fs';
import lodash from 'lodash';

const folder = new URL('./templates/', import.meta.url);
export const event = (i) => ({
  httpMethod: 'GET',
  path: '/',
  queryStringParameters: { name: `n${i}` },
  requestContext: {},
  resource: '/',
});
export async function handler({ queryStringParameters }) {
  const pages = readdirSync(folder)
    .filter((name) => name.endsWith('.txt'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'));
  const { SITE = 'shop' } = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('SITE')));
  return {
    statusCode: 200,
    body: pages.map((page) => lodash.template(page)({ ...queryStringParameters, SITE })).join(''),
  };
}
