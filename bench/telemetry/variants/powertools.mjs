import { Logger } from '@aws-lambda-powertools/logger';

const logger = new Logger({ serviceName: 'bench' });

export const handler = async (event, context) => {
  logger.addContext(context);
  logger.info('received', { path: event.path });
  logger.info('working', { step: 1, item: { id: 'i-1', count: 3 } });
  logger.info('done', { statusCode: 201 });
  return { statusCode: 201 };
};
