exports.handler = require('../handler.cjs').handler;
