import { describe, expect, it } from 'vitest';
import { at, PAYLOAD, plant, testMatrix } from '../testing/matrix.ts';
import { bedrockAgent, samples } from './bedrock-agent.ts';

const PROPERTIES = ['requestBody', 'content', 'application/json', 'properties', 0] as const;

testMatrix(
  bedrockAgent,
  samples.api,
  [
    ['what the user said', plant(at('inputText'), PAYLOAD), 'inputText'],
    ['a parameter', plant(at('parameters', 0, 'value'), PAYLOAD), 'parameters[0].value'],
    [
      'JSON in a parameter',
      plant(at('parameters', 0, 'value'), JSON.stringify([PAYLOAD])),
      'parameters[0].value|json[0]',
    ],
    [
      'a property',
      plant(at(...PROPERTIES, 'value'), PAYLOAD),
      'requestBody.content.application/json.properties[0].value',
    ],
    ['a body of another form', plant(at('requestBody', 'content', 'a/b'), { x: PAYLOAD }), 'requestBody.content.a/b.x'],
    ['a session attribute', plant(at('sessionAttributes', 'voter'), PAYLOAD), 'sessionAttributes.voter'],
  ],
  [
    ['the agent', plant(at('agent', 'alias'), PAYLOAD)],
    ['the path of the API', plant(at('apiPath'), PAYLOAD)],
  ],
);

testMatrix(bedrockAgent, samples.function, [
  ['a parameter', plant(at('parameters', 0, 'value'), PAYLOAD), 'parameters[0].value'],
  ['the name of a parameter', plant(at('parameters', 0, 'name'), PAYLOAD), `parameters[0].{keys}.${PAYLOAD}`],
  ['a prompt attribute', plant(at('promptSessionAttributes', 'mood'), PAYLOAD), 'promptSessionAttributes.mood'],
]);

describe('a hostile call', () => {
  const body = '{"message":"Forbidden","requestId":"r-1"}';

  it('of an API gets status 403', () => {
    expect(bedrockAgent.block(samples.api, { requestId: 'r-1', paths: ['inputText'] })).toEqual({
      is: 'respond',
      response: {
        messageVersion: '1.0',
        response: {
          actionGroup: 'polls',
          apiPath: '/polls/{id}/votes',
          httpMethod: 'POST',
          httpStatusCode: 403,
          responseBody: { 'application/json': { body } },
        },
      },
    });
  });

  it('of a function fails', () => {
    expect(bedrockAgent.block(samples.function, { requestId: 'r-1', paths: ['inputText'] })).toEqual({
      is: 'respond',
      response: {
        messageVersion: '1.0',
        response: {
          actionGroup: 'polls',
          function: 'castVote',
          functionResponse: { responseState: 'FAILURE', responseBody: { TEXT: { body } } },
        },
      },
    });
  });
});
