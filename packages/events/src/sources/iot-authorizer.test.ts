import { describe, expect, it } from 'vitest';
import { at, BASE64, ENCODED, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { iotAuthorizer, samples } from './iot-authorizer.ts';

const data = (...steps: string[]) => at('protocolData', ...steps);

testMatrix(
  iotAuthorizer,
  samples.connect,
  [
    ['the token', plant(at('token'), PAYLOAD), 'token'],
    ['a header', plant(data('http', 'headers', 'user-agent'), PAYLOAD), 'protocolData.http.headers.user-agent'],
    ['the query', plant(data('http', 'queryString'), `?q=${ENCODED}`), 'protocolData.http.queryString|query.q'],
    ['the user name', plant(data('mqtt', 'username'), PAYLOAD), 'protocolData.mqtt.username'],
    ['the password', plant(data('mqtt', 'password'), BASE64), 'protocolData.mqtt.password|base64'],
    ['the client id', plant(data('mqtt', 'clientId'), PAYLOAD), 'protocolData.mqtt.clientId'],
    ['the server name', plant(data('tls', 'serverName'), PAYLOAD), 'protocolData.tls.serverName'],
  ],
  [['the id of the connection', plant(at('connectionMetadata', 'id'), PAYLOAD)]],
);

describe('iot-authorizer', () => {
  it('denies the connection', () => {
    expect(iotAuthorizer.block(samples.connect, { requestId: 'r', paths: ['token'] })).toMatchObject({
      is: 'respond',
      response: { isAuthenticated: false, policyDocuments: [] },
    });
  });
});
