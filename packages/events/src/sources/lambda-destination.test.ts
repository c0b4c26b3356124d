import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { lambdaDestination, samples } from './lambda-destination.ts';

testMatrix(
  lambdaDestination,
  samples.failure,
  [
    ['the event of the other function', plant(at('requestPayload', 'choice'), PAYLOAD), 'requestPayload.choice'],
    ['an event that is text', plant(at('requestPayload'), PAYLOAD), 'requestPayload'],
    ['its error', plant(at('responsePayload', 'errorMessage'), PAYLOAD), 'responsePayload.errorMessage'],
    ['a field beside the payloads', plant(at('command'), PAYLOAD), 'command'],
  ],
  [
    ['the name of the function', plant(at('requestContext', 'functionArn'), PAYLOAD)],
    ['the kind of error', plant(at('responseContext', 'functionError'), PAYLOAD)],
  ],
);

testMatrix(lambdaDestination, samples.success, [
  [
    'a record within the event',
    plant(at('requestPayload', 'Records', 0, 'Sns', 'Message'), JSON.stringify({ a: PAYLOAD })),
    'requestPayload.Records[0].Sns.Message|json.a',
  ],
]);
