import { visitExcept, visitOthers } from '../reading/except.ts';
import { isMap } from '../reading/http.ts';
import { visitName, visitValue, type Walk } from '../reading/walk.ts';
import type { EventSamples, EventSource } from '../types.ts';

/**
 * Amazon Bedrock agent, action group with a function schema or an API schema.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/agents-lambda.html
 *
 * Walked: what the user said (`inputText`), values of parameters and of the request body (a model filled them in from the
 * conversation, so they are as much a stranger's as the conversation), and session attributes.
 * Not walked: `agent`, `actionGroup`, `function`, `apiPath` and names of parameters are the owner's, `sessionId` an id.
 */
export const bedrockAgent: EventSource = {
  id: 'bedrock-agent',
  title: 'Bedrock agent',
  invocation: 'synchronous',
  match(event) {
    return (
      typeof event['messageVersion'] === 'string' && isMap(event['agent']) && typeof event['actionGroup'] === 'string'
    );
  },
  fields: [
    'messageVersion',
    'agent',
    'sessionId',
    'inputText',
    'actionGroup',
    'apiPath',
    'httpMethod',
    'function',
    'parameters',
    'requestBody',
  ],
  read(walk, event) {
    visitValue(walk, event['inputText'], '', 'inputText', 0);
    visitParameters(walk, event['parameters'], 'parameters');
    const body = event['requestBody'];
    visitExcept(walk, body, '', 'requestBody', ['content']);
    const content = isMap(body) ? body['content'] : undefined;
    if (!isMap(content)) visitValue(walk, content, 'requestBody', 'content', 0);
    else {
      for (const type in content) {
        const item = content[type];
        const path = `requestBody.content.${type}`;
        if (isMap(item) && Array.isArray(item['properties']))
          visitParameters(walk, item['properties'], `${path}.properties`);
        else visitValue(walk, item, 'requestBody.content', type, 0);
      }
    }
  },
  /** `FAILURE` ends the agent's turn, where an answer without it would be read to the model, which might try again. */
  block(event, request) {
    const { actionGroup, apiPath, httpMethod } = event;
    const body = JSON.stringify({ message: 'Forbidden', requestId: request.requestId });
    const response =
      typeof apiPath === 'string'
        ? { actionGroup, apiPath, httpMethod, httpStatusCode: 403, responseBody: { 'application/json': { body } } }
        : {
            actionGroup,
            function: event['function'],
            functionResponse: { responseState: 'FAILURE', responseBody: { TEXT: { body } } },
          };
    return { is: 'respond', response: { messageVersion: '1.0', response } };
  },
};

/** Events after the AWS page above, by variant. */
export const samples = {
  api: {
    messageVersion: '1.0',
    agent: { name: 'polls', id: 'A1B2C3D4E5', alias: 'TSTALIASID', version: 'DRAFT' },
    inputText: 'I vote for blue',
    sessionId: '123456789012345',
    actionGroup: 'polls',
    apiPath: '/polls/{id}/votes',
    httpMethod: 'POST',
    parameters: [{ name: 'id', type: 'string', value: 'spring-2026' }],
    requestBody: {
      content: { 'application/json': { properties: [{ name: 'choice', type: 'string', value: 'blue' }] } },
    },
    sessionAttributes: { voter: 'voter-17' },
    promptSessionAttributes: {},
  },
  function: {
    messageVersion: '1.0',
    agent: { name: 'polls', id: 'A1B2C3D4E5', alias: 'TSTALIASID', version: 'DRAFT' },
    inputText: 'I vote for blue',
    sessionId: '123456789012345',
    actionGroup: 'polls',
    function: 'castVote',
    parameters: [{ name: 'choice', type: 'string', value: 'blue' }],
    sessionAttributes: {},
    promptSessionAttributes: { mood: 'good' },
  },
} satisfies EventSamples;

/** `[{"name": "choice", "type": "string", "value": "blue"}]` */
function visitParameters(walk: Walk, list: unknown, path: string): void {
  if (!Array.isArray(list)) {
    visitValue(walk, list, '', path, 0);
    return;
  }
  for (let i = 0; i < list.length; i++) {
    const item: unknown = list[i];
    if (!isMap(item)) {
      visitValue(walk, item, path, i, 0);
      continue;
    }
    // The schema names parameters, but a model that was talked into it may add some.
    if (typeof item['name'] === 'string') visitName(walk, item['name'], `${path}[${i}]`, 0);
    visitOthers(walk, item, `${path}[${i}]`, ['name', 'type']);
  }
}
