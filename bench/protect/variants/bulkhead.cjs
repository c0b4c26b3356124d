const { protect } = require('../../../packages/runtime/dist/index.cjs');

exports.handler = protect(require('../handler.cjs').handler);
