import ts from 'typescript';

/*
 * What a built file holds at its top costs every start: a name that functions use is one of a thousand in their context, which V8
 * takes out of its cache or parses, and a pattern is parsed where it stands. Numbers are put where they are used, and patterns are
 * made at their first use.
 */

/**
 * @param {string} source a file that esbuild has built
 * @param {boolean} [numbersOnly] leaves patterns where they are
 * @returns {string} the file anew
 */
export function foldConstants(source, numbersOnly = false) {
  const tree = ts.createSourceFile('built.cjs', source, ts.ScriptTarget.ESNext, true, ts.ScriptKind.JS);
  const constants = constantsOf(tree, numbersOnly);

  /** The text of a node with the constants in it. */
  function textOf(node) {
    if (ts.isIdentifier(node) && constants.has(node.text) && !isName(node)) return inPlace(node);
    if (ts.isVariableStatement(node) && node.parent === tree) return statement(node);
    let text = '';
    let end = node.getStart();
    ts.forEachChild(node, (child) => {
      if (child.end === child.pos) return;
      text += source.slice(end, child.getStart()) + textOf(child);
      end = child.end;
    });
    return text + source.slice(end, node.end);
  }

  function inPlace(node) {
    const { text: value, isPattern } = constants.get(node.text);
    const text = isPattern ? `(${node.text}??=${value})` : needsParentheses(node, value) ? `(${value})` : value;
    return ts.isShorthandPropertyAssignment(node.parent) ? `${node.text}:${text}` : text;
  }

  function statement(node) {
    const kept = node.declarationList.declarations.flatMap((declaration) => {
      const constant = ts.isIdentifier(declaration.name) ? constants.get(declaration.name.text) : undefined;
      if (constant === undefined) return textOf(declaration);
      return constant.isPattern ? declaration.name.text : [];
    });
    return kept.length === 0 ? '' : `var ${kept.join(',')};`;
  }

  return textOf(tree);
}

/** Numbers and patterns in variables at the top that are given once, by names that nothing inside has, too. */
function constantsOf(tree, numbersOnly) {
  const constants = new Map();
  for (const statement of tree.statements) {
    if (!ts.isVariableStatement(statement) || statement.declarationList.flags & ts.NodeFlags.BlockScoped) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      const isPattern = !numbersOnly && initializer?.kind === ts.SyntaxKind.RegularExpressionLiteral;
      if (!ts.isIdentifier(name) || !(isPattern || isNumber(initializer))) continue;
      constants.set(name.text, { text: initializer.getText(), isPattern, name });
    }
  }
  const leave = (node) => {
    if (ts.isIdentifier(node) && constants.has(node.text)) {
      const isOwn = constants.get(node.text).name === node;
      if (!isOwn && (isDeclared(node) || isAssigned(node))) constants.delete(node.text);
    }
    ts.forEachChild(node, leave);
  };
  leave(tree);
  return constants;
}

function isNumber(node) {
  if (node === undefined) return false;
  return ts.isNumericLiteral(node) || (ts.isPrefixUnaryExpression(node) && ts.isNumericLiteral(node.operand));
}

/** `(-5)` behind a minus, `(5).toString()` before a dot. */
function needsParentheses(node, value) {
  const { parent } = node;
  return (
    value.startsWith('-') || value.startsWith('~') || (ts.isAccessExpression(parent) && parent.expression === node)
  );
}

/** What is declared, or a property of this name. */
function isName(node) {
  const { parent } = node;
  if (isDeclared(node)) return true;
  const names = ts.isPropertyAccessExpression(parent) || ts.isClassElement(parent) || ts.isObjectLiteralElement(parent);
  return names && parent.name === node && !ts.isShorthandPropertyAssignment(parent);
}

function isDeclared(node) {
  const { parent } = node;
  if (ts.isBindingElement(parent)) return parent.name === node || parent.propertyName === node;
  const declares =
    ts.isVariableDeclaration(parent) ||
    ts.isParameter(parent) ||
    ts.isFunctionDeclaration(parent) ||
    ts.isFunctionExpression(parent) ||
    ts.isClassLike(parent);
  return declares && parent.name === node;
}

function isAssigned(node) {
  const { parent } = node;
  if (ts.isBinaryExpression(parent)) {
    const { kind } = parent.operatorToken;
    return parent.left === node && kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
  }
  if (ts.isForInStatement(parent) || ts.isForOfStatement(parent)) return parent.initializer === node;
  if (ts.isPostfixUnaryExpression(parent)) return true;
  if (!ts.isPrefixUnaryExpression(parent)) return isInPattern(node);
  return parent.operator === ts.SyntaxKind.PlusPlusToken || parent.operator === ts.SyntaxKind.MinusMinusToken;
}

/** `[a] = …`, `({ a } = …)`: told by what is around it, for the few names that are there. */
function isInPattern(node) {
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    if (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken && parent.left === at)
      return ts.isArrayLiteralExpression(at) || ts.isObjectLiteralExpression(at);
    if (
      !ts.isArrayLiteralExpression(parent) &&
      !ts.isObjectLiteralExpression(parent) &&
      !ts.isObjectLiteralElement(parent)
    )
      return false;
  }
  return false;
}
