import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { cloudwatchAlarm, samples } from './cloudwatch-alarm.ts';

testMatrix(
  cloudwatchAlarm,
  samples.metric,
  [
    ['the reason', plant(at('alarmData', 'state', 'reason'), PAYLOAD), 'alarmData.state.reason'],
    [
      'the data of the reason',
      plant(at('alarmData', 'state', 'reasonData'), JSON.stringify({ a: PAYLOAD })),
      'alarmData.state.reasonData|json.a',
    ],
    ['the former reason', plant(at('alarmData', 'previousState', 'reason'), PAYLOAD), 'alarmData.previousState.reason'],
    ['a dimension', plant(at('alarmData', 'contributor'), { user: PAYLOAD }), 'alarmData.contributor.user'],
    ['a field beside the alarm', plant(at('command'), PAYLOAD), 'command'],
  ],
  [
    ['the name of the alarm', plant(at('alarmData', 'alarmName'), PAYLOAD)],
    ['the configuration', plant(at('alarmData', 'configuration', 'description'), PAYLOAD)],
  ],
);
