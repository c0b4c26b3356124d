// VULNERABLE ON PURPOSE. ES module.
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

const lambda = new LambdaClient({});

/** POST /countdown {"n":3} counts down, one asynchronous invocation of itself for each step. */
export async function handler(event, context) {
  const { n } = event.requestContext ? JSON.parse(event.body) : event;
  console.log(`countdown ${n}`);
  // The hole: a number below zero, a fraction and a word all miss the only value that ends it.
  if (n !== 0) {
    await lambda.send(
      new InvokeCommand({
        FunctionName: context.functionName,
        InvocationType: 'Event',
        Payload: JSON.stringify({ n: n - 1 }),
      }),
    );
  }
  return {
    statusCode: 202,
    headers: { 'content-type': 'application/json', 'x-bulkhead-lab': 'vulnerable on purpose; never deploy' },
    body: JSON.stringify({ n }),
  };
}
