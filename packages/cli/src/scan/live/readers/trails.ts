import {
  CloudTrailClient,
  DescribeTrailsCommand,
  GetEventSelectorsCommand,
  GetTrailStatusCommand,
} from '@aws-sdk/client-cloudtrail';
import { type LiveResource, pick, properties, toValue } from '@bulkhead/iac';
import { given, propertyOf, refusedValue } from '../ask.ts';
import { each, type ReadContext } from '../reader.ts';

export const Client = CloudTrailClient;

/** Trails that record what happens in this region, wherever they are kept; what each of them records. */
export async function readTrails(context: ReadContext): Promise<readonly LiveResource[]> {
  const { ask, accountId, partition, region } = context;
  const trails = await ask(DescribeTrailsCommand, { includeShadowTrails: true }, { always: true });
  if (trails.kind === 'refused') {
    // There may be some; which is not known.
    const unread = refusedValue(trails);
    const id = `arn:${partition}:cloudtrail:${region}:${accountId}:trail/#unread`;
    return [{ id, type: 'AWS::CloudTrail::Trail', properties: { IsLogging: unread, EventSelectors: unread } }];
  }
  return each(trails.kind === 'found' ? (trails.value.trailList ?? []) : [], async (trail) => {
    const id = trail.TrailARN ?? '';
    const [status, selectors] = await Promise.all([
      ask(GetTrailStatusCommand, { Name: id }),
      ask(GetEventSelectorsCommand, { TrailName: id }),
    ]);
    return [
      {
        id,
        type: 'AWS::CloudTrail::Trail',
        properties: {
          ...pick(trail, ['IncludeGlobalServiceEvents', 'IsMultiRegionTrail', 'KMSKeyId', 'S3BucketName']),
          ...properties({ TrailName: trail.Name, EnableLogFileValidation: trail.LogFileValidationEnabled }),
          ...given({
            IsLogging: propertyOf(status, ({ IsLogging }) => IsLogging),
            EventSelectors: propertyOf(selectors, ({ EventSelectors }) => toValue(EventSelectors)),
            AdvancedEventSelectors: propertyOf(selectors, (value) => toValue(value.AdvancedEventSelectors)),
          }),
        },
      },
    ];
  });
}
