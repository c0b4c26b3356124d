import type { App, LambdaFunction, Resource } from '@bulkhead/core';
import { describe, expect, it } from 'vitest';
import { filesOf } from '../testing/read-program.ts';
import { locateHandler } from './locate.ts';

const PLACE = { file: 'template.yaml', line: 3, column: 5 };

function locate(
  names: string,
  lambda: Partial<LambdaFunction>,
  texts: Record<string, string> = {},
  resources: Resource[] = [],
  functions: Partial<LambdaFunction>[] = [],
) {
  const files = filesOf({ ...Object.fromEntries(names.split(' ').map((name) => [name, ''])), ...texts });
  const own = functions.map((one) => ({ codeRoot: '/project', ...one }));
  const app = { root: '/project', file: 'template.yaml', resources, functions: own } as unknown as App;
  const whole = {
    id: 'f',
    handler: 'app.handler',
    runtime: 'nodejs22.x',
    codeRoot: '/project',
    environment: {},
    handlerPlace: PLACE,
    ...lambda,
  };
  return locateHandler(files, app, whole as unknown as LambdaFunction);
}

function found(...given: Parameters<typeof locate>): string {
  const location = locate(...given);
  return 'problem' in location ? location.problem.kind : `${location.file} ${location.exportPath.join('.')}`;
}

describe('code in a container image', () => {
  const AWS = 'FROM public.ecr.aws/lambda/python:3.13\n';
  const image = (more: Partial<LambdaFunction> = {}): Partial<LambdaFunction> => ({
    handler: { unknown: 'is a container image', expression: 'Handler', place: PLACE },
    runtime: { unknown: 'is a container image', expression: 'Runtime', place: PLACE },
    ...more,
  });
  it.each<[string, string, Record<string, string>, string]>([
    ['beside its Dockerfile', 'job/app.py', { 'job/Dockerfile': `${AWS}CMD ["app.run"]\n` }, 'job/app.py run'],
    [
      'copied from a folder',
      'job/src/app.py',
      { 'job/Dockerfile': `${AWS}COPY src/app.py \${LAMBDA_TASK_ROOT}\nCMD [ "app.run" ]\n` },
      'job/src/app.py run',
    ],
    [
      'built from the folder around it',
      'code/app.py',
      { 'docker/Dockerfile': `${AWS}COPY code/ ./\nCMD app.run\n` },
      'code/app.py run',
    ],
    [
      'what a compiler writes, in the last stage',
      'src/index.ts',
      {
        Dockerfile:
          'FROM node:22 AS build\nRUN npm run build\nCMD ["node.run"]\nFROM public.ecr.aws/lambda/nodejs:22\nCOPY --from=build build/ ./build/\nCMD ["build/src/index.handler"]\n',
      },
      'src/index.ts handler',
    ],
    [
      'any image with the client of the Runtime API',
      'app.py',
      {
        Dockerfile:
          'FROM python:3.13\nRUN pip install awslambdaric\nENTRYPOINT ["python", "-m", "awslambdaric"]\nCMD ["app.run"]\n',
      },
      'app.py run',
    ],
    [
      'AWS’s image at Docker Hub',
      'src/get.ts',
      {
        Dockerfile:
          'FROM node:22 AS made\nFROM amazon/aws-lambda-nodejs:20\nCOPY --from=made /app/dist dist\nCMD ["dist/get.run"]\n',
      },
      'src/get.ts run',
    ],
    [
      'on an image of somebody else’s',
      'fn/app.js',
      {
        Dockerfile:
          'FROM public.ecr.aws/acme/office-base:7.4-node16\nCOPY fn/ ${LAMBDA_TASK_ROOT}/\nRUN npm install\nCMD [ "app.run" ]\n',
      },
      'fn/app.js run',
    ],
    [
      'a server that copies its files',
      'server.js',
      { Dockerfile: 'FROM node:22\nCOPY . /app\nCMD ["server.run"]\n' },
      'missing-source',
    ],
    ['a server', 'server.js', { Dockerfile: 'FROM node:22\nCMD ["server.js"]\n' }, 'missing-source'],
    [
      'two images',
      'a/app.py b/app.py',
      { 'a/Dockerfile': `${AWS}CMD ["app.run"]\n`, 'b/Dockerfile': `${AWS}CMD ["app.run"]\n` },
      'missing-source',
    ],
    ['no list', 'app.py', { Dockerfile: `${AWS}CMD ["app.run"\n` }, 'missing-source'],
    ['a way out', 'app.py', { 'a/Dockerfile': `${AWS}COPY ../../etc ./\nCMD ["../../app.run"]\n` }, 'missing-source'],
  ])('%s', (_name, names, texts, expected) => {
    const own = image();
    expect(found(names, own, texts, [], [own])).toBe(expected);
  });

  it('is not told where two functions run one image', () => {
    const texts = { Dockerfile: `${AWS}CMD ["app.run"]\n` };
    expect(found('app.py', image(), texts, [], [image(), image()])).toBe('missing-source');
  });

  it('runs what the template says, also where the image says nothing', () => {
    const texts = { 'job/Dockerfile': `${AWS}COPY . .\n` };
    const own = image({ image: { folder: 'job', dockerfile: 'job/Dockerfile', handler: 'app.run' } });
    expect(found('job/app.py', own, texts, [], [own])).toBe('job/app.py run');
  });

  it('of another language is not read', () => {
    const own = image({ image: { folder: '', dockerfile: 'Dockerfile', handler: 'bin/run' } });
    for (const from of [
      'amazon/aws-lambda-go:latest',
      'public.ecr.aws/lambda/provided:al2023',
      '--platform=linux/arm64 public.ecr.aws/lambda/java:21',
    ])
      expect(
        found('main.go', own, { Dockerfile: `FROM golang:1 AS made\nFROM ${from}\nCMD ["bin/run"]\n` }, [], [own]),
      ).toBe('unsupported-language');
    const built = {
      handler: { unknown: 'code that GoFunction makes', expression: 'bootstrap', place: PLACE },
      runtime: 'provided.al2023',
    };
    expect(found('main.go', built)).toBe('unsupported-language');
  });

  it('imports what is copied beside it', () => {
    const texts = {
      'job/Dockerfile': `${AWS}COPY job/app.py ./\nCOPY shared/*.py ./\nCMD ["app.run"]\n`,
      'shared/store.py': '',
    };
    const own = image({ image: { folder: '', dockerfile: 'job/Dockerfile' } });
    expect(locate('job/app.py', own, texts, [], [own])).toMatchObject({
      context: { codeRoot: 'job', layers: ['shared'] },
    });
  });

  it('is what the template names', () => {
    const copies = (folder: string) => `${AWS}COPY ${folder}/app.py ./\nCMD ["app.run"]\n`;
    const texts = { 'src/a/Dockerfile': copies('a'), 'src/b/Dockerfile': copies('b') };
    const of = (name: string) => image({ image: { folder: 'src', dockerfile: `src/${name}/Dockerfile` } });
    const files = 'src/a/app.py src/b/app.py src/b/other.py';
    expect(found(files, of('b'), texts, [], [of('a'), of('b')])).toBe('src/b/app.py run');
    const command = image({ image: { folder: 'src', dockerfile: 'src/b/Dockerfile', handler: 'other.go' } });
    expect(found(files, command, texts, [], [command, of('b')])).toBe('src/b/other.py go');
  });
});

