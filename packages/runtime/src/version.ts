/** Version of `@bulkhead/runtime`, as coverage lines carry it; a test compares it with package.json. */
export const VERSION = '0.1.0';
