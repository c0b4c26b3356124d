import { dropEvent } from '../reading/dropped.ts';
import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Destination of another function's asynchronous invocations (OnSuccess, OnFailure).
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 *
 * Walked: `requestPayload`, the event of the other function, whole and whatever its trigger, and `responsePayload`, its
 * answer or error, which often repeats what came in.
 * Not walked: `requestContext` and `responseContext` are AWS's.
 */
export const lambdaDestination: EventSource = {
  id: 'lambda-destination',
  title: 'Lambda destination',
  invocation: 'asynchronous',
  match(event) {
    const context = event['requestContext'];
    return isMap(context) && typeof context['condition'] === 'string' && event['requestPayload'] !== undefined;
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', NOT_A_STRANGERS);
  },
  block(event) {
    return dropEvent(event);
  },
};

const NOT_A_STRANGERS = ['version', 'timestamp', 'requestContext', 'responseContext'];

/** Events after the AWS page above, by variant. */
export const samples = {
  failure: {
    version: '1.0',
    timestamp: '2026-11-20T10:15:00.000Z',
    requestContext: {
      requestId: '8ea123e4-1db7-4aca-ad10-d9ca1234c1fd',
      functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:count-votes:$LATEST',
      condition: 'RetriesExhausted',
      approximateInvokeCount: 3,
    },
    requestPayload: { poll: 'spring-2026', choice: 'blue' },
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: { errorType: 'Error', errorMessage: 'no poll spring-2026', trace: ['Error: no poll spring-2026'] },
  },
  success: {
    version: '1.0',
    timestamp: '2026-11-20T10:15:00.000Z',
    requestContext: {
      requestId: '8ea123e4-1db7-4aca-ad10-d9ca1234c1fe',
      functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:count-votes:$LATEST',
      condition: 'Success',
      approximateInvokeCount: 1,
    },
    requestPayload: { Records: [{ EventSource: 'aws:sns', Sns: { Message: 'recount', Subject: null } }] },
    responseContext: { statusCode: 200, executedVersion: '$LATEST' },
    responsePayload: null,
  },
} satisfies EventSamples;
