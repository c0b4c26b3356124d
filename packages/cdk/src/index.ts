export { LeastPrivilege, type LeastPrivilegeProps } from './least-privilege.ts';
export { Protect, type ProtectProps } from './protect.ts';
export { BulkheadValidation, type BulkheadValidationProps } from './validation.ts';