describe('code that a script packs', () => {
  const INLINE = 'has its code inline in the template';
  const packed = (handler: string, more: Partial<LambdaFunction> = {}): Partial<LambdaFunction> => ({
    handler: { unknown: 'has its code in an archive', expression: handler, place: PLACE },
    runtime: 'python3.12',
    ...more,
  });
  it.each([
    [
      'the only one',
      'lambda/lambda_function.py',
      packed('lambda_function.handler'),
      'lambda/lambda_function.py handler',
    ],
    [
      'in S3',
      'src/app.ts',
      packed('app.main', {
        handler: { unknown: 'has its code in S3', expression: 'app.main', place: PLACE },
        runtime: 'nodejs22.x',
      }),
      'src/app.ts main',
    ],
    ['with a folder', 'code/src/app.py', packed('src.app.handler'), 'code/src/app.py handler'],
    [
      'one of several, by the name of its folder',
      'lambdas/get-order/app.py lambdas/put-order/app.py',
      packed('app.handler', { id: 'PutOrderFunction' }),
      'lambdas/put-order/app.py handler',
    ],
    [
      'one of several that no name tells apart',
      'a/app.py b/app.py',
      packed('app.handler', { id: 'Orders' }),
      'missing-source',
    ],
    [
      'one of several, by a word that its folder shares with the function',
      'src/news/main.py src/quiz/main.py',
      packed('main.handler', {
        id: 'ShopServerlessQuizFunctionD26C',
        handler: { unknown: 'code whose folder is decided at synthesis', expression: 'main.handler', place: PLACE },
      }),
      'src/quiz/main.py handler',
    ],
    [
      'one of several, by the folders that the archive is named after',
      'src/handlers/articles/recent/app.py src/handlers/articles/popular/app.py src/handlers/recent/app.py',
      packed('app.handler', { id: 'F', archive: 'articles_recent.zip' }),
      'src/handlers/articles/recent/app.py handler',
    ],
    [
      'two of several that share a word',
      'src/news/main.py src/quiz/main.py',
      packed('main.handler', { id: 'QuizOfNews' }),
      'missing-source',
    ],
    [
      'a place held by inline code, which would be index.py',
      'scan.py',
      packed('scan.handler', { handler: { unknown: INLINE, expression: 'scan.handler', place: PLACE } }),
      'scan.py handler',
    ],
    [
      'inline code that runs',
      'index.py',
      packed('index.handler', { handler: { unknown: INLINE, expression: 'index.handler', place: PLACE } }),
      'missing-source',
    ],
    ['in a folder of tests only', 'tests/app.py', packed('app.handler'), 'missing-source'],
    ['in another language', 'a/app.js', packed('app.handler'), 'missing-source'],
    [
      'an image',
      'a/app.py',
      packed('app.handler', { handler: { unknown: 'is a container image', expression: 'app.handler', place: PLACE } }),
      'missing-source',
    ],
    ['a handler that is not known', 'a/app.py', packed('Handler'), 'missing-source'],
  ])('%s', (_name, names, lambda, expected) => {
    expect(found(names, lambda)).toBe(expected);
  });
});

