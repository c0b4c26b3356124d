import { describe, expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { lexV1, samples } from './lex-v1.ts';

testMatrix(
  lexV1,
  samples.intent,
  [
    ['what was said', plant(at('inputTranscript'), PAYLOAD), 'inputTranscript'],
    ['a slot', plant(at('currentIntent', 'slots', 'Choice'), PAYLOAD), 'currentIntent.slots.Choice'],
    [
      'what was said for a slot',
      plant(at('currentIntent', 'slotDetails', 'Choice', 'originalValue'), PAYLOAD),
      'currentIntent.slotDetails.Choice.originalValue',
    ],
    ['the user', plant(at('userId'), PAYLOAD), 'userId'],
    ['an attribute of the session', plant(at('sessionAttributes', 'poll'), PAYLOAD), 'sessionAttributes.poll'],
    ['an attribute of the request', plant(at('requestAttributes', 'channel'), PAYLOAD), 'requestAttributes.channel'],
    [
      'a recent intent',
      plant(at('recentIntentSummaryView'), [{ slots: { a: PAYLOAD } }]),
      'recentIntentSummaryView[0].slots.a',
    ],
    ['a field beside the intent', plant(at('command'), PAYLOAD), 'command'],
  ],
  [['the bot', plant(at('bot', 'name'), PAYLOAD)]],
);

describe('lex-v1', () => {
  it('closes the conversation', () => {
    expect(lexV1.block(samples.intent, { requestId: 'r', paths: ['inputTranscript'] })).toEqual({
      is: 'respond',
      response: {
        dialogAction: {
          type: 'Close',
          fulfillmentState: 'Failed',
          message: { contentType: 'PlainText', content: 'Sorry, I cannot help with that.' },
        },
      },
    });
  });
});
