import { describe, expect, it } from 'vitest';
import { handlerName } from './handler-name.ts';

describe('handlerName', () => {
  it.each([
    ['javascript', 'app.handler', 'app', 'handler'],
    ['javascript', 'src/app.handler', 'src/app', 'handler'],
    ['javascript', './src.d/app.handler', './src.d/app', 'handler'],
    ['javascript', 'app.api.get', 'app', 'api.get'],
    ['javascript', '../app.handler', '../app', 'handler'],
    ['python', 'app.handler', 'app', 'handler'],
    ['python', 'src.app.handler', 'src/app', 'handler'],
    ['python', 'src/app.handler', 'src/app', 'handler'],
  ] as const)('%s: %s', (language, handler, stem, path) => {
    expect(handlerName(handler, language)).toEqual({ stem, exportPath: path.split('.') });
  });

  it.each([
    ['javascript', 'app'],
    ['javascript', ''],
    ['javascript', 'src/.handler'],
    ['python', 'app'],
    ['python', '.handler'],
  ] as const)('%s: %j names no export', (language, handler) => {
    expect(handlerName(handler, language)).toBeUndefined();
  });
});
