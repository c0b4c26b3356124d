// Takes orders off a queue and invokes another function for each.
import http from 'node:http';
import { v4 } from 'uuid';

const invoke = (payload) =>
  new Promise((resolve, reject) =>
    http
      .request(
        'http://lambda.eu-west-1.amazonaws.com:443/2015-03-31/functions/ship/invocations',
        { method: 'POST' },
        (answer) => answer.resume().on('end', resolve),
      )
      .on('error', reject)
      .end(payload),
  );
export const event = (i) => ({
  Records: [0, 1].map((n) => ({
    messageId: `${i}-${n}`,
    eventSource: 'aws:sqs',
    body: JSON.stringify({ order: i }),
    attributes: {},
  })),
});
export async function handler({ Records }) {
  for (const { body } of Records) await invoke(JSON.stringify({ id: v4(), order: JSON.parse(body) }));
  return { batchItemFailures: [] };
}
