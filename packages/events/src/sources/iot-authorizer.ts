import { visitBase64 } from '../reading/base64.ts';
import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import { visitPairs } from '../reading/query.ts';
import { emit } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Custom authorizer of AWS IoT Core: a device asks to connect.
 * https://docs.aws.amazon.com/iot/latest/developerguide/custom-auth-lambda.html
 *
 * Walked: token, HTTP headers and query, MQTT user name, password (base64) and client id, TLS server name: the device
 * sends all of them, before anybody has said who it is.
 * Not walked: the id of the connection and the list of protocols are AWS's.
 */
export const iotAuthorizer: EventSource = {
  id: 'iot-authorizer',
  title: 'AWS IoT custom authorizer',
  invocation: 'synchronous',
  match(event) {
    return (
      typeof event['signatureVerified'] === 'boolean' &&
      isMap(event['protocolData']) &&
      Array.isArray(event['protocols'])
    );
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', EVENT);
    const data = event['protocolData'];
    visitExcept(walk, data, '', 'protocolData', PROTOCOLS);
    if (!isMap(data)) return;
    const { http, mqtt } = data;
    visitExcept(walk, http, 'protocolData', 'http', QUERY);
    const query = isMap(http) ? http['queryString'] : undefined;
    if (typeof query === 'string' && query !== '') {
      emit(walk, query, 'protocolData.http', 'queryString', true);
      visitPairs(walk, query.startsWith('?') ? query.slice(1) : query, 'protocolData.http.queryString|query');
    }
    visitExcept(walk, mqtt, 'protocolData', 'mqtt', PASSWORD);
    if (isMap(mqtt)) visitBase64(walk, mqtt['password'], 'protocolData.mqtt', 'password');
  },
  block() {
    return { is: 'respond', response: DENIED };
  },
};

const EVENT = ['signatureVerified', 'protocols', 'protocolData', 'connectionMetadata'];
const PROTOCOLS = ['http', 'mqtt'];
const QUERY = ['queryString'];
const PASSWORD = ['password'];

/** AWS IoT wants every field, though nothing but the first counts; the times are the shortest that it takes. */
const DENIED = {
  isAuthenticated: false,
  principalId: 'denied',
  disconnectAfterInSeconds: 300,
  refreshAfterInSeconds: 300,
  policyDocuments: [],
};

/** Events after the AWS page above, by variant. */
export const samples = {
  connect: {
    token: 'booth-17-token',
    signatureVerified: true,
    protocols: ['tls', 'http', 'mqtt'],
    protocolData: {
      tls: { serverName: 'a1b2c3d4e5-ats.iot.eu-west-1.amazonaws.com' },
      http: { headers: { 'user-agent': 'booth/1.2' }, queryString: '?firmware=1.2&hall=north' },
      mqtt: { username: 'booth-17', password: 'bm90LWEtcmVhbC1wYXNzd29yZA==', clientId: 'booth-17' },
    },
    connectionMetadata: { id: 'e56f08c3-c559-490f-aa9f-7e8427d0f57b' },
  },
} satisfies EventSamples;
