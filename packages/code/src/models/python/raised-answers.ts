import type { Model, ModelSet } from '../../engine/types.ts';
import { argument, each, models } from './helpers.ts';

/*
 * Errors that a web framework turns into an answer: their text goes to the caller.
 */

const answers =
  (index: number, name: string): Model =>
  (call, engine) => {
    const text = argument(call, index, name);
    if (text && engine.during === 'invocation') {
      const statusCode = engine.unknown('a number');
      engine.answered(engine.object({ statusCode, body: text }, call.place), call.place);
    }
    return engine.external(call.callee.module, `${call.callee.path}#`);
  };

const OF_CHALICE = [
  'BadRequestError',
  'UnauthorizedError',
  'ForbiddenError',
  'NotFoundError',
  'MethodNotAllowedError',
  'ConflictError',
  'UnprocessableEntityError',
  'TooManyRequestsError',
  'RequestTimeoutError',
  'ChaliceViewError',
];
const OF_POWERTOOLS = [
  'BadRequestError',
  'UnauthorizedError',
  'NotFoundError',
  'InternalServerError',
  'ForbiddenError',
];

export const raisedAnswerModels: readonly ModelSet[] = [
  models('chalice', {
    ...each(OF_CHALICE, answers(0, 'msg')),
    ...each(
      OF_CHALICE.map((name) => `app.${name}`),
      answers(0, 'msg'),
    ),
  }),
  ...['fastapi', 'starlette'].map((module) =>
    models(module, each(['HTTPException', 'exceptions.HTTPException'], answers(1, 'detail'))),
  ),
  models('flask', { abort: answers(1, 'description') }),
  models('werkzeug', { 'exceptions.abort': answers(1, 'description') }),
  models('aws_lambda_powertools', {
    ...each(
      OF_POWERTOOLS.map((name) => `event_handler.exceptions.${name}`),
      answers(0, 'msg'),
    ),
    'event_handler.exceptions.ServiceError': answers(1, 'msg'),
  }),
];
