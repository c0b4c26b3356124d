export {
  applyFixes,
  type FixedFinding,
  type FixedText,
  type Fixes,
  type FixOptions,
  type RefusedFix,
} from './apply-fixes.ts';
