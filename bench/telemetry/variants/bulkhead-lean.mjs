import { correlation, log, withTelemetry } from '@bulkhead/runtime/telemetry/lean';

export const handler = withTelemetry(async (event) => {
  correlation.set('item', 'i-1');
  log.info({ path: event.path }, 'received');
  log.info({ step: 1, item: { id: 'i-1', count: 3 } }, 'working');
  log.info({ statusCode: 201 }, 'done');
  return { statusCode: 201 };
});
