/** An answer that API Gateway understands in both payload formats. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export function json(statusCode: number, value: unknown): HttpAnswer {
  return { statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

export function html(statusCode: number, body: string): HttpAnswer {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  };
  return { statusCode, headers, body };
}

/** For the caller to try again: the tally has one environment and may be busy. */
export function busy(): HttpAnswer {
  const answer = json(503, { error: 'The tally is busy. Try again in a moment.' });
  return { ...answer, headers: { ...answer.headers, 'retry-after': '2' } };
}
