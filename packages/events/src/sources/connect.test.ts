import { describe, expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { connect, samples } from './connect.ts';

const contact = (...steps: string[]) => at('Details', 'ContactData', ...steps);
const CONTACT = 'Details.ContactData';

testMatrix(
  connect,
  samples.flow,
  [
    ['a parameter', plant(at('Details', 'Parameters', 'choice'), PAYLOAD), 'Details.Parameters.choice'],
    ['an attribute', plant(contact('Attributes', 'callerSaid'), PAYLOAD), `${CONTACT}.Attributes.callerSaid`],
    ['the name of an attribute', plant(contact('Attributes', PAYLOAD), '1'), `${CONTACT}.Attributes.{keys}.${PAYLOAD}`],
    [
      "the customer's address",
      plant(contact('CustomerEndpoint', 'Address'), PAYLOAD),
      `${CONTACT}.CustomerEndpoint.Address`,
    ],
    ['the description of a task', plant(contact('Description'), PAYLOAD), `${CONTACT}.Description`],
    ['the subject of a mail', plant(contact('Name'), PAYLOAD), `${CONTACT}.Name`],
    ['a reference', plant(contact('References', 'minutes', 'Value'), PAYLOAD), `${CONTACT}.References.minutes.Value`],
    ['a field beside the details', plant(at('command'), PAYLOAD), 'command'],
  ],
  [
    ["the system's address", plant(contact('SystemEndpoint', 'Address'), PAYLOAD)],
    ['the queue', plant(contact('Queue'), { Name: PAYLOAD })],
    ['the id of the contact', plant(contact('ContactId'), PAYLOAD)],
  ],
);

describe('connect', () => {
  it('takes the Error branch of the flow', () => {
    expect(connect.block(samples.flow, { requestId: 'r', paths: ['Details.Parameters.choice'] })).toEqual({
      is: 'throw',
    });
  });
});
