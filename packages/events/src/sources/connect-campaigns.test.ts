import { describe, expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { connectCampaigns, samples } from './connect-campaigns.ts';

const PROFILES = 'Items.CustomerProfiles';

testMatrix(
  connectCampaigns,
  samples.batch,
  [
    [
      'what a customer filled in',
      plant(at('Items', 'CustomerProfiles', 1, 'CustomerData'), JSON.stringify({ firstName: PAYLOAD })),
      `${PROFILES}[1].CustomerData|json.firstName`,
    ],
    [
      'the id of a profile',
      plant(at('Items', 'CustomerProfiles', 0, 'ProfileId'), PAYLOAD),
      `${PROFILES}[0].ProfileId`,
    ],
    ['a field beside the items', plant(at('command'), PAYLOAD), 'command'],
  ],
  [['the campaign', plant(at('InvocationMetadata', 'CampaignContext', 'CampaignName'), PAYLOAD)]],
);

describe('connect-campaigns', () => {
  const [ada, ben] = samples.batch.Items.CustomerProfiles;

  it('takes a hostile profile out', () => {
    expect(
      connectCampaigns.block(samples.batch, { requestId: 'r', paths: [`${PROFILES}[0].CustomerData|json.firstName`] }),
    ).toEqual({ is: 'continue', event: { ...samples.batch, Items: { CustomerProfiles: [ben] } }, removed: [ada] });
  });

  it('gives no result when none is left', () => {
    const paths = [`${PROFILES}[0].ProfileId`, `${PROFILES}[1].ProfileId`];
    expect(connectCampaigns.block(samples.batch, { requestId: 'r', paths })).toEqual({
      is: 'respond',
      response: { Items: { CustomerProfiles: [] } },
      removed: [ada, ben],
    });
  });
});
