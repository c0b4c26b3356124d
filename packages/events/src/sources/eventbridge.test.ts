import { at, ENCODED, type Json, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { eventbridge, samples } from './eventbridge.ts';

const JSON_TEXT = JSON.stringify({ a: PAYLOAD });

testMatrix(
  eventbridge,
  samples.custom,
  [
    ['a string of the detail', plant(at('detail', 'choice'), PAYLOAD), 'detail.choice'],
    ['a nested string of the detail', plant(at('detail', 'a'), [{ b: [PAYLOAD] }]), 'detail.a[0].b[0]'],
    ['a name in the detail', plant(at('detail', PAYLOAD), 1), `detail.{keys}.${PAYLOAD}`],
    ['a percent-encoded string', plant(at('detail', 'choice'), ENCODED), 'detail.choice|url'],
    ['JSON in the detail', plant(at('detail', 'body'), JSON_TEXT), 'detail.body|json.a'],
    ['a detail that is a string', plant(at('detail'), JSON_TEXT), 'detail|json.a'],
    ['the type that the sender chose', plant(at('detail-type'), PAYLOAD), 'detail-type'],
    ['the source that the sender chose', plant(at('source'), PAYLOAD), 'source'],
    ['a resource that the sender named', plant(at('resources', 0), PAYLOAD), 'resources[0]'],
    ['a field that EventBridge does not send', plant(at('command'), PAYLOAD), 'command'],
    [
      'a field of an event without a version',
      (event: Json) => {
        delete event['version'];
        event['detail'] = [PAYLOAD];
      },
      'detail[0]',
    ],
  ],
  [
    ['the id', plant(at('id'), PAYLOAD)],
    ['the account', plant(at('account'), PAYLOAD)],
    ['the name of a replay', plant(at('replay-name'), PAYLOAD)],
  ],
);

testMatrix(eventbridge, samples.s3, [
  ['an object key', plant(at('detail', 'object', 'key'), PAYLOAD), 'detail.object.key'],
  ['an object key that is encoded once more', plant(at('detail', 'object', 'key'), ENCODED), 'detail.object.key|url'],
]);

testMatrix(eventbridge, samples.cloudtrail, [
  ['a user agent', plant(at('detail', 'userAgent'), PAYLOAD), 'detail.userAgent'],
  [
    'a tag',
    plant(at('detail', 'requestParameters', 'tagSet', 'items', 0, 'value'), PAYLOAD),
    'detail.requestParameters.tagSet.items[0].value',
  ],
  ['an error message', plant(at('detail', 'errorMessage'), PAYLOAD), 'detail.errorMessage'],
]);

testMatrix(eventbridge, samples.codebuild, [
  [
    'a variable of a build',
    plant(at('detail', 'additional-information', 'environment', 'environment-variables', 0, 'value'), PAYLOAD),
    'detail.additional-information.environment.environment-variables[0].value',
  ],
  [
    'a branch',
    plant(at('detail', 'additional-information', 'source-version'), PAYLOAD),
    'detail.additional-information.source-version',
  ],
]);
