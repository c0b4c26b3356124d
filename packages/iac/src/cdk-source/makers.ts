import type { CdkConstruct } from '@bulkhead/core';
import type { CdkContext } from './context.ts';
import type { Fields } from './values.ts';

/** Makes the resources of one construct of level 2, with the defaults that the library gives them. */
export type Maker = (construct: CdkConstruct, props: Fields, context: CdkContext) => void;
