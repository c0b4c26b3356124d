import { visitExcept } from '../reading/except.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Custom identity provider of AWS Transfer Family (SFTP, FTPS, FTP, AS2).
 * https://docs.aws.amazon.com/transfer/latest/userguide/custom-lambda-idp.html
 *
 * Walked: user name and password, which anybody who reaches the server can send.
 * Not walked: protocol, server and address are AWS's.
 */
export const transferFamily: EventSource = {
  id: 'transfer-family',
  title: 'Transfer Family identity provider',
  invocation: 'synchronous',
  match(event) {
    const { serverId } = event;
    return (
      typeof serverId === 'string' &&
      serverId.startsWith('s-') &&
      typeof event['username'] === 'string' &&
      typeof event['protocol'] === 'string'
    );
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', NOT_A_STRANGERS);
  },
  /** An answer without a role denies the login. */
  block() {
    return { is: 'respond', response: {} };
  },
};

const NOT_A_STRANGERS = ['protocol', 'serverId', 'sourceIp'];

/** Events after the AWS page above, by variant. */
export const samples = {
  login: {
    username: 'ada',
    password: 'not-a-real-password',
    protocol: 'SFTP',
    serverId: 's-0a1b2c3d4e5f60718',
    sourceIp: '198.51.100.7',
  },
} satisfies EventSamples;
