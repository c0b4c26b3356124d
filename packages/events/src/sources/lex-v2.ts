import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import { REFUSAL } from '../reading/refusal.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Amazon Lex V2 bot.
 * https://docs.aws.amazon.com/lexv2/latest/dg/lambda-input-format.html
 *
 * Walked: `inputTranscript`, `transcriptions`, `interpretations` with their slots, `sessionState` with its attributes and
 * contexts, `requestAttributes`, and `sessionId`, which the client application chooses.
 * Not walked: `bot` and the versions, modes and labels are the owner's and Lex's.
 */
export const lexV2: EventSource = {
  id: 'lex-v2',
  title: 'Lex V2 bot',
  invocation: 'synchronous',
  match(event) {
    return isMap(event['sessionState']) && isMap(event['bot']) && Array.isArray(event['interpretations']);
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', NOT_A_STRANGERS);
    visitExcept(walk, event['sessionState'], '', 'sessionState', STATE);
  },
  /** The bot says a sentence and the intent has failed. Lex refuses a Close that does not name the intent. */
  block(event) {
    const state = event['sessionState'];
    const intent = isMap(state) ? state['intent'] : undefined;
    const name = isMap(intent) ? intent['name'] : undefined;
    if (typeof name !== 'string') return { is: 'throw' };
    return {
      is: 'respond',
      response: {
        sessionState: { dialogAction: { type: 'Close' }, intent: { name, state: 'Failed' } },
        messages: [{ contentType: 'PlainText', content: REFUSAL }],
      },
    };
  },
};

const NOT_A_STRANGERS = [
  'messageVersion',
  'invocationSource',
  'invocationLabel',
  'inputMode',
  'responseContentType',
  'bot',
  'sessionState',
];
const STATE = ['originatingRequestId'];

/** Events after the AWS page above, by variant. */
export const samples = {
  intent: {
    messageVersion: '1.0',
    invocationSource: 'DialogCodeHook',
    inputMode: 'Text',
    responseContentType: 'text/plain; charset=utf-8',
    sessionId: 'voter-17',
    inputTranscript: 'the blue one',
    bot: { id: 'EXAMPLE123', name: 'Polls', localeId: 'en_GB', version: '3', aliasId: 'LIVE', aliasName: 'live' },
    interpretations: [
      {
        intent: {
          name: 'Vote',
          state: 'InProgress',
          confirmationState: 'None',
          slots: {
            Choice: {
              shape: 'Scalar',
              value: { originalValue: 'the blue one', interpretedValue: 'blue', resolvedValues: ['blue'] },
            },
          },
        },
        nluConfidence: 0.9,
      },
    ],
    proposedNextState: { dialogAction: { type: 'Close' }, intent: { name: 'Vote', state: 'ReadyForFulfillment' } },
    requestAttributes: { channel: 'web' },
    sessionState: {
      sessionAttributes: { poll: 'spring-2026' },
      activeContexts: [],
      intent: { name: 'Vote', state: 'InProgress', confirmationState: 'None', slots: { Choice: null } },
      originatingRequestId: 'd32005f8-c142-48b5-bf88-c2dd4c05a25e',
    },
    transcriptions: [
      {
        transcription: 'the blue one',
        transcriptionConfidence: 1,
        resolvedContext: { intent: 'Vote' },
        resolvedSlots: {},
      },
    ],
  },
} satisfies EventSamples;
