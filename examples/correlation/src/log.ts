/** One line of JSON for one thing that happened. */
export function log(message: string, details: Readonly<Record<string, unknown>> = {}): void {
  console.log(JSON.stringify({ message, ...details }));
}
