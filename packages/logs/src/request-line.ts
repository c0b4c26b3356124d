import { createHash } from 'node:crypto';
import type { Correlation, LogLine, RequestLine } from './types.ts';

/** A function's clock is believed when the log event's agrees about so much; it is finer, and keeps lines in their order. */
const CLOCK_MS = 900_000;

/**
 * The line with who it is. Its id is made of where, when and what (or of the log event's id), so that a second delivery is
 * known as one whoever makes it.
 * @param running request id of the invocation that runs in the stream, for lines that do not tell theirs
 */
export function requestLine(correlation: Correlation, line: LogLine, running: string | undefined): RequestLine {
  const { id: correlationId, time: own, requestId, ...rest } = correlation;
  const { stream } = line;
  const time = own !== undefined && (line.time <= 0 || Math.abs(own - line.time) <= CLOCK_MS) ? own : line.time;
  const { account, region } = stream.function;
  const place = [account, region, stream.logGroup, stream.logStream, line.time].join('\n');
  return {
    ...rest,
    kind: 'line',
    id: createHash('sha256')
      .update(`${place}\n${line.id ?? line.text}`)
      .digest('hex')
      .slice(0, 32),
    correlationId,
    requestId: requestId ?? running ?? '',
    time: Math.max(0, Math.floor(time)),
    function: stream.function,
    logStream: stream.logStream,
  };
}

/** About how many bytes a line takes in memory: its texts and 1 kB for what stands beside them. */
export function weightOf(line: RequestLine): number {
  return 1_000 + line.message.length + (line.error?.length ?? 0) + (line.fields?.length ?? 0);
}
