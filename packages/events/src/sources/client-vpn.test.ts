import { describe, expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { clientVpn, samples } from './client-vpn.ts';

testMatrix(
  clientVpn,
  samples.connect,
  [
    ['the user name', plant(at('username'), PAYLOAD), 'username'],
    ['the common name', plant(at('common-name'), PAYLOAD), 'common-name'],
    ['the platform', plant(at('platform-version'), PAYLOAD), 'platform-version'],
    ['the version of the client', plant(at('client-openvpn-version'), PAYLOAD), 'client-openvpn-version'],
    ['the groups', plant(at('groups'), PAYLOAD), 'groups'],
  ],
  [['the connection', plant(at('connection-id'), PAYLOAD)]],
);

describe('client-vpn', () => {
  it.each([
    ['v3', 'error-msg-on-denied-connection', 'v3'],
    ['v1', 'error-msg-on-failed-posture-compliance', 'v1'],
    ['v9', 'error-msg-on-denied-connection', 'v3'],
  ])('denies a connection of schema %s', (version, message, answered) => {
    const event = { ...samples.connect, 'schema-version': version };
    expect(clientVpn.block(event, { requestId: 'r', paths: ['username'] })).toEqual({
      is: 'respond',
      response: {
        allow: false,
        [message]: 'Forbidden',
        'posture-compliance-statuses': [],
        'schema-version': answered,
      },
    });
  });
});
