/** A service with a hole, a role that is too wide, and values that only the framework knows. */
export const SHOP: Readonly<Record<string, string>> = {
  'serverless.yml': `service: shop
frameworkVersion: '*'
plugins: ['@bulkhead/serverless-plugin']
custom:
  bulkhead: \${file(bulkhead.json)}
  tables: \${file(tables.js)}
provider:
  name: aws
  runtime: nodejs20.x
  region: eu-west-1
  environment:
    ORDERS: \${self:custom.tables.orders}
  iam:
    role:
      path: /team/
      statements:
        - { Effect: Allow, Action: 'dynamodb:*', Resource: '*' }
functions:
  save:
    handler: src/save.handler
    events:
      - httpApi: POST /orders
  work:
    handler: src/save.work
    events:
      - sqs: { arn: !GetAtt Jobs.Arn }
  night:
    handler: src/night.handler
    role: arn:aws:iam::123456789012:role/night
resources:
  Resources:
    Orders:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: \${self:custom.tables.orders}
        BillingMode: PAY_PER_REQUEST
        KeySchema: [{ AttributeName: id, KeyType: HASH }]
        AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
    Jobs: { Type: AWS::SQS::Queue }
`,
  'bulkhead.json': '{}',
  'tables.js': "module.exports = { orders: ['shop', 'orders'].join('-') };\n",
  'src/save.js': `const { DynamoDBClient, GetItemCommand, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const { exec } = require('node:child_process');
const db = new DynamoDBClient({});
exports.handler = async (event) => {
  const { id, name } = JSON.parse(event.body);
  await db.send(new PutItemCommand({ TableName: process.env.ORDERS, Item: { id: { S: id } } }));
  exec('echo ' + name);
  return { statusCode: 200 };
};
exports.work = async (event) => {
  for (const { body } of event.Records) {
    await db.send(new GetItemCommand({ TableName: process.env.ORDERS, Key: { id: { S: body } } }));
  }
};
`,
  'src/night.js': "exports.handler = async () => console.log('night');\n",
};

export const withOptions = (options: object): Readonly<Record<string, string>> => ({
  'bulkhead.json': JSON.stringify(options),
});
