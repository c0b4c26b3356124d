export const SCALE = 1;
export const BIAS = -9;
export const WEIGHTS = '';
