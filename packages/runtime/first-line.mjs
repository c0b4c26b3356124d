// Loads a built telemetry entry and has it follow a request, for the functions that this calls; see eager.mjs.
import { pathToFileURL } from 'node:url';

const { correlation, log, metrics, withTelemetry } = await import(pathToFileURL(process.argv[2]).href);
const handler = withTelemetry(async () => {
  correlation.set('order', 'o-1');
  log.info({ order: { id: 'o-1', count: 1 } }, 'ordered');
  metrics.count('Orders');
});
const headers = { Host: 'api.example.com', 'User-Agent': 'curl/8', 'X-Correlation-Id': 'c-1' };
const event = { httpMethod: 'POST', headers, requestContext: { requestId: 'r-1' }, body: '{}' };
process.env._X_AMZN_TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
await handler(event, { awsRequestId: '5f1c2f6e-7d4a-4c55-9d3f-000000000001' });
