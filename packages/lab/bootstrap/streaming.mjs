// awslambda.streamifyResponse and HttpResponseStream (docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html).
import { STREAMING, toErrorBody } from './handler.mjs';

const PRELUDE_TYPE = 'application/vnd.awslambda.http-integration-response';

export function installStreaming() {
  globalThis.awslambda = {
    ...globalThis.awslambda,
    streamifyResponse: (handler) => {
      handler[STREAMING] = 'response';
      return handler;
    },
    HttpResponseStream: {
      from: (stream, prelude) => {
        stream.setContentType(PRELUDE_TYPE);
        stream._onBeforeFirstWrite = (write) => {
          write(JSON.stringify(prelude));
          write(new Uint8Array(8));
        };
        return stream;
      },
    },
  };
}

/** The request itself is the stream the handler writes to. */
export function createStream(outgoing) {
  let started = false;
  const write = outgoing.write.bind(outgoing);
  const end = outgoing.end.bind(outgoing);
  const begin = () => {
    if (started) return;
    started = true;
    outgoing._onBeforeFirstWrite?.((chunk) => write(chunk));
  };
  const toBytes = (chunk) => (typeof chunk === 'string' || chunk instanceof Uint8Array ? chunk : JSON.stringify(chunk));
  outgoing.setContentType = (type) => outgoing.setHeader('Content-Type', type);
  outgoing.write = (chunk, ...rest) => {
    begin();
    return write(toBytes(chunk), ...rest);
  };
  outgoing.end = (chunk, ...rest) => {
    if (chunk === undefined || chunk === null || typeof chunk === 'function') return end(chunk, ...rest);
    begin();
    return end(toBytes(chunk), ...rest);
  };
  const finished = new Promise((resolve, reject) => {
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      incoming.resume();
      incoming.on('end', resolve);
    });
  });
  finished.catch(() => {});
  const fail = async (error) => {
    const { body, errorType } = toErrorBody(error);
    if (!outgoing.writableEnded) {
      outgoing.addTrailers({
        'Lambda-Runtime-Function-Error-Type': errorType,
        'Lambda-Runtime-Function-Error-Body': Buffer.from(body).toString('base64'),
      });
      end();
    }
    await finished;
  };
  return { stream: outgoing, finished, fail };
}
