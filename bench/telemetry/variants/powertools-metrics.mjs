import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

const logger = new Logger({ serviceName: 'bench' });
const metrics = new Metrics({ namespace: 'bench', serviceName: 'bench' });

export const handler = async (event, context) => {
  logger.addContext(context);
  logger.info('received', { path: event.path });
  logger.info('working', { step: 1, item: { id: 'i-1', count: 3 } });
  logger.info('done', { statusCode: 201 });
  metrics.addMetric('Orders', MetricUnit.Count, 1);
  metrics.publishStoredMetrics();
  return { statusCode: 201 };
};
