import { type CorrelationScope, correlationStoreSoFar } from '@bulkhead/core';
import { followEnds } from '../correlation/ends.ts';
import { currentScope } from '../current.ts';
import { writeWhole } from '../print.ts';
import { type Batch, createBatch } from './batch.ts';
import { type Dimensions, type MetricUnit, metricName } from './emf.ts';
import { monitoringLine } from './monitoring.ts';

export type { Dimensions, MetricUnit } from './emf.ts';

export interface MetricsOptions {
  /** The function's name by default. */
  readonly namespace?: string;
  /** Of all metrics. `service`, where `withTelemetry` was given one, by default. */
  readonly dimensions?: Dimensions;
}

export interface MetricOptions {
  readonly unit?: MetricUnit;
  /** 1 has CloudWatch keep it by the second, which costs more. 60 by default. */
  readonly resolution?: 1 | 60;
  /** What this one is told apart by, besides what all are; several sets are several metrics. */
  readonly dimensions?: Dimensions | readonly Dimensions[];
  /** Of another request than the one that running code is in: `contextOf(record)`. */
  readonly context?: CorrelationScope;
}

/** Metrics as log lines, which CloudWatch reads by itself: nothing is sent, and nothing waits. */
export interface Metrics {
  configure(options: MetricsOptions): void;
  /** @param value how many; 1 by default */
  count(name: string, value?: number, options?: MetricOptions): void;
  /** @param milliseconds how long something took */
  time(name: string, milliseconds: number, options?: MetricOptions): void;
  /** Any other figure; its unit is `None` unless one is given. */
  put(name: string, value: number, options?: MetricOptions): void;
  /** What is searchable beside the metrics of this request in the log, an order's id for instance. */
  property(name: string, value: string | number | boolean): void;
  /**
   * Prints what was counted so far for this request, and for all records of the same invocation. Happens by itself when its
   * invocation or record ends.
   */
  flush(context?: CorrelationScope): void;
  /** Prints at once, as `MONITORING|value|unit|name|namespace|dimensions`, for log shippers that make metrics of it. */
  monitor(
    value: number,
    unit: MetricUnit,
    name: string,
    options?: { readonly namespace?: string; readonly dimensions?: Dimensions },
  ): void;
}

export interface MetricsEnvironment {
  /** Read when it is first needed; a function, so that bundlers see that nothing happens. */
  readonly env: () => Readonly<Record<string, string | undefined>>;
  readonly current: () => CorrelationScope | undefined;
  readonly service?: () => string | undefined;
  readonly print: (line: string) => void;
  readonly now: () => number;
}

export function createMetrics({ env, current, service, print, now }: MetricsEnvironment): Metrics {
  const batches = new Map<CorrelationScope, Batch>();
  let settings: MetricsOptions = {};

  const namespaceOf = (given?: string): string =>
    metricName(given ?? settings.namespace ?? env()['AWS_LAMBDA_FUNCTION_NAME']) ?? 'bulkhead';

  const dimensionsOfAll = (): Dimensions => {
    const name = service?.();
    return settings.dimensions ?? (name ? { service: name } : {});
  };

  function newBatch(scope: CorrelationScope | undefined): Batch {
    return createBatch({
      namespace: namespaceOf(),
      dimensions: dimensionsOfAll(),
      properties: () => (scope ? { requestId: scope.requestId, ...scope.fields, traceId: scope.traceId } : {}),
      level: env()['AWS_LAMBDA_LOG_LEVEL'] || 'INFO',
      print,
      now,
    });
  }

  function batchOf(scope: CorrelationScope): Batch {
    const known = batches.get(scope);
    if (known) return known;
    // From the next invocation on; the first prints at once where nobody has asked before.
    followEnds(correlationStoreSoFar());
    const batch = newBatch(scope);
    batches.set(scope, batch);
    scope.atEnd(() => {
      batch.flush();
      batches.delete(scope);
    });
    return batch;
  }

  function put(name: string, value: number, options: MetricOptions = {}): void {
    const { unit = 'None', resolution = 60, dimensions, context } = options;
    try {
      const scope = context ?? current();
      const batch = scope ? batchOf(scope) : newBatch(undefined);
      batch.add({ name, value, unit, resolution, dimensions });
      // Outside of an invocation, and after its end, nothing says when to print.
      if (!scope || !batches.has(scope)) batch.flush();
    } catch {
      // Dimensions that cannot be read: a metric is not worth an invocation.
    }
  }

  return {
    configure(options) {
      settings = { ...settings, ...options };
    },
    put,
    count: (name, value = 1, options) => put(name, value, { unit: 'Count', ...options }),
    time: (name, milliseconds, options) => put(name, milliseconds, { unit: 'Milliseconds', ...options }),
    property(name, value) {
      const scope = current();
      if (scope) batchOf(scope).property(name, value);
    },
    flush(context) {
      const scope = context ?? current();
      for (const [other, batch] of batches) {
        if (other === scope || other.requestId === scope?.requestId) batch.flush();
      }
    },
    monitor(value, unit, name, { namespace, dimensions } = {}) {
      const line = monitoringLine(value, unit, name, namespaceOf(namespace), { ...dimensionsOfAll(), ...dimensions });
      if (line !== undefined) print(line);
    },
  };
}

/**
 * Metrics as log lines, printed when the invocation or record ends that they were counted in.
 * @example metrics.count('Orders', 1, { dimensions: { currency: 'EUR' } });
 */
export const metrics: Metrics = /* @__PURE__ */ createMetrics({
  env: () => process.env,
  current: currentScope,
  service: () => correlationStoreSoFar()?.service,
  print: (line) => void writeWhole(`${line}\n`),
  now: () => Date.now(),
});
