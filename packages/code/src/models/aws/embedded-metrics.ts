import type { Model, ModelSet } from '../../engine/types.ts';

/** `metricScope((metrics) => async (event) => …)` is the function within, which writes its metrics to the log. */
const metricScope: Model = (call, engine) => {
  const [maker] = call.arguments;
  if (maker === undefined || !engine.isFunction(maker)) return undefined;
  return engine.call(maker, [engine.external('aws-embedded-metrics', 'MetricsLogger#')], call.place);
};

/** https://github.com/awslabs/aws-embedded-metrics-node */
export const embeddedMetrics: ModelSet = {
  language: 'javascript',
  modules: ['aws-embedded-metrics'],
  calls: { metricScope },
};
