import { join, relative } from 'node:path';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { afterEach, describe, expect, it } from 'vitest';
import { assetsByHash, codePlace, isLibraryFunction } from './function-code.ts';
import { makeShop, type Shop } from './testing/shop.ts';

let shop: Shop;
afterEach(() => shop?.remove());

const placeOf = (fn: LambdaFunction) => {
  const place = codePlace(fn.node.defaultChild as CfnFunction, assetsByHash(shop.app), shop.folder);
  return place.is === 'found'
    ? `${relative(shop.folder, place.folder)} ${place.handler}`
    : place.is === 'open'
      ? place.why
      : place.is;
};

describe('the source of a function', () => {
  const bundled: [string, BundlingOptions, string][] = [
    ['as esbuild writes it', {}, 'lib invoice.handler'],
    ['with the SDK in it', { bundleAwsSDK: true }, 'lib invoice.handler'],
    ['minified, with a map', { minify: true, sourceMap: true }, 'lib invoice.handler'],
    [
      'minified, without',
      { minify: true },
      'its code is a bundle that does not name its sources; bundle with sourceMap',
    ],
  ];
  it.each(bundled)('of a bundle %s', { timeout: 120_000 }, (_, bundling, expected) => {
    shop = makeShop();
    const fn = new NodejsFunction(shop.functions, 'Other', {
      runtime: Runtime.NODEJS_22_X,
      entry: join(shop.folder, 'lib/invoice.ts'),
      depsLockFilePath: join(shop.folder, 'package-lock.json'),
      bundling,
    });
    expect(placeOf(fn)).toBe(expected);
  });

  it('of a folder, also where two functions share the asset', { timeout: 120_000 }, () => {
    shop = makeShop();
    expect(placeOf(shop.save)).toBe('src save.handler');
    const code = Code.fromAsset(join(shop.folder, 'src'));
    const twins = ['A', 'B'].map(
      (id) => new LambdaFunction(shop.functions, id, { runtime: Runtime.NODEJS_22_X, handler: 'save.handler', code }),
    );
    expect(twins.map(placeOf)).toEqual(['src save.handler', 'src save.handler']);
    expect(twins.map(isLibraryFunction)).toEqual([false, false]);
  });

  it('is not looked for outside of the root', { timeout: 120_000 }, () => {
    shop = makeShop();
    const place = codePlace(
      shop.save.node.defaultChild as CfnFunction,
      assetsByHash(shop.app),
      join(shop.folder, 'lib'),
    );
    expect(place).toMatchObject({ is: 'open', why: expect.stringContaining(`outside of ${join(shop.folder, 'lib')}`) });
  });
});
