import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import { REFUSAL } from '../reading/refusal.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Amazon Lex V1 bot.
 * https://docs.aws.amazon.com/lex/latest/dg/lambda-input-response-format.html
 *
 * Walked: `inputTranscript`, slots and what was said for them, of this intent, of alternatives and of recent ones; and what
 * the client application sends along: `userId`, `sessionAttributes`, `requestAttributes`.
 * Not walked: `bot` and the versions and modes are the owner's and Lex's.
 */
export const lexV1: EventSource = {
  id: 'lex-v1',
  title: 'Lex V1 bot',
  invocation: 'synchronous',
  match(event) {
    return isMap(event['currentIntent']) && isMap(event['bot']) && typeof event['invocationSource'] === 'string';
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', NOT_A_STRANGERS);
  },
  /** The bot says a sentence and the intent has failed. */
  block() {
    const message = { contentType: 'PlainText', content: REFUSAL };
    return { is: 'respond', response: { dialogAction: { type: 'Close', fulfillmentState: 'Failed', message } } };
  },
};

const NOT_A_STRANGERS = ['messageVersion', 'invocationSource', 'outputDialogMode', 'bot'];

/** Events after the AWS page above, by variant. */
export const samples = {
  intent: {
    messageVersion: '1.0',
    invocationSource: 'DialogCodeHook',
    userId: 'voter-17',
    sessionAttributes: { poll: 'spring-2026' },
    requestAttributes: { channel: 'web' },
    bot: { name: 'Polls', alias: 'live', version: '3' },
    outputDialogMode: 'Text',
    currentIntent: {
      name: 'Vote',
      slots: { Choice: 'blue' },
      slotDetails: { Choice: { resolutions: [{ value: 'blue' }], originalValue: 'the blue one' } },
      confirmationStatus: 'None',
    },
    inputTranscript: 'the blue one',
  },
} satisfies EventSamples;
