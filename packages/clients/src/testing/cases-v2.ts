import Lambda from 'aws-sdk/clients/lambda.js';
import S3 from 'aws-sdk/clients/s3.js';
import StepFunctions from 'aws-sdk/clients/stepfunctions.js';
import { beforeAll, expect, it } from 'vitest';
import { withCorrelation } from '../index.ts';
import { asSender, nextRequest, receive } from './both-ends.ts';
import { CELLS, type Cell, type CellName, type Send, STATE_MACHINE } from './cells.ts';
import { bodyOf, expected, runCell } from './run-cell.ts';
import { sendersV2 } from './senders-v2.ts';
import { BUCKET, QUEUED_BUCKET, type Services } from './services.ts';

/** Each way by SDK v2, and what the next function makes of it. */
export function casesV2(running: () => Services): void {
  let services: Services;
  let senders: Readonly<Record<CellName, Send>>;
  beforeAll(() => {
    services = running();
    senders = sendersV2(services);
  });

  it.each<Cell>(CELLS)('$name', (cell) => runCell(services, senders[cell.name as CellName], cell));

  it.each([undefined, 'Event'])('Lambda invoke, %s', async (InvocationType) => {
    const request = nextRequest();
    const lambda = withCorrelation(new Lambda({ ...services.config, endpoint: services.labUrl }));
    const Payload = bodyOf(`${request.id}.`);
    const type = InvocationType ? { InvocationType } : {};
    await asSender(request, () => lambda.invoke({ FunctionName: 'tell', Payload, ...type }).promise());
    const [given] = await services.delivered(`${request.id}.`);
    expect(given!.event).toMatchObject(JSON.parse(Payload) as object);
    expect(await receive(given!.event, given)).toMatchObject(expected(request));
  });

  it('Step Functions startExecution', async () => {
    const request = nextRequest();
    const sfn = withCorrelation(new StepFunctions(services.config));
    const start = { stateMachineArn: STATE_MACHINE, input: bodyOf(request.id) };
    const { executionArn } = await asSender(request, () => sfn.startExecution(start).promise());
    const { input } = await sfn.describeExecution({ executionArn }).promise();
    expect(await receive(JSON.parse(input!))).toMatchObject(expected(request));
  });

  it.each([
    ['S3 → Lambda', BUCKET],
    ['S3 → SQS → Lambda', QUEUED_BUCKET],
  ])('%s: getObject and headObject of the receiving handler bring the ids', async (_name, Bucket) => {
    const request = nextRequest();
    const s3 = withCorrelation(new S3({ ...services.config, s3ForcePathStyle: true }));
    const which = { Bucket, Key: `in/${request.id}. ü+1.txt` };
    await asSender(request, () => s3.putObject({ ...which, Body: 'content' }).promise());
    const [given] = await services.delivered(`${request.id}.`);
    for (const work of [() => s3.getObject(which).promise(), () => s3.headObject(which).promise()]) {
      expect(await receive(given!.event, { work })).toMatchObject(expected(request));
    }
  });
}
