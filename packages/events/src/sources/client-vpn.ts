import { visitExcept } from '../reading/except.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Client connect handler of AWS Client VPN.
 * https://docs.aws.amazon.com/vpn/latest/clientvpn-admin/connection-authorization.html
 *
 * Walked: user name, common name, platform and the versions that the client claims to have, groups.
 * Not walked: ids, address and the version of the schema are AWS's.
 */
export const clientVpn: EventSource = {
  id: 'client-vpn',
  title: 'Client VPN connect handler',
  invocation: 'synchronous',
  match(event) {
    return typeof event['connection-id'] === 'string' && typeof event['endpoint-id'] === 'string';
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', NOT_A_STRANGERS);
  },
  /** Version 3 of the answer renamed the message; an answer in the other form is refused, which denies as well. */
  block(event) {
    const version = event['schema-version'];
    const isOld = version === 'v1' || version === 'v2';
    return {
      is: 'respond',
      response: {
        allow: false,
        [isOld ? 'error-msg-on-failed-posture-compliance' : 'error-msg-on-denied-connection']: 'Forbidden',
        'posture-compliance-statuses': [],
        'schema-version': isOld ? version : 'v3',
      },
    };
  },
};

const NOT_A_STRANGERS = ['connection-id', 'endpoint-id', 'public-ip', 'schema-version'];

/** Events after the AWS page above, by variant. */
export const samples = {
  connect: {
    'connection-id': 'cvpn-connection-04e7e1b2f0daf9460',
    'endpoint-id': 'cvpn-endpoint-0f13eab7f860433cc',
    'common-name': 'ada.example.com',
    username: 'ada',
    platform: 'linux',
    'platform-version': '6.12',
    'public-ip': '198.51.100.7',
    'client-openvpn-version': '2.6.12',
    groups: 'polls',
    'schema-version': 'v3',
  },
} satisfies EventSamples;
