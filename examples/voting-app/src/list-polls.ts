import { type HttpAnswer, json } from './http.ts';
import { listPolls } from './polls.ts';

/** GET /polls */
export async function handler(): Promise<HttpAnswer> {
  return json(200, { polls: listPolls() });
}
