import { describe, expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { alexaSmartHome, samples } from './alexa-smart-home.ts';

testMatrix(
  alexaSmartHome,
  samples.directive,
  [
    [
      'what the user named',
      plant(at('directive', 'payload', 'channelMetadata', 'name'), PAYLOAD),
      'directive.payload.channelMetadata.name',
    ],
    [
      'the id of the endpoint',
      plant(at('directive', 'endpoint', 'endpointId'), PAYLOAD),
      'directive.endpoint.endpointId',
    ],
    [
      'a cookie of the endpoint',
      plant(at('directive', 'endpoint', 'cookie', 'hall'), PAYLOAD),
      'directive.endpoint.cookie.hall',
    ],
    ['a field beside the directive', plant(at('command'), PAYLOAD), 'command'],
    ['a field in the directive', plant(at('directive', 'command'), PAYLOAD), 'directive.command'],
  ],
  [
    ['the bearer token', plant(at('directive', 'endpoint', 'scope', 'token'), PAYLOAD)],
    ['the code of a grant', plant(at('directive', 'payload', 'grant'), { code: PAYLOAD })],
    ['the correlation token', plant(at('directive', 'header', 'correlationToken'), PAYLOAD)],
  ],
);

testMatrix(
  alexaSmartHome,
  samples['version-2'],
  [
    ['an id', plant(at('payload', 'appliance', 'applianceId'), PAYLOAD), 'payload.appliance.applianceId'],
    [
      'a detail of an appliance',
      plant(at('payload', 'appliance', 'additionalApplianceDetails', 'hall'), PAYLOAD),
      'payload.appliance.additionalApplianceDetails.hall',
    ],
    ['a field beside the payload', plant(at('command'), PAYLOAD), 'command'],
  ],
  [['the access token', plant(at('payload', 'accessToken'), PAYLOAD)]],
);

describe('alexa-smart-home', () => {
  it('answers a directive with an error event', () => {
    expect(alexaSmartHome.block(samples.directive, { requestId: 'r-1', paths: [] })).toEqual({
      is: 'respond',
      response: {
        event: {
          header: {
            namespace: 'Alexa',
            name: 'ErrorResponse',
            messageId: 'r-1',
            correlationToken: 'sample-correlation-token',
            payloadVersion: '3',
          },
          endpoint: { endpointId: 'hall-screen' },
          payload: { type: 'INVALID_VALUE', message: 'Forbidden' },
        },
      },
    });
  });

  it('fails a request of version 2', () => {
    expect(alexaSmartHome.block(samples['version-2'], { requestId: 'r', paths: [] })).toEqual({ is: 'throw' });
  });
});
