import { cloudformation } from '../helpers/fixture.ts';
import { cannotTell, found, perResource } from '../helpers/resources.ts';
import { field, isUndecided, numberOf } from '../helpers/values.ts';
import type { Rule } from '../rule.ts';

const PATH = ['RetentionPeriodHours'];

export const rule: Rule = {
  id: 'kinesis-retention-short',
  title: 'A stream forgets within a day',
  severity: 'low',
  risk: 'SAS-8',
  needs: 'template',
  // Longer retention is paid by the shard and the hour.
  defaultState: 'off',
  rationale:
    'Records of a stream are gone after 24 hours unless more is set, read or not. A consumer that fails from Friday evening on has lost a day of them by Sunday.',
  fix: 'Set RetentionPeriodHours to what a repair may take over a weekend: 72 and more.',
  references: ['https://docs.aws.amazon.com/streams/latest/dev/kinesis-extended-retention.html', 'CWE-693'],
  peers: ['prowler kinesis_stream_data_retention_period'],
  check: perResource(['AWS::Kinesis::Stream'], function* (stream) {
    const hours = field(stream.properties, ...PATH);
    if (isUndecided(hours)) yield cannotTell(stream, PATH, 'how long records are kept');
    else if ((numberOf(hours) ?? 24) <= 24) yield found(stream, PATH, `${stream.id} keeps its records for 24 hours`);
  }),
  fixtures: {
    fails: [
      cloudformation('by default', 'Stream: { Type: AWS::Kinesis::Stream, Properties: { ShardCount: 1 } }'),
      cloudformation('a day', 'Stream: { Type: AWS::Kinesis::Stream, Properties: { RetentionPeriodHours: 24 } }'),
    ],
    passes: [
      cloudformation('a week', 'Stream: { Type: AWS::Kinesis::Stream, Properties: { RetentionPeriodHours: 168 } }'),
    ],
  },
};
