/** Which build the code caches belong to: written by the build. */
declare const BULKHEAD_BUILD: string;

/** How runtime.cjs of this build begins. */
declare const BULKHEAD_MARK: string;

/** The lazy parts in the layer's one file of them, in their order: `arbiter-score 39634 code-judge 44179`. */
declare const BULKHEAD_PARTS: string;
