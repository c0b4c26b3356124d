import { pino } from 'pino';
import { lambdaRequestTracker, pinoLambdaDestination } from 'pino-lambda';

const logger = pino(pinoLambdaDestination());
const track = lambdaRequestTracker();

export const handler = async (event, context) => {
  track(event, context);
  logger.info({ path: event.path }, 'received');
  logger.info({ step: 1, item: { id: 'i-1', count: 3 } }, 'working');
  logger.info({ statusCode: 201 }, 'done');
  return { statusCode: 201 };
};
