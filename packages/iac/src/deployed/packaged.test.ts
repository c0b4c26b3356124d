import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { makeProject } from '../../test/project.ts';
import { loadApp } from '../load-app.ts';
import { deployedResources } from './deployed-resources.ts';

/**
 * Folders of services, each with its `serverless.yml` and, in `out/`, what `serverless package --package out` made of it.
 * Named by an environment variable, since the services are other people's.
 */
const FOLDER = process.env['BULKHEAD_PACKAGED'];
const TEMPLATE = 'out/cloudformation-template-update-stack.json';
const services = FOLDER !== undefined && existsSync(FOLDER) ? readdirSync(FOLDER) : [];
const packaged = services.filter((name) => existsSync(path.join(FOLDER!, name, TEMPLATE)));
if (packaged.length === 0) console.warn('skipped: BULKHEAD_PACKAGED names no folder of packaged services');

/** Ids that hold a hash of the code or the time of the deploy. */
const stable = (id: string) =>
  id
    .replace(/(LambdaVersion|WebsocketsDeployment)[A-Za-z0-9]{30,}$/, '$1')
    .replace(/^ApiGatewayDeployment\d+$/, 'ApiGatewayDeployment');

test.skipIf(packaged.length === 0).each(packaged.length > 0 ? packaged : ['a service'])(
  '%s deploys what serverless package says',
  async (name) => {
    const folder = path.join(FOLDER!, name);
    const text = readFileSync(path.join(folder, TEMPLATE), 'utf8');
    const theirs = deployedResources(await loadApp(makeProject({ 'template.json': text })));
    const ours = deployedResources(await loadApp(path.join(folder, 'serverless.yml'), { env: {} }));
    const ids = (resources: typeof ours) => resources.map(({ id, type }) => `${stable(id)} ${type}`).sort();
    expect(ids(ours)).toEqual(ids(theirs));
  },
);