describe('code in a folder that a build step makes', () => {
  const NODE = { runtime: 'nodejs22.x', handler: 'orders/get.handler', codeRoot: '/project/.build/lambdas' };
  const PYTHON = { ...NODE, runtime: 'python3.13', handler: 'orders.get.handler' };
  it.each([
    ['JavaScript', 'app/src/orders/get.ts', NODE, 'app/src/orders/get.ts handler'],
    ['Python', 'orders/get.py', PYTHON, 'orders/get.py handler'],
    [
      'Python beside its source',
      'get/orders/get.py',
      { ...PYTHON, codeRoot: '/project/get/build' },
      'get/orders/get.py handler',
    ],
    ['a folder that is there', 'src/orders/get.ts .build/lambdas/other.js', NODE, 'missing-source'],
    ['two that fit', 'a/orders/get.ts b/orders/get.ts', NODE, 'missing-source'],
  ])('%s', (_name, names, lambda, expected) => expect(found(names, lambda)).toBe(expected));

  it.each<[string, Partial<LambdaFunction>, string]>([
    [
      'its archive',
      { archive: 'getOrderFunction.zip', codeRoot: '/project' },
      'src/orders/getOrderFunction.ts handler',
    ],
    ['its folder', { codeRoot: '/project/out/getOrderFunction' }, 'src/orders/getOrderFunction.ts handler'],
    ['its package', { codeRoot: '/project/lambdas/put/dist' }, 'lambdas/put/src/entry.ts handler'],
    ['nothing', { codeRoot: '/project/out/other' }, 'missing-source'],
  ])('a bundle by %s', (_name, more, expected) => {
    const handler = 'export const handler = async () => {};';
    const texts = {
      'src/orders/getOrderFunction.ts': handler,
      'src/orders/getOrderFunction.test.ts': handler,
      'src/orders/store.ts': 'export const store = 1;',
      'lambdas/put/src/entry.ts': handler,
      'lambdas/put/src/store.ts': 'export const store = 1;',
    };
    expect(found('README.md', { ...NODE, handler: 'index.handler', ...more }, texts)).toBe(expected);
  });

  it('of two, the one that exports the handler', () => {
    const texts = { 'src/index.ts': 'export const create = 1;', 'src/logic/index.ts': 'export const other = 1;' };
    const lambda = { ...NODE, handler: 'index.create', codeRoot: '/project/out/package' };
    expect(found('README.md', lambda, texts)).toBe('src/index.ts create');
  });
});

