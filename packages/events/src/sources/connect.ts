import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Amazon Connect flow.
 * https://docs.aws.amazon.com/connect/latest/adminguide/connect-lambda-functions.html
 *
 * Walked: `Parameters` and `ContactData.Attributes`, into which flows put what a caller typed or said, the customer's
 * endpoint (a caller's number or address can be forged), and of chats, tasks and mails the name, description, references
 * and further recipients.
 * Not walked: ids and ARNs, channel, queue, media streams and the system's own endpoint are Connect's and the owner's.
 */
export const connect: EventSource = {
  id: 'connect',
  title: 'Amazon Connect flow',
  invocation: 'synchronous',
  match(event) {
    const details = event['Details'];
    return isMap(details) && isMap(details['ContactData']) && typeof event['Name'] === 'string';
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', EVENT);
    const details = event['Details'];
    visitExcept(walk, details, '', 'Details', DETAILS);
    if (isMap(details)) visitExcept(walk, details['ContactData'], 'Details', 'ContactData', CONTACT);
  },
  /**
   * An error sends the contact down the Error branch of the block, which every flow has to have; any answer would be taken
   * for a success. Connect calls up to three times within the timeout, and is stopped each time.
   */
  block() {
    return { is: 'throw' };
  },
};

const EVENT = ['Name', 'Details'];
const DETAILS = ['ContactData'];
const CONTACT = [
  'Channel',
  'ContactId',
  'InitialContactId',
  'PreviousContactId',
  'RelatedContactId',
  'InitiationMethod',
  'InstanceARN',
  'MediaStreams',
  'Queue',
  'SystemEndpoint',
];

/** Events after the AWS page above, by variant. */
export const samples = {
  flow: {
    Name: 'ContactFlowEvent',
    Details: {
      ContactData: {
        Attributes: { lastMenu: '2', callerSaid: 'blue' },
        Channel: 'VOICE',
        ContactId: '5ca32fbd-8f92-46af-92a5-6b0f970f0efe',
        CustomerEndpoint: { Address: '+12025550123', Type: 'TELEPHONE_NUMBER' },
        InitialContactId: '5ca32fbd-8f92-46af-92a5-6b0f970f0efe',
        InitiationMethod: 'INBOUND',
        InstanceARN: 'arn:aws:connect:eu-west-1:123456789012:instance/0a1b2c3d',
        MediaStreams: { Customer: { Audio: null } },
        Name: '',
        Description: '',
        PreviousContactId: '5ca32fbd-8f92-46af-92a5-6b0f970f0efe',
        Queue: null,
        References: { minutes: { Type: 'URL', Value: 'https://example.com/minutes' } },
        SystemEndpoint: { Address: '+12025550100', Type: 'TELEPHONE_NUMBER' },
      },
      Parameters: { choice: 'blue' },
    },
  },
} satisfies EventSamples;
