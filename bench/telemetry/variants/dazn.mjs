import CorrelationIds from '@dazn/lambda-powertools-correlation-ids';
import Log from '@dazn/lambda-powertools-logger';

export const handler = async (event, context) => {
  CorrelationIds.replaceAllWith({ 'x-correlation-id': context.awsRequestId, awsRequestId: context.awsRequestId });
  CorrelationIds.set('item', 'i-1');
  Log.info('received', { path: event.path });
  Log.info('working', { step: 1, item: { id: 'i-1', count: 3 } });
  Log.info('done', { statusCode: 201 });
  return { statusCode: 201 };
};
