import { describe, expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { lexV2, samples } from './lex-v2.ts';

const SLOT = { shape: 'Scalar', value: { originalValue: PAYLOAD } };

testMatrix(
  lexV2,
  samples.intent,
  [
    ['what was said', plant(at('inputTranscript'), PAYLOAD), 'inputTranscript'],
    ['a transcription', plant(at('transcriptions', 0, 'transcription'), PAYLOAD), 'transcriptions[0].transcription'],
    [
      'a slot of an interpretation',
      plant(at('interpretations', 0, 'intent', 'slots', 'Choice'), SLOT),
      'interpretations[0].intent.slots.Choice.value.originalValue',
    ],
    [
      'a slot of the session',
      plant(at('sessionState', 'intent', 'slots', 'Choice'), SLOT),
      'sessionState.intent.slots.Choice.value.originalValue',
    ],
    [
      'a slot of the next state',
      plant(at('proposedNextState', 'intent', 'slots'), { Choice: SLOT }),
      'proposedNextState.intent.slots.Choice.value.originalValue',
    ],
    [
      'an attribute of the session',
      plant(at('sessionState', 'sessionAttributes', 'poll'), PAYLOAD),
      'sessionState.sessionAttributes.poll',
    ],
    [
      'an attribute of a context',
      plant(at('sessionState', 'activeContexts', 0), { contextAttributes: { a: PAYLOAD } }),
      'sessionState.activeContexts[0].contextAttributes.a',
    ],
    ['an attribute of the request', plant(at('requestAttributes', 'channel'), PAYLOAD), 'requestAttributes.channel'],
    ['the session', plant(at('sessionId'), PAYLOAD), 'sessionId'],
    ['a field beside the session', plant(at('command'), PAYLOAD), 'command'],
  ],
  [
    ['the bot', plant(at('bot', 'name'), PAYLOAD)],
    ['the id of the request', plant(at('sessionState', 'originatingRequestId'), PAYLOAD)],
  ],
);

describe('lex-v2', () => {
  it('closes the conversation', () => {
    expect(lexV2.block(samples.intent, { requestId: 'r', paths: ['inputTranscript'] })).toEqual({
      is: 'respond',
      response: {
        sessionState: { dialogAction: { type: 'Close' }, intent: { name: 'Vote', state: 'Failed' } },
        messages: [{ contentType: 'PlainText', content: 'Sorry, I cannot help with that.' }],
      },
    });
  });

  it('fails where no intent is named', () => {
    const event = { ...samples.intent, sessionState: {} };
    expect(lexV2.block(event, { requestId: 'r', paths: ['inputTranscript'] })).toEqual({ is: 'throw' });
  });
});
