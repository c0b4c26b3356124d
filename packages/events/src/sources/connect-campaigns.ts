import { visitOthers } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import { removeFromLists } from '../reading/records.ts';
import { visitRecordLists } from '../reading/visit-records.ts';
import type { EventSamples, EventSource } from '../types.ts';

const FIELDS = ['InvocationMetadata', 'Items'];
const NONE: readonly string[] = [];

/**
 * Amazon Connect outbound campaign: a batch of customer profiles.
 * https://docs.aws.amazon.com/connect/latest/adminguide/lambda-invoke-functions.html
 *
 * Walked: `Items`, that is each profile with its `CustomerData`, JSON in a string, which customers filled in.
 * Not walked: `InvocationMetadata` is the owner's and Connect's.
 */
export const connectCampaigns: EventSource = {
  id: 'connect-campaigns',
  title: 'Amazon Connect outbound campaign',
  invocation: 'synchronous',
  match(event) {
    const items = event['Items'];
    return isMap(items) && Array.isArray(items['CustomerProfiles']) && isMap(event['InvocationMetadata']);
  },
  fields: FIELDS,
  read(walk, event) {
    visitRecordLists(walk, event['Items'], 'Items', (profile, path) => visitOthers(walk, profile, path, NONE));
  },
  /** A hostile profile is taken out of the batch and has no result; the others have theirs. */
  block(event, request) {
    const outcome = removeFromLists(event, 'Items', request);
    return outcome.is === 'respond' ? { ...outcome, response: NO_RESULTS } : outcome;
  },
};

const NO_RESULTS = { Items: { CustomerProfiles: [] } };

/** Events after the AWS page above, by variant. */
export const samples = {
  batch: {
    InvocationMetadata: {
      CampaignContext: { CampaignId: 'campaign-1', RunId: 'run-1', ActionId: 'activity-1', CampaignName: 'Spring' },
    },
    Items: {
      CustomerProfiles: [
        { ProfileId: 'customer-1', CustomerData: '{"firstName":"Ada"}', IdempotencyToken: 'token-1' },
        { ProfileId: 'customer-2', CustomerData: '{"firstName":"Ben"}', IdempotencyToken: 'token-2' },
      ],
    },
  },
} satisfies EventSamples;
