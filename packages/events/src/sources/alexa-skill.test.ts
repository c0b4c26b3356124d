import { describe, expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { alexaSkill, samples } from './alexa-skill.ts';

const slot = (...steps: string[]) => at('request', 'intent', 'slots', 'Choice', ...steps);
const SLOT = 'request.intent.slots.Choice';

testMatrix(
  alexaSkill,
  samples.intent,
  [
    ['a slot', plant(slot('value'), PAYLOAD), `${SLOT}.value`],
    ['a slot value', plant(slot('slotValue', 'value'), PAYLOAD), `${SLOT}.slotValue.value`],
    [
      'a list of slot values',
      plant(slot('slotValue'), { type: 'List', values: [{ value: PAYLOAD }] }),
      `${SLOT}.slotValue.values[0].value`,
    ],
    [
      'a resolution',
      plant(slot('resolutions'), { resolutionsPerAuthority: [{ values: [{ value: { name: PAYLOAD } }] }] }),
      `${SLOT}.resolutions.resolutionsPerAuthority[0].values[0].value.name`,
    ],
    ['an attribute of the session', plant(at('session', 'attributes', 'poll'), PAYLOAD), 'session.attributes.poll'],
    ['an argument of a touch', plant(at('request', 'arguments'), ['vote', PAYLOAD]), 'request.arguments[1]'],
    ['a message', plant(at('request', 'message'), { text: PAYLOAD }), 'request.message.text'],
    ['a field beside the request', plant(at('command'), PAYLOAD), 'command'],
  ],
  [
    ['the access token', plant(at('session', 'user', 'accessToken'), PAYLOAD)],
    ["the device's token", plant(at('context', 'System', 'apiAccessToken'), PAYLOAD)],
    ['the id of the user', plant(at('context', 'System', 'user', 'userId'), PAYLOAD)],
    ['the id of the request', plant(at('request', 'requestId'), PAYLOAD)],
  ],
);

testMatrix(alexaSkill, samples.launch, [
  [
    'a task that another skill sends',
    plant(at('request', 'task'), { name: 'vote', input: { choice: PAYLOAD } }),
    'request.task.input.choice',
  ],
]);

describe('alexa-skill', () => {
  it.each<[string, unknown]>([
    [
      'IntentRequest',
      { outputSpeech: { type: 'PlainText', text: 'Sorry, I cannot help with that.' }, shouldEndSession: true },
    ],
    [
      'LaunchRequest',
      { outputSpeech: { type: 'PlainText', text: 'Sorry, I cannot help with that.' }, shouldEndSession: true },
    ],
    ['SessionEndedRequest', {}],
    ['AudioPlayer.PlaybackFailed', {}],
    ['CanFulfillIntentRequest', { canFulfillIntent: { canFulfill: 'NO' } }],
  ])('ends a %s in its own way', (type, response) => {
    const event = { ...samples.launch, request: { ...samples.launch.request, type } };
    expect(alexaSkill.block(event, { requestId: 'r', paths: ['request.type'] })).toEqual({
      is: 'respond',
      response: { version: '1.0', response },
    });
  });
});
