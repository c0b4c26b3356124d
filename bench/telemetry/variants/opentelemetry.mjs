import { context as contexts, propagation, SpanKind, trace } from '@opentelemetry/api';
import { NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';

// A span an invocation, which is given to an exporter that drops it: no network, as the others have none.
const exporter = { export: (_spans, done) => done({ code: 0 }), shutdown: async () => undefined };
new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
const tracer = trace.getTracer('bench');

const line = (level, message, fields) => {
  const { traceId, spanId } = trace.getActiveSpan().spanContext();
  console.log(JSON.stringify({ timestamp: new Date().toISOString(), level, message, traceId, spanId, ...fields }));
};

export const handler = async (event, context) => {
  const parent = propagation.extract(contexts.active(), event.headers);
  return tracer.startActiveSpan('bench', { kind: SpanKind.SERVER }, parent, async (span) => {
    const fields = { requestId: context.awsRequestId };
    line('INFO', 'received', { ...fields, path: event.path });
    line('INFO', 'working', { ...fields, step: 1, item: { id: 'i-1', count: 3 } });
    line('INFO', 'done', { ...fields, statusCode: 201 });
    span.end();
    return { statusCode: 201 };
  });
};
