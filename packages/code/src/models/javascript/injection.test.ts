import { expect, test } from 'vitest';
import { classesIn, type Idiom } from '../../testing/idioms.ts';

/** What containers hand out, what Nest runs, and what wrappers that nobody knows make of a handler. */
const IDIOMS: readonly Idiom[] = [
  [
    'awilix',
    'cmdi',
    "const cp = require('child_process');const { createContainer, asClass } = require('awilix'); class R { run(x) { cp.execSync('ls ' + x); } } class S { constructor({ repo }) { this.repo = repo; } go(x) { this.repo.run(x); } } const c = createContainer(); c.register({ repo: asClass(R), svc: asClass(S) });",
    "c.resolve('svc').go(q);",
  ],
  [
    'awilix cradle',
    'cmdi',
    "const cp = require('child_process');const { createContainer, asFunction } = require('awilix'); const c = createContainer(); c.register({ repo: asFunction(() => ({ run: (x) => cp.execSync('ls ' + x) })) });",
    'c.cradle.repo.run(q);',
  ],
  [
    'tsyringe',
    'cmdi',
    "import 'reflect-metadata'; import { container, injectable } from 'tsyringe'; import { execSync } from 'child_process'; @injectable() class R { run(x: string) { execSync('ls ' + x); } } @injectable() class S { constructor(private repo: R) {} go(x: string) { this.repo.run(x); } }",
    'export const handler = async (event: any) => { container.resolve(S).go(event.queryStringParameters.q); };',
  ],
  [
    'tsyringe token',
    'cmdi',
    "import { container, injectable, inject } from 'tsyringe'; import { execSync } from 'child_process'; class R { run(x: string) { execSync('ls ' + x); } } container.register('Repo', { useClass: R }); @injectable() class S { constructor(@inject('Repo') private repo: any) {} go(x: string) { this.repo.run(x); } }",
    'export const handler = async (event: any) => { container.resolve(S).go(event.queryStringParameters.q); };',
  ],
  [
    'inversify',
    'cmdi',
    "import { Container, injectable, inject } from 'inversify'; import { execSync } from 'child_process'; @injectable() class R { run(x: string) { execSync('ls ' + x); } } @injectable() class S { constructor(@inject('R') private repo: R) {} go(x: string) { this.repo.run(x); } } const c = new Container(); c.bind('R').to(R); c.bind('S').to(S);",
    "export const handler = async (event: any) => { c.get<S>('S').go(event.queryStringParameters.q); };",
  ],
  [
    'typedi',
    'cmdi',
    "import { Container, Service } from 'typedi'; import { execSync } from 'child_process'; @Service() class R { run(x: string) { execSync('ls ' + x); } } @Service() class S { constructor(private repo: R) {} go(x: string) { this.repo.run(x); } }",
    'export const handler = async (event: any) => { Container.get(S).go(event.queryStringParameters.q); };',
  ],
  [
    'nest controller',
    'cmdi',
    "import { NestFactory } from '@nestjs/core'; import { Module, Controller, Get, Query, Injectable } from '@nestjs/common'; import serverlessExpress from '@vendia/serverless-express'; import { execSync } from 'child_process'; @Injectable() class S { run(x: string) { execSync('ls ' + x); } } @Controller('x') class C { constructor(private readonly s: S) {} @Get() run(@Query('q') q: string) { return this.s.run(q); } } @Module({ controllers: [C], providers: [S] }) class M {} let server: any;",
    'export const handler = async (event: any, ctx: any, cb: any) => { if (!server) { const app = await NestFactory.create(M); await app.init(); server = serverlessExpress({ app: app.getHttpAdapter().getInstance() }); } return server(event, ctx, cb); };',
  ],
  [
    'nest ParseIntPipe',
    '',
    "import { NestFactory } from '@nestjs/core'; import { Module, Controller, Get, Query, ParseIntPipe } from '@nestjs/common'; import serverlessExpress from '@vendia/serverless-express'; import { execSync } from 'child_process'; @Controller('x') class C { @Get() run(@Query('q', ParseIntPipe) q: number) { execSync('ls ' + q); } } @Module({ controllers: [C] }) class M {} let server: any;",
    'export const handler = async (event: any, ctx: any, cb: any) => { if (!server) { const app = await NestFactory.create(M); await app.init(); server = serverlessExpress({ app: app.getHttpAdapter().getInstance() }); } return server(event, ctx, cb); };',
  ],
  [
    'nest standalone',
    'cmdi',
    "import { NestFactory } from '@nestjs/core'; import { Module, Injectable } from '@nestjs/common'; import { execSync } from 'child_process'; @Injectable() class S { run(x: string) { execSync('ls ' + x); } } @Module({ providers: [S] }) class M {}",
    'export const handler = async (event: any) => { const app = await NestFactory.createApplicationContext(M); return app.get(S).run(event.queryStringParameters.q); };',
  ],
  [
    'nest, express below',
    'cmdi',
    "import { NestFactory } from '@nestjs/core'; import { Module, Controller, Get, Post, Body, Query, Param, Inject, Injectable, Header } from '@nestjs/common'; import { ExpressAdapter } from '@nestjs/platform-express'; import express from 'express'; import serverlessExpress from '@vendia/serverless-express'; import { execSync } from 'child_process';  @Controller('x') class C { @Get(':id') run(@Param('id') id: string) { execSync('ls ' + id); } } @Module({ controllers: [C] }) class M {}",
    'export const handler = async (event: any, ctx: any, cb: any) => { const server = express(); const app = await NestFactory.create(M, new ExpressAdapter(server)); await app.init(); return serverlessExpress({ app: server })(event, ctx, cb); };',
  ],
  [
    'nest, a controller that no module names',
    '',
    "import { NestFactory } from '@nestjs/core'; import { Module, Controller, Get, Post, Body, Query, Param, Inject, Injectable, Header } from '@nestjs/common'; import { ExpressAdapter } from '@nestjs/platform-express'; import express from 'express'; import serverlessExpress from '@vendia/serverless-express'; import { execSync } from 'child_process';  @Controller('x') class C { @Get(':id') run(@Param('id') id: string) { execSync('ls ' + id); } } @Module({ controllers: [] }) class M {}",
    'export const handler = async (event: any, ctx: any, cb: any) => { const server = express(); const app = await NestFactory.create(M, new ExpressAdapter(server)); await app.init(); return serverlessExpress({ app: server })(event, ctx, cb); };',
  ],
  [
    'nest, a method that answers nothing',
    '',
    "import { NestFactory } from '@nestjs/core'; import { Module, Controller, Get, Post, Body, Query, Param, Inject, Injectable, Header } from '@nestjs/common'; import { ExpressAdapter } from '@nestjs/platform-express'; import express from 'express'; import serverlessExpress from '@vendia/serverless-express'; import { execSync } from 'child_process';  @Controller('x') class C { run(@Param('id') id: string) { execSync('ls ' + id); } } @Module({ controllers: [C] }) class M {}",
    'export const handler = async (event: any, ctx: any, cb: any) => { const server = express(); const app = await NestFactory.create(M, new ExpressAdapter(server)); await app.init(); return serverlessExpress({ app: server })(event, ctx, cb); };',
  ],
  [
    'nest, a module in a module',
    'cmdi',
    "import { NestFactory } from '@nestjs/core'; import { Module, Controller, Get, Post, Body, Query, Param, Inject, Injectable, Header } from '@nestjs/common'; import { ExpressAdapter } from '@nestjs/platform-express'; import express from 'express'; import serverlessExpress from '@vendia/serverless-express'; import { execSync } from 'child_process';  @Controller('x') class C { @Get() run(@Query() q: any) { execSync('ls ' + q.a); } } @Module({ controllers: [C] }) class Inner {} @Module({ imports: [Inner] }) class M {}",
    'export const handler = async (event: any, ctx: any, cb: any) => { const server = express(); const app = await NestFactory.create(M, new ExpressAdapter(server)); await app.init(); return serverlessExpress({ app: server })(event, ctx, cb); };',
  ],
  [
    'nest, what stands behind a token',
    'cmdi',
    "import { NestFactory } from '@nestjs/core'; import { Module, Controller, Get, Post, Body, Query, Param, Inject, Injectable, Header } from '@nestjs/common'; import { ExpressAdapter } from '@nestjs/platform-express'; import express from 'express'; import serverlessExpress from '@vendia/serverless-express'; import { execSync } from 'child_process'; class R { run(x: string) { execSync('ls ' + x); } } @Controller('x') class C { constructor(@Inject('R') private r: any) {} @Get() run(@Query('q') q: string) { this.r.run(q); } } @Module({ controllers: [C], providers: [{ provide: 'R', useClass: R }] }) class M {}",
    'export const handler = async (event: any, ctx: any, cb: any) => { const server = express(); const app = await NestFactory.create(M, new ExpressAdapter(server)); await app.init(); return serverlessExpress({ app: server })(event, ctx, cb); };',
  ],
  [
    'nest, a value behind a token',
    '',
    "import { NestFactory } from '@nestjs/core'; import { Module, Controller, Get, Post, Body, Query, Param, Inject, Injectable, Header } from '@nestjs/common'; import { ExpressAdapter } from '@nestjs/platform-express'; import express from 'express'; import serverlessExpress from '@vendia/serverless-express'; import { execSync } from 'child_process'; class R { run(x: string) { execSync('ls ' + x); } } @Controller('x') class C { constructor(@Inject('R') private r: any) {} @Get() run(@Query('q') q: string) { this.r.run(q); } } @Module({ controllers: [C], providers: [{ provide: 'R', useValue: { run: () => 1 } }] }) class M {}",
    'export const handler = async (event: any, ctx: any, cb: any) => { const server = express(); const app = await NestFactory.create(M, new ExpressAdapter(server)); await app.init(); return serverlessExpress({ app: server })(event, ctx, cb); };',
  ],
  [
    'nest, a factory',
    'cmdi',
    "import { NestFactory } from '@nestjs/core'; import { Module, Controller, Get, Post, Body, Query, Param, Inject, Injectable, Header } from '@nestjs/common'; import { ExpressAdapter } from '@nestjs/platform-express'; import express from 'express'; import serverlessExpress from '@vendia/serverless-express'; import { execSync } from 'child_process'; class R { run(x: string) { execSync('ls ' + x); } } @Controller('x') class C { constructor(@Inject('S') private s: any) {} @Get() run(@Query('q') q: string) { this.s.go(q); } } @Module({ controllers: [C], providers: [R, { provide: 'S', useFactory: (r: R) => ({ go: (x: string) => r.run(x) }), inject: [R] }] }) class M {}",
    'export const handler = async (event: any, ctx: any, cb: any) => { const server = express(); const app = await NestFactory.create(M, new ExpressAdapter(server)); await app.init(); return serverlessExpress({ app: server })(event, ctx, cb); };',
  ],
  [
    'nest, a text of a body that is validated',
    'cmdi',
    "import { IsString } from 'class-validator'; import { NestFactory } from '@nestjs/core'; import { Module, Controller, Get, Post, Body, Query, Param, Inject, Injectable, Header } from '@nestjs/common'; import { ExpressAdapter } from '@nestjs/platform-express'; import express from 'express'; import serverlessExpress from '@vendia/serverless-express'; import { execSync } from 'child_process'; class D { @IsString() name!: string; } @Controller('x') class C { @Post() run(@Body() d: D) { execSync('ls ' + d.name); } } @Module({ controllers: [C] }) class M {}",
    'export const handler = async (event: any, ctx: any, cb: any) => { const server = express(); const app = await NestFactory.create(M, new ExpressAdapter(server)); await app.init(); return serverlessExpress({ app: server })(event, ctx, cb); };',
  ],
  [
    'nest, a number of a body that is validated',
    '',
    "import { IsInt } from 'class-validator'; import { NestFactory } from '@nestjs/core'; import { ValidationPipe, Module, Controller, Get, Post, Body, Query, Param, Inject, Injectable, Header } from '@nestjs/common'; import { ExpressAdapter } from '@nestjs/platform-express'; import express from 'express'; import serverlessExpress from '@vendia/serverless-express'; import { execSync } from 'child_process'; class D { @IsInt() name!: number; } @Controller('x') class C { @Post() run(@Body() d: D) { execSync('ls ' + d.name); } } @Module({ controllers: [C] }) class M {}",
    'export const handler = async (event: any, ctx: any, cb: any) => { const server = express(); const app = await NestFactory.create(M, new ExpressAdapter(server)); app.useGlobalPipes(new ValidationPipe()); await app.init(); return serverlessExpress({ app: server })(event, ctx, cb); };',
  ],
  [
    'nest, a page',
    'html-response',
    "import { NestFactory } from '@nestjs/core'; import { Module, Controller, Get, Post, Body, Query, Param, Inject, Injectable, Header } from '@nestjs/common'; import { ExpressAdapter } from '@nestjs/platform-express'; import express from 'express'; import serverlessExpress from '@vendia/serverless-express'; import { execSync } from 'child_process';  @Controller('x') class C { @Get() run(@Query('q') q: string) { return `<b>${q}</b>`; } } @Module({ controllers: [C] }) class M {}",
    'export const handler = async (event: any, ctx: any, cb: any) => { const server = express(); const app = await NestFactory.create(M, new ExpressAdapter(server)); await app.init(); return serverlessExpress({ app: server })(event, ctx, cb); };',
  ],
  [
    'nest, a document',
    '',
    "import { NestFactory } from '@nestjs/core'; import { Module, Controller, Get, Post, Body, Query, Param, Inject, Injectable, Header } from '@nestjs/common'; import { ExpressAdapter } from '@nestjs/platform-express'; import express from 'express'; import serverlessExpress from '@vendia/serverless-express'; import { execSync } from 'child_process';  @Controller('x') class C { @Get() run(@Query('q') q: string) { return { q }; } } @Module({ controllers: [C] }) class M {}",
    'export const handler = async (event: any, ctx: any, cb: any) => { const server = express(); const app = await NestFactory.create(M, new ExpressAdapter(server)); await app.init(); return serverlessExpress({ app: server })(event, ctx, cb); };',
  ],
  [
    'inversify, a constant',
    '',
    "import { Container, injectable, inject } from 'inversify'; import { execSync } from 'child_process'; @injectable() class R { run(x: string) { execSync('ls ' + x); } } @injectable() class S { constructor(@inject('R') private repo: any) {} go(x: string) { this.repo.run(x); } } const c = new Container(); c.bind('R').toConstantValue({ run: () => 1 }); c.bind('S').to(S);",
    "export const handler = async (event: any) => { c.get<S>('S').go(event.queryStringParameters.q); };",
  ],
  [
    'inversify, symbols and modules',
    'cmdi',
    "import { Container, ContainerModule, injectable, inject } from 'inversify'; import { execSync } from 'child_process'; const T = { R: Symbol.for('R'), S: Symbol.for('S') }; @injectable() class R { run(x: string) { execSync('ls ' + x); } } @injectable() class S { constructor(@inject(T.R) private repo: R) {} go(x: string) { this.repo.run(x); } } const c = new Container(); c.load(new ContainerModule((bind: any) => { bind(T.R).to(R).inSingletonScope(); bind(T.S).to(S); }));",
    'export const handler = async (event: any) => { c.get<S>(T.S).go(event.queryStringParameters.q); };',
  ],
  [
    'awilix, another name',
    '',
    "const cp = require('child_process'); const { createContainer, asClass, asValue } = require('awilix'); class R { run(x) { cp.execSync('ls ' + x); } } class S { constructor({ repo }) { this.repo = repo; } go(x) { this.repo.run(x); } } const c = createContainer(); c.register({ repo: asValue({ run: () => 1 }), other: asClass(R), svc: asClass(S).singleton() });",
    "c.resolve('svc').go(q);",
  ],
  [
    'awilix, the whole object',
    'cmdi',
    "const cp = require('child_process'); const { createContainer, asClass } = require('awilix'); class R { run(x) { cp.execSync('ls ' + x); } } class S { constructor(deps) { this.deps = deps; } go(x) { this.deps.repo.run(x); } } const c = createContainer(); c.register('repo', asClass(R)); c.register('svc', asClass(S));",
    "c.resolve('svc').go(q);",
  ],
  [
    'a class that takes itself',
    '',
    "import { container, injectable } from 'tsyringe'; @injectable() class A { constructor(private a: A) {} go() { return this.a; } }",
    'export const handler = async (event: any) => container.resolve(A).go();',
  ],
  [
    'an option of a wrapper that nobody knows',
    'cmdi',
    "const cp = require('child_process'); const { wrap } = require('some-wrapper');",
    "exports.handler = wrap({ handler: async (event) => { cp.execSync('ls ' + event.queryStringParameters.q); } });",
  ],
  [
    'a wrapper that is not in the project',
    'cmdi',
    "const cp = require('child_process'); const { wrap } = require('../../nowhere/utils');",
    "const main = async (event) => { cp.execSync('ls ' + event.queryStringParameters.q); }; exports.handler = wrap(main);",
  ],
  [
    'a wrapper that is not in the project, of a handler that is safe',
    '',
    "const cp = require('child_process'); const { wrap } = require('../../nowhere/utils');",
    "const main = async (event) => { cp.execFileSync('ls', [event.queryStringParameters.q]); }; exports.handler = wrap(main);",
  ],
];

test.each(IDIOMS)('%s', (...idiom) => {
  expect(classesIn(idiom)).toBe(idiom[1]);
});
