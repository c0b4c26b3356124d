import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import { REFUSAL } from '../reading/refusal.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Alexa custom skill.
 * https://developer.amazon.com/en-US/docs/alexa/custom-skills/request-and-response-json-reference.html
 *
 * Walked: `request` (slots with their resolutions, arguments of touch events, messages, reasons and errors) and
 * `session.attributes`, in which a skill keeps what the user said before.
 * Not walked: `context`, which describes the device, and the rest of `session`: ids of skill, user and device, and the
 * tokens `accessToken`, `apiAccessToken` and `consentToken`, which are credentials. `requestId`, `timestamp` and `locale`
 * are Amazon's.
 */
export const alexaSkill: EventSource = {
  id: 'alexa-skill',
  title: 'Alexa skill',
  invocation: 'synchronous',
  match(event) {
    const { request, context } = event;
    return isMap(request) && typeof request['type'] === 'string' && isMap(context) && isMap(context['System']);
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', EVENT);
    visitExcept(walk, event['request'], '', 'request', REQUEST);
    visitExcept(walk, event['session'], '', 'session', SESSION);
  },
  /**
   * Alexa says a sentence and ends the session. Speech is allowed in the answer to a launch or an intent only; other
   * requests get an empty answer, and the question whether the skill could answer gets a no.
   */
  block(event) {
    const { request } = event;
    const type = isMap(request) ? request['type'] : undefined;
    return { is: 'respond', response: { version: '1.0', response: answerTo(type) } };
  },
};

const EVENT = ['version', 'context', 'request', 'session'];
const REQUEST = ['requestId', 'timestamp', 'locale'];
const SESSION = ['new', 'sessionId', 'application', 'user'];

function answerTo(type: unknown): Record<string, unknown> {
  if (type === 'CanFulfillIntentRequest') return { canFulfillIntent: { canFulfill: 'NO' } };
  if (type !== 'IntentRequest' && type !== 'LaunchRequest') return {};
  return { outputSpeech: { type: 'PlainText', text: REFUSAL }, shouldEndSession: true };
}

/** Events after the Amazon page above, by variant. */
export const samples = {
  intent: {
    version: '1.0',
    session: {
      new: false,
      sessionId: 'amzn1.echo-api.session.0a1b2c3d',
      application: { applicationId: 'amzn1.ask.skill.0a1b2c3d' },
      attributes: { poll: 'spring-2026' },
      user: { userId: 'amzn1.ask.account.EXAMPLE', accessToken: 'sample-access-token' },
    },
    context: {
      System: {
        application: { applicationId: 'amzn1.ask.skill.0a1b2c3d' },
        user: { userId: 'amzn1.ask.account.EXAMPLE' },
        device: { deviceId: 'amzn1.ask.device.EXAMPLE', supportedInterfaces: {} },
        apiEndpoint: 'https://api.eu.amazonalexa.com',
        apiAccessToken: 'sample-api-access-token',
      },
    },
    request: {
      type: 'IntentRequest',
      requestId: 'amzn1.echo-api.request.0a1b2c3d',
      timestamp: '2026-11-20T10:15:00Z',
      locale: 'en-GB',
      dialogState: 'COMPLETED',
      intent: {
        name: 'VoteIntent',
        confirmationStatus: 'NONE',
        slots: {
          Choice: {
            name: 'Choice',
            value: 'blue',
            confirmationStatus: 'NONE',
            slotValue: { type: 'Simple', value: 'blue' },
          },
        },
      },
    },
  },
  launch: {
    version: '1.0',
    context: { System: { application: { applicationId: 'amzn1.ask.skill.0a1b2c3d' } } },
    request: {
      type: 'LaunchRequest',
      requestId: 'amzn1.echo-api.request.0a1b2c3e',
      timestamp: '2026-11-20T10:15:00Z',
      locale: 'en-GB',
    },
  },
} satisfies EventSamples;
