import { expect, it } from 'vitest';
import { withLabUrl } from './lab-url.ts';
import { testApp } from './testing/app.ts';

const place = { file: 'serverless.yml', line: 1, column: 1 };
const app = {
  ...testApp('shop', '/shop', {}, 'nodejs22.x'),
  resources: [{ id: 'Front', type: 'AWS::Serverless::HttpApi', properties: {}, place }],
};

it.each([
  ['https://shop-dev-httpapi.execute-api.eu-west-1.amazonaws.com', 'http://127.0.0.1:3000'],
  ['https://shop-dev-apigatewayrestapi.execute-api.us-east-1.amazonaws.com/dev', 'http://127.0.0.1:3000/dev'],
  ['https://shop-dev-front.execute-api.eu-west-1.amazonaws.com/a?b', 'http://127.0.0.1:3000/a?b'],
  ['https://abc123.execute-api.eu-west-1.amazonaws.com/dev', undefined],
  ['https://shop-dev-httpapi.execute-api.eu-west-1.example.com', undefined],
  ['shop-dev-votes', undefined],
])('%s', (value, expected) => {
  expect(withLabUrl({ API: value }, app, 'http://127.0.0.1:3000')).toEqual({ API: expected ?? value });
});
