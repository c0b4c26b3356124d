/* The runtime and its lazy parts as texts. The build writes them (packages/runtime/bundled.mjs); in the sources there are none. */

export const RUNTIME: string = '';

export const PARTS: Readonly<Record<string, () => string>> = {};
