import { expect, test } from 'vitest';
import { readProgram } from '../../testing/read-program.ts';

const ASK = (failed: string) => `
const https = require('https');
const ask = (then, otherwise) => https.get('https://api.example.com/items', (response) => {
  let text = '';
  response.on('data', (part) => { text += part; });
  response.on('end', () => then(JSON.parse(text)));
}).on('error', (error) => otherwise(error));
exports.handler = (event, context, callback) => ask(
  (items) => callback(null, { statusCode: 200, body: JSON.stringify(items) }),
  (error) => callback(null, { statusCode: 500, body: ${failed} }),
);`;

test.each([
  ['what another host answers is no error', "'failed'", 0],
  ['what a listener for errors is given is one', 'error.message', 1],
])('%s', (_, failed, count) => {
  const { flows, facts } = readProgram({ 'index.js': ASK(failed) });
  const told = [
    ...flows.filter(({ carries }) => carries === 'error'),
    ...facts.filter(({ kind }) => kind === 'error-in-response'),
  ];
  expect(told).toHaveLength(count);
});
