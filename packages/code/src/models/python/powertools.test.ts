import { describe, expect, test } from 'vitest';
import { readPython } from '../../python/testing/read.ts';
import { show } from './testing/show.ts';

const SQS = {
  type: 'sqs',
  queue: 'Queue',
  batchSize: 10,
  reportBatchItemFailures: true,
  place: { file: 'template.yaml', line: 1, column: 1 },
} as const;

const read = async (source: string, triggers?: Parameters<typeof readPython>[1]) => {
  const { flows, calls, facts, problems } = await readPython(source, triggers);
  expect(problems).toEqual([]);
  return {
    flows: flows.map((flow) => `${flow.class} ${flow.source}`),
    calls: calls.map((call) => `${call.service}:${call.operation} ${show(call.input)}`),
    facts: facts.map(({ kind }) => kind),
  };
};

describe('Powertools', () => {
  test('routes run, with the parameters of the path and the current event', async () => {
    const { flows } = await read(`
import os
from aws_lambda_powertools import Logger, Tracer
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
app = APIGatewayRestResolver()
logger = Logger()
tracer = Tracer()

@app.get("/orders/<order_id>")
@tracer.capture_method
def get_order(order_id: str):
    os.system("ls " + order_id)
    return {}

@app.post("/orders")
def create():
    os.system("ls " + app.current_event.json_body["name"])
    os.popen(app.current_event.get_query_string_value(name="q", default_value=""))

@logger.inject_lambda_context
@tracer.capture_lambda_handler
def handler(event, context):
    return app.resolve(event, context)
`);
    expect(flows).toEqual(['cmdi pathParameters.order_id', 'cmdi body.name', 'cmdi queryStringParameters.q']);
  });

  test('routes of a router', async () => {
    const { flows } = await read(`
import os
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from aws_lambda_powertools.event_handler.api_gateway import Router
router = Router()
@router.get("/x/<name>")
def x(name):
    os.system(name)
app = APIGatewayHttpResolver()
app.include_router(router, prefix="/y")
def handler(event, context):
    return app.resolve(event, context)
`);
    expect(flows).toEqual(['cmdi pathParameters.name']);
  });

  test('data classes keep the paths of the event', async () => {
    const { flows } = await read(
      `
import os
from aws_lambda_powertools.utilities.data_classes import event_source, SQSEvent
@event_source(data_class=SQSEvent)
def handler(event: SQSEvent, context):
    for record in event.records:
        os.system("ls " + record.body)
        os.popen("ls " + record.json_body["name"])
`,
      { triggers: [SQS] },
    );
    expect(flows).toEqual(['cmdi Records[].body', 'cmdi Records[].body.name']);
  });

  test('a batch is gone through record by record, and failures are named', async () => {
    const { flows, facts } = await read(
      `
import os
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType, process_partial_response
processor = BatchProcessor(event_type=EventType.SQS)
def one(record):
    os.system("ls " + record.body)
def handler(event, context):
    return process_partial_response(event=event, record_handler=one, processor=processor, context=context)
`,
      { triggers: [SQS] },
    );
    expect(flows).toEqual(['cmdi Records[].body']);
    expect(facts).toEqual(expect.arrayContaining(['loops-over-records', 'reports-batch-failures']));
  });

  test('parameters, secrets and idempotency call AWS', async () => {
    const { calls, facts } = await read(`
import os
from aws_lambda_powertools.utilities import parameters
from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer, idempotent
layer = DynamoDBPersistenceLayer(table_name=os.environ["T"])
@idempotent(persistence_store=layer)
def handler(event, context):
    parameters.get_parameter("/a/b", decrypt=True)
    parameters.get_secret("s")
    return {}
`);
    expect(calls).toEqual([
      'dynamodb:GetItem {TableName:$T}',
      'dynamodb:PutItem {TableName:$T}',
      'dynamodb:UpdateItem {TableName:$T}',
      'dynamodb:DeleteItem {TableName:$T}',
      'ssm:GetParameter {Name:"/a/b",WithDecryption:true}',
      'secrets-manager:GetSecretValue {SecretId:"s"}',
    ]);
    expect(facts).toContain('idempotency');
  });

  test('a parsed model keeps the data of its fields', async () => {
    const { flows, facts } = await read(
      `
import os
from pydantic import BaseModel
from aws_lambda_powertools.utilities.parser import event_parser
class Order(BaseModel):
    name: str
    count: int
@event_parser(model=Order)
def handler(event: Order, context):
    os.system("ls " + event.name)
    os.system("sleep " + str(event.count))
`,
      { triggers: [] },
    );
    expect(flows).toEqual(['cmdi name']);
    expect(facts).toContain('validates-event');
  });
});

describe('PynamoDB', () => {
  const MODEL = `
import os
from pynamodb.models import Model
from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex
class ByEmail(GlobalSecondaryIndex):
    class Meta:
        index_name = "by-email"
class User(Model):
    class Meta:
        table_name = os.environ["USERS"]
    id = UnicodeAttribute(hash_key=True)
    by_email = ByEmail()
    def rename(self, name):
        self.name = name
        self.save()
`;
  test.each([
    ['get', 'User.get(event["id"])', ['dynamodb:GetItem {TableName:$USERS}']],
    ['save', 'User(id=event["id"]).save()', ['dynamodb:PutItem {TableName:$USERS}']],
    ['in a method', 'User("1").rename("x")', ['dynamodb:PutItem {TableName:$USERS}']],
    [
      'what was got',
      'User.get("1").delete()',
      ['dynamodb:GetItem {TableName:$USERS}', 'dynamodb:DeleteItem {TableName:$USERS}'],
    ],
    [
      'what was found',
      'for user in User.query("1"):\n        user.update(actions=[])',
      ['dynamodb:Query {TableName:$USERS}', 'dynamodb:UpdateItem {TableName:$USERS}'],
    ],
    ['an index', 'User.by_email.query("x")', ['dynamodb:Query {IndexName:"by-email"}']],
    [
      'a batch',
      'with User.batch_write() as batch:\n        batch.save(User("1"))',
      ['dynamodb:BatchWriteItem {RequestItems:{[$USERS]:[?…]}}'],
    ],
    ['nothing', 'User("1")', []],
  ])('%s', async (_name, lines, expected) => {
    const { calls } = await read(`${MODEL}\ndef handler(event, context):\n    ${lines}\n`);
    expect(calls).toEqual(expected);
  });
});

describe('awswrangler', () => {
  test.each([
    [
      'reading',
      'wr.s3.read_parquet(path="s3://b/p/")',
      [
        's3:ListObjectsV2 {Bucket:"b",Key:"p/"}',
        's3:HeadObject {Bucket:"b",Key:"p/"}',
        's3:GetObject {Bucket:"b",Key:"p/"}',
      ],
    ],
    ['writing', 'wr.s3.to_csv(event, "s3://b/k.csv")', ['s3:PutObject {Bucket:"b",Key:"k.csv"}']],
  ])('%s', async (_name, lines, expected) => {
    const { calls } = await read(`import awswrangler as wr\ndef handler(event, context):\n    ${lines}\n`);
    expect(calls).toEqual(expected);
  });
});
