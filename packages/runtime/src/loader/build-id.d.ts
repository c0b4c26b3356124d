/** Which build the code caches belong to: written by the build. */
declare const BULKHEAD_BUILD: string;

/** How runtime.cjs of this build begins. */
declare const BULKHEAD_MARK: string;
