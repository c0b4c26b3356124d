import { describe, expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { cloudwatchWidget, samples } from './cloudwatch-widget.ts';

testMatrix(
  cloudwatchWidget,
  samples.widget,
  [
    ['a parameter', plant(at('poll'), PAYLOAD), 'poll'],
    ['a parameter in the context', plant(at('widgetContext', 'params', 'poll'), PAYLOAD), 'widgetContext.params.poll'],
    [
      'a field of a form',
      plant(at('widgetContext', 'forms', 'all', 'choice'), PAYLOAD),
      'widgetContext.forms.all.choice',
    ],
  ],
  [['the name of the dashboard', plant(at('widgetContext', 'dashboardName'), PAYLOAD)]],
);

describe('cloudwatch-widget', () => {
  it('shows that it is forbidden', () => {
    expect(cloudwatchWidget.block(samples.widget, { requestId: 'r', paths: ['poll'] })).toEqual({
      is: 'respond',
      response: '<p>Forbidden</p>',
    });
  });
});
