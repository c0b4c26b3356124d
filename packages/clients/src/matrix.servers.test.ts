import { afterAll, beforeAll, describe } from 'vitest';
import { requireComponent } from '../../../test/support/components.ts';
import { casesLimits } from './testing/cases-limits.ts';
import { casesV2 } from './testing/cases-v2.ts';
import { casesV3 } from './testing/cases-v3.ts';
import { MOTO, type Services, startServices } from './testing/services.ts';

describe.skipIf(!requireComponent('moto_server', MOTO.length > 0, 'tools/setup-services.sh'))('ids ride along', () => {
  let services: Services;
  beforeAll(async () => {
    delete process.env['BULKHEAD_KEY'];
    process.env['AWS_SDK_JS_SUPPRESS_MAINTENANCE_MODE_MESSAGE'] = '1';
    services = await startServices();
  }, 120_000);
  afterAll(() => services?.close());

  describe('SDK v2, without a key of the deploy: what comes from inside counts', () => casesV2(() => services));

  describe('SDK v3, with a key of the deploy: debug decisions count when they are signed', () => {
    beforeAll(() => {
      process.env['BULKHEAD_KEY'] = 'key of the deploy';
    });
    casesV3(() => services);
    describe('limits', () => casesLimits(() => services));
  });
});