describe('locateHandler', () => {
  it.each([
    ['app.js', {}, 'app.js handler'],
    ['app.mjs', {}, 'app.mjs handler'],
    // What serverless-wsgi runs.
    [
      'api/app.py',
      { handler: 'wsgi_handler.handler', application: 'api.app.app', runtime: 'python3.12' },
      'api/app.py app',
    ],
    ['app.ts', {}, 'app.ts handler'],
    ['app.js app.ts', {}, 'app.ts handler'],
    ['src/app.js', { codeRoot: '/project/src' }, 'src/app.js handler'],
    ['src/app.js', { handler: 'src/app.handler' }, 'src/app.js handler'],
    ['src/app.js', { handler: './src/app.handler' }, 'src/app.js handler'],
    ['src/app.js', { handler: 'src/app.api.get' }, 'src/app.js api.get'],
    ['orders/index.js', { handler: 'orders.handler' }, 'orders/index.js handler'],
    ['src/app.ts', { entryPoints: ['src/app.ts'] }, 'src/app.ts handler'],
    [
      'src/a/app.ts src/b/app.ts',
      { entryPoints: ['src/a/app.ts', 'src/b/app.ts'], handler: 'b/app.handler' },
      'src/b/app.ts handler',
    ],
    ['src/main.ts', { entryPoints: ['src/main'], handler: 'index.handler' }, 'src/main.ts handler'],
    ['src/orders/get.ts', { handler: 'dist/orders/get.handler' }, 'src/orders/get.ts handler'],
    ['src/orders/get.ts', { codeRoot: '/project/dist', handler: 'orders/get.handler' }, 'src/orders/get.ts handler'],
    ['src/get-order.ts', { codeRoot: '/project/dist/get-order', handler: 'index.handler' }, 'src/get-order.ts handler'],
    ['services/a/handler.ts', { handler: '.build/services/a/handler.run' }, 'services/a/handler.ts run'],
    ['dist/app.js', { handler: 'dist/app.handler' }, 'dist/app.js handler'],
    ['dist/app.js src/app.ts', { handler: 'dist/app.handler' }, 'src/app.ts handler'],
    ['app.py', { runtime: 'python3.13' }, 'app.py handler'],
    ['src/app.py', { runtime: 'python3.13', handler: 'src.app.lambda_handler' }, 'src/app.py lambda_handler'],
    ['src/app/__init__.py', { runtime: 'python3.13', handler: 'src/app.handler' }, 'src/app/__init__.py handler'],
    ['app.py', { runtime: { unknown: 'a parameter', expression: '!Ref R' } }, 'app.py handler'],
    ['app.js', { runtime: { unknown: 'a parameter', expression: '!Ref R' } }, 'app.js handler'],
    [
      'real.js',
      {
        handler: '/opt/nodejs/node_modules/datadog-lambda-js/handler.handler',
        environment: { DD_LAMBDA_HANDLER: 'real.handler' },
      },
      'real.js handler',
    ],
    ['other.js', {}, 'missing-source'],
    ['app.js', { handler: { unknown: 'is a container image', expression: '' } }, 'missing-source'],
    ['app.js', { runtime: 'java21' }, 'unsupported-language'],
    ['app.js', { codeRoot: '/elsewhere' }, 'outside-root'],
    ['app.js', { handler: '../../etc/passwd.handler' }, 'missing-source'],
    ['app.js', { handler: 'app' }, 'missing-source'],
    ['app.js', { handler: '' }, 'missing-source'],
  ] as [string, Partial<LambdaFunction>, string][])('%s %o', (names, lambda, expected) => {
    expect(found(names, lambda)).toBe(expected);
  });

  it('reads tsconfig.json for the folder that a compiler writes', () => {
    const config = '{ // where\n "compilerOptions": { "outDir": "./target/js", "rootDir": "code", }, }';
    expect(found('code/app.ts', { handler: 'target/js/app.handler' }, { 'tsconfig.json': config })).toBe(
      'missing-source',
    );
    expect(
      found('code/app.ts', { handler: 'build/app.handler' }, { 'tsconfig.json': config.replace('target/js', 'build') }),
    ).toBe('code/app.ts handler');
  });

  it('knows the layers of the same template', () => {
    const layer = (type: string, properties: Record<string, unknown>) => ({ id: 'L', type, properties, place: PLACE });
    const location = locate('app.js layers/a/nodejs/x.js', {}, {}, [
      layer('AWS::Serverless::LayerVersion', { ContentUri: 'layers/a/' }),
      layer('AWS::Lambda::LayerVersion', { Content: { S3Bucket: 'b' } }),
      layer('AWS::S3::Bucket', { ContentUri: 'layers' }),
    ]);
    expect('context' in location && location.context).toEqual({ codeRoot: '', layers: ['layers/a'] });
  });

  it('says where a handler without source is named', () => {
    const location = locate('other.js', {});
    expect('problem' in location && location.problem).toEqual({
      kind: 'missing-source',
      message: 'the handler "app.handler" of f has no source in the project’s folder',
      place: PLACE,
    });
  });
});
