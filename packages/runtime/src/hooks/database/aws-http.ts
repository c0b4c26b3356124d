import { headerOf, type SqlOperation, sqlOperation, textsAt } from './aws-apis.ts';
import { copyOf, utf8 } from './bytes.ts';
import { NO_STATEMENTS, type Statement, type StatementReader } from './statement.ts';

/** A head that is longer is none of an AWS SDK. */
const LONGEST_HEAD = 65_536;

/** A request that is larger is refused by each of these services. */
const LARGEST_BODY = 8 * 1024 * 1024;

/** Statements in requests to AWS, over one connection that is kept open. Only bodies that carry SQL are kept. */
export function awsReader(): StatementReader {
  let head: Uint8Array = new Uint8Array(0);
  let left = 0;
  let body: Uint8Array[] | undefined;
  let operation: SqlOperation | undefined;
  let lost = false;

  function begin(text: string): void {
    const length = headerOf(text, 'content-length');
    // The SDKs say how long each body is.
    if (length === undefined ? headerOf(text, 'transfer-encoding') !== undefined : !/^\d{1,12}$/.test(length))
      lost = true;
    left = Number(length ?? 0);
    operation = left <= LARGEST_BODY ? sqlOperation(text) : undefined;
    body = operation && [];
  }

  function finish(found: Statement[]): void {
    const whole = body!.length === 1 ? body![0]! : Buffer.concat(body!);
    body = undefined;
    let parsed: unknown;
    try {
      parsed = JSON.parse(utf8(whole, 0, whole.length));
    } catch {
      return;
    }
    for (const text of textsAt(parsed, operation!.path)) {
      found.push({ is: 'sql', dialect: operation!.dialect, text, frame: undefined, operation: operation!.name });
    }
  }

  return {
    read(bytes) {
      const found: Statement[] = [];
      let rest = bytes;
      while (rest.length > 0 && !lost) {
        if (left > 0) {
          const part = rest.subarray(0, left);
          body?.push(part.length === left ? part : copyOf(part));
          left -= part.length;
          rest = rest.subarray(part.length);
          if (left === 0 && body) finish(found);
          continue;
        }
        const whole: Uint8Array = head.length === 0 ? rest : Buffer.concat([head, rest]);
        const end = endOfHead(whole);
        if (end === -1) {
          head = copyOf(whole);
          lost = head.length > LONGEST_HEAD;
          break;
        }
        head = new Uint8Array(0);
        begin(utf8(whole, 0, end));
        rest = whole.subarray(end + 4);
      }
      return found.length === 0 ? NO_STATEMENTS : found;
    },
  };
}

function endOfHead(bytes: Uint8Array): number {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf('\r\n\r\n');
}
