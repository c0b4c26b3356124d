import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import type { BlockRequest, EventSamples, EventSource } from '../types.ts';

/**
 * Alexa Smart Home skill: directives of payload version 3, and requests of the retired version 2.
 * https://developer.amazon.com/en-US/docs/alexa/device-apis/message-guide.html
 *
 * Walked: the payload (what the user said: names, searches, channels, values), the endpoint's id and cookie, which travel
 * through the user's account.
 * Not walked: `scope`, `accessToken`, `grant` and `grantee` are credentials; the header is Amazon's.
 */
export const alexaSmartHome: EventSource = {
  id: 'alexa-smart-home',
  title: 'Alexa Smart Home skill',
  invocation: 'synchronous',
  match(event) {
    const { directive } = event;
    const message = isMap(directive) ? directive : event;
    const { header, payload } = message;
    return isMap(header) && typeof header['namespace'] === 'string' && isMap(payload) && 'payloadVersion' in header;
  },
  read(walk, event) {
    const { directive } = event;
    const path = isMap(directive) ? 'directive' : '';
    if (isMap(directive)) visitExcept(walk, event, '', '', DIRECTIVE);
    const message = isMap(directive) ? directive : event;
    visitExcept(walk, message, '', path, MESSAGE);
    visitExcept(walk, message['payload'], path, 'payload', CREDENTIALS);
    visitExcept(walk, message['endpoint'], path, 'endpoint', CREDENTIALS);
  },
  /** Version 3 has an error event, after which Alexa says that something went wrong; version 2 gets an error. */
  block(event, request) {
    const { directive } = event;
    return isMap(directive) ? { is: 'respond', response: errorResponse(directive, request) } : { is: 'throw' };
  },
};

const DIRECTIVE = ['directive'];
const MESSAGE = ['header', 'payload', 'endpoint'];
const CREDENTIALS = ['scope', 'accessToken', 'grant', 'grantee'];

/** https://developer.amazon.com/en-US/docs/alexa/device-apis/alexa-errorresponse.html */
function errorResponse(directive: Record<string, unknown>, request: BlockRequest): unknown {
  const { header, endpoint } = directive;
  const correlationToken = isMap(header) ? header['correlationToken'] : undefined;
  const endpointId = isMap(endpoint) ? endpoint['endpointId'] : undefined;
  return {
    event: {
      header: {
        namespace: 'Alexa',
        name: 'ErrorResponse',
        messageId: request.requestId,
        ...(typeof correlationToken === 'string' ? { correlationToken } : {}),
        payloadVersion: '3',
      },
      ...(typeof endpointId === 'string' ? { endpoint: { endpointId } } : {}),
      payload: { type: 'INVALID_VALUE', message: 'Forbidden' },
    },
  };
}

/** Events after the Amazon page above, by variant. */
export const samples = {
  directive: {
    directive: {
      header: {
        namespace: 'Alexa.ChannelController',
        name: 'ChangeChannel',
        payloadVersion: '3',
        messageId: '1bd5d003-31b9-476f-ad03-71d471922820',
        correlationToken: 'sample-correlation-token',
      },
      endpoint: {
        scope: { type: 'BearerToken', token: 'sample-bearer-token' },
        endpointId: 'hall-screen',
        cookie: { hall: 'north' },
      },
      payload: { channel: { callSign: 'POLLS' }, channelMetadata: { name: 'Results' } },
    },
  },
  'version-2': {
    header: {
      namespace: 'Alexa.ConnectedHome.Control',
      name: 'TurnOnRequest',
      payloadVersion: '2',
      messageId: '9484bf6a-854e-47b8-86cb-54b22f15740d',
    },
    payload: {
      accessToken: 'sample-access-token',
      appliance: { applianceId: 'hall-screen', additionalApplianceDetails: { hall: 'north' } },
    },
  },
} satisfies EventSamples;
