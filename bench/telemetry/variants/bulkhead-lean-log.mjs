import { log } from '@bulkhead/runtime/telemetry/lean';

export const handler = async (event, context) => {
  const line = log.child({ invocation: context.awsRequestId });
  line.info({ path: event.path }, 'received');
  line.info({ step: 1, item: { id: 'i-1', count: 3 } }, 'working');
  line.info({ statusCode: 201 }, 'done');
  return { statusCode: 201 };
};
