import { expect, it } from 'vitest';
import { scopeRegistry } from './scope.ts';

it('keeps the first of two copies, out of sight and unchangeable', () => {
  const target = {};
  const layer = scopeRegistry<string>(target);
  const bundle = scopeRegistry<string>(target);
  expect(bundle.get()).toBeUndefined();
  expect(layer.register('layer')).toBe('layer');
  expect(bundle.register('bundle')).toBe('layer');
  expect(Object.keys(target)).toEqual([]);
  const [slot] = Object.getOwnPropertySymbols(target);
  expect(Reflect.deleteProperty(target, slot!)).toBe(false);
});
