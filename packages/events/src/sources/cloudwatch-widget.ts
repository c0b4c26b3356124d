import { visitExcept } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Custom widget of a CloudWatch dashboard, drawn by a function.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
 *
 * Walked: the parameters at the top and in `widgetContext`, and `forms`: who looks at the dashboard, which can be shared
 * outside the account, fills these in.
 * Not walked: the rest of `widgetContext` is the owner's and CloudWatch's.
 */
export const cloudwatchWidget: EventSource = {
  id: 'cloudwatch-widget',
  title: 'CloudWatch custom widget',
  invocation: 'synchronous',
  match(event) {
    const context = event['widgetContext'];
    return isMap(context) && typeof context['dashboardName'] === 'string' && typeof context['widgetId'] === 'string';
  },
  read(walk, event) {
    visitExcept(walk, event, '', '', CONTEXT);
    visitExcept(walk, event['widgetContext'], '', 'widgetContext', NOT_A_STRANGERS);
  },
  /** What the widget then shows. */
  block() {
    return { is: 'respond', response: '<p>Forbidden</p>' };
  },
};

const CONTEXT = ['widgetContext'];
const NOT_A_STRANGERS = [
  'dashboardName',
  'widgetId',
  'accountId',
  'domain',
  'locale',
  'timezone',
  'period',
  'timeRange',
  'theme',
  'title',
];

/** Events after the AWS page above, by variant. */
export const samples = {
  widget: {
    poll: 'spring-2026',
    widgetContext: {
      dashboardName: 'polls',
      widgetId: 'widget-16',
      accountId: '123456789012',
      domain: 'https://eu-west-1.console.aws.amazon.com',
      locale: 'en',
      timezone: { label: 'UTC', offsetISO: '+00:00', offsetInMinutes: 0 },
      period: 300,
      isAutoPeriod: true,
      timeRange: { mode: 'relative', start: 1795166100000, end: 1795169700000, relativeStart: 3600000 },
      theme: 'light',
      linkCharts: true,
      title: 'Votes',
      forms: { all: { choice: 'blue' } },
      params: { poll: 'spring-2026' },
      width: 588,
      height: 369,
    },
  },
} satisfies EventSamples;
