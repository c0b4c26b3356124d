import { visitExcept } from '../reading/except.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Cognito Sync, when an app synchronises a dataset.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-events.html
 *
 * Walked: the name of the dataset and all of its records, names and values: the app writes them.
 * Not walked: identity and pool ids and the region are AWS's.
 */
export const cognitoSync: EventSource = {
  id: 'cognito-sync',
  title: 'Cognito Sync',
  invocation: 'synchronous',
  match(event) {
    return event['eventType'] === 'SyncTrigger' && typeof event['identityPoolId'] === 'string';
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', NOT_A_STRANGERS);
  },
  /** The app's UpdateRecords fails and nothing is stored; the event returned as it came would store it. */
  block() {
    return { is: 'throw' };
  },
};

const NOT_A_STRANGERS = ['version', 'eventType', 'region', 'identityPoolId', 'identityId'];

/** Events after the AWS page above, by variant. */
export const samples = {
  sync: {
    version: 2,
    eventType: 'SyncTrigger',
    region: 'eu-west-1',
    identityPoolId: 'eu-west-1:0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
    identityId: 'eu-west-1:1a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
    datasetName: 'preferences',
    datasetRecords: {
      theme: { oldValue: 'light', newValue: 'dark', op: 'replace' },
      draft: { oldValue: 'blue', newValue: 'red', op: 'replace' },
    },
  },
} satisfies EventSamples;
