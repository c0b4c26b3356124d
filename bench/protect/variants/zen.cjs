// As the package's own docs/lambda.md has it; without a token it connects to nothing.
const protect = require('@aikidosec/firewall/lambda');

exports.handler = protect(require('../handler.cjs').handler);
